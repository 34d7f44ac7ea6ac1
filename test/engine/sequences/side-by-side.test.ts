/** Several answers to one prompt at a time, as suggestions are asked for. */
import assert from "node:assert/strict";
import { type Llama, LlamaContextSequence, type LlamaModel } from "node-llama-cpp";
import { generate } from "../../../language-server/engine/generation/generate.ts";
import { LoadedModel } from "../../../language-server/engine/generation/loaded-model.ts";
import { PrefillPace } from "../../../language-server/engine/generation/prefill-pace.ts";
import { Scheduler } from "../../../language-server/engine/generation/scheduler.ts";
import { Watchdog } from "../../../language-server/engine/process/watchdog.ts";
import type {
  GenerateResult,
  Part,
  StreamedToken,
} from "../../../language-server/engine-protocol/protocol.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { cpuLlama } from "../../../tools/fixtures/cpu-llama.ts";
import { proseOf } from "../../../tools/fixtures/prose.ts";

const PROMPT: Part[] = [{ text: proseOf(120, 21) }];
const TOKENS = 12;
/**
 * The likeliest answer, and two by chance, each another one. They say the same where the temperature is 3 % higher or
 * lower, so that no rounding matters.
 */
const SEEDS = [undefined, 1, 5] as const;
const CHANCE = { temperature: 8, topP: 1 };
const never = new AbortController().signal;

interface Question {
  seed?: number | undefined;
  session?: string;
  prompt?: Part[];
  maxTokens?: number;
  signal?: AbortSignal;
  onToken?: (count: number) => void;
}

interface Answer extends GenerateResult {
  tokens: number[];
  /** How many tokens all answers had at its first one. */
  startedAt: number;
  /** How many they had when it was over. */
  endedAt: number;
}

describe("engine: several answers to one prompt", () => {
  let llama: Llama;
  let model: LlamaModel;
  before(async () => {
    llama = await cpuLlama();
    model = await llama.loadModel({ modelPath: await fixture("tiny") });
  });
  after(async () => {
    await model.dispose();
    await llama.dispose();
  });

  /** An engine with one context for suggestions. */
  class Bench {
    readonly loaded: LoadedModel;
    readonly #scheduler = new Scheduler(
      new Watchdog({ limitMs: 60_000, onHang: () => assert.fail("It hangs.") }),
    );
    readonly #pace = new PrefillPace(512);
    #drawn = 0;

    constructor(sequences: number) {
      this.loaded = new LoadedModel(llama, model, {
        contexts: [{ lane: "completion", size: 1_024, sequences }],
        lora: [],
        threads: 1,
        flashAttention: "auto",
        batchSize: 512,
        ensureRoom: async () => {},
      });
    }

    async ask({
      seed,
      session = "file",
      prompt = PROMPT,
      maxTokens = TOKENS,
      signal = never,
      onToken,
    }: Question) {
      const tokens: number[] = [];
      let startedAt = 0;
      const sampling = seed === undefined ? { temperature: 0 } : { ...CHANCE, seed };
      const stop = { texts: [], specials: [] };
      const params = { id: 0, lane: "completion", session, prompt, sampling, stop, maxTokens } as const;
      const engine = { loaded: this.loaded, scheduler: this.#scheduler, pace: this.#pace };
      const result = await generate(engine, params, signal, {
        onToken: ({ id }: StreamedToken) => {
          if (tokens.length === 0) startedAt = this.#drawn;
          this.#drawn++;
          tokens.push(id);
          onToken?.(tokens.length);
        },
      });
      return { ...result, tokens, startedAt, endedAt: this.#drawn } satisfies Answer;
    }

    askAll(question: Question = {}): Promise<[Answer, Answer, Answer]> {
      const [a, b, c] = SEEDS;
      const ask = (seed: number | undefined) => this.ask({ ...question, seed });
      return Promise.all([ask(a), ask(b), ask(c)]);
    }

    async oneAfterAnother() {
      const answers: Answer[] = [];
      for (const seed of SEEDS) answers.push(await this.ask({ seed }));
      return answers;
    }

    async [Symbol.asyncDispose]() {
      this.loaded.release();
      await this.loaded.resetContexts({ contexts: [], lora: [] });
    }
  }
  const said = (answers: readonly Answer[]) => answers.map(({ tokens }) => tokens);
  const areTogether = (a: Answer, b: Answer) => a.startedAt < b.endedAt && b.startedAt < a.endedAt;
  let expected: number[][];
  before(async () => {
    await using bench = new Bench(1);
    expected = said(await bench.oneAfterAnother());
    assert.equal(new Set(expected.map(String)).size, SEEDS.length);
  });

  it("draws them side by side, each as it is alone, and evaluates the prompt once", async () => {
    await using bench = new Bench(4);
    const answers = await bench.askAll();
    assert.deepEqual(said(answers), expected);
    const [first, second, third] = answers;
    assert.ok(areTogether(first, second) && areTogether(second, third) && areTogether(first, third));
    const { promptTokens } = first.counts;
    assert.deepEqual(
      answers.map(({ counts }) => counts.reusedTokens),
      [0, promptTokens - 1, promptTokens - 1],
    );
    assert.deepEqual(
      answers.map(({ evaluatedTokens }) => evaluatedTokens),
      [promptTokens - 1 + TOKENS, TOKENS, TOKENS],
    );
  });

  it("leaves the first one's sequence as if it had been alone", async () => {
    await using bench = new Bench(4);
    await bench.askAll();
    const lease = (await bench.loaded.pool("completion")).acquire("file", []);
    assert.deepEqual(lease.slot.sequence.contextTokens.slice(-TOKENS + 1), expected[0]?.slice(0, TOKENS - 1));
    lease.pool.release(lease);
    const next = await bench.ask({ prompt: [...PROMPT, { text: " more" }] });
    assert.ok(next.counts.promptTokens - next.counts.reusedTokens <= 3, `${next.counts.reusedTokens} reused`);
  });

  it("takes in one that comes while others are drawn", async () => {
    await using bench = new Bench(4);
    const late: Promise<Answer>[] = [];
    const onToken = (count: number) => {
      if (count === 4) late.push(bench.ask({ seed: SEEDS[2] }));
    };
    const early = await Promise.all([bench.ask({ onToken }), bench.ask({ seed: SEEDS[1] })]);
    const answers = [...early, ...(await Promise.all(late))];
    assert.deepEqual(said(answers), expected);
    assert.ok(answers.every((answer) => answer === early[0] || areTogether(answer, early[0])));
  });

  it("goes on with the others when the first one is over", async () => {
    await using bench = new Bench(4);
    const [first, ...others] = await Promise.all([
      bench.ask({ maxTokens: 4 }),
      ...SEEDS.slice(1).map((seed) => bench.ask({ seed })),
    ]);
    assert.deepEqual(first.tokens.slice(0, 4), expected[0]?.slice(0, 4));
    assert.deepEqual(said(others), expected.slice(1));
  });

  it("ends them all where they are cancelled, and one alone", async () => {
    await using bench = new Bench(4);
    const cancel = new AbortController();
    const onToken = (count: number) => {
      if (count === 3) cancel.abort();
    };
    const ended = await bench.askAll({ maxTokens: 800, signal: cancel.signal, onToken });
    assert.deepEqual(
      ended.map(({ stopReason }) => stopReason),
      ["cancelled", "cancelled", "cancelled"],
    );
    const second = new AbortController();
    const [first, , third] = await Promise.all([
      bench.ask({}),
      bench.ask({ seed: SEEDS[1], signal: second.signal, onToken: (count) => count === 3 && second.abort() }),
      bench.ask({ seed: SEEDS[2] }),
    ]);
    assert.deepEqual(said([first, third]), [expected[0], expected[2]]);
    assert.deepEqual(said(await bench.askAll()), expected);
  });

  it("draws as many side by side as there are sequences, and the rest afterwards", async () => {
    await using two = new Bench(2);
    // As where the model was tried when it was loaded: nothing is in the KV cache for it.
    const pool = await two.loaded.pool("completion");
    pool.release(pool.acquire("", []));
    const [first, second, third] = await two.askAll();
    assert.deepEqual(said([first, second, third]), expected);
    assert.ok(areTogether(first, second) && !areTogether(second, third) && !areTogether(first, third));
    await using one = new Bench(1);
    assert.deepEqual(said(await one.askAll()), expected);
  });

  it("leaves the sequence of a file that was asked about lately alone", async () => {
    await using bench = new Bench(2);
    const other = { session: "other", prompt: [{ text: proseOf(100, 5) }] };
    await bench.ask(other);
    assert.deepEqual(said(await bench.askAll()), expected);
    const { counts } = await bench.ask(other);
    assert.equal(counts.reusedTokens, counts.promptTokens - 1);
  });

  it("draws them one after another where node-llama-cpp can't copy a sequence", async () => {
    const { prototype } = LlamaContextSequence;
    const copy = Object.getOwnPropertyDescriptor(prototype, "_copyStateFromOtherSequence");
    assert.ok(copy);
    Reflect.deleteProperty(prototype, "_copyStateFromOtherSequence");
    try {
      await using bench = new Bench(4);
      const [first, second, third] = await bench.askAll();
      assert.deepEqual(said([first, second, third]), expected);
      assert.ok(!areTogether(first, second) && !areTogether(second, third));
    } finally {
      Object.defineProperty(prototype, "_copyStateFromOtherSequence", copy);
    }
  });
});
