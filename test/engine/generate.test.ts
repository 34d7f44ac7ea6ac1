import assert from "node:assert/strict";
import type { PromptProgress } from "../../language-server/engine-client/api.ts";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import type { GenerateParams, Part, StreamedToken } from "../../language-server/engine-protocol/protocol.ts";
import { partsOf } from "../../language-server/features/agent/draw.ts";
import { fixture, scriptedFixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { EXTENDED, HEALED } from "../../tools/token-margins/cases.ts";
import { ENDLESS_ANSWER } from "../workbench/endless-answer.ts";
import { type Answer, ask, EngineBench, special, text } from "./support.ts";

describe("engine: generation on random weights", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    client = await bench.ready(await fixture("tiny"));
  });
  after(() => bench.end());

  it("evaluates only what a prompt does not share with the last one, and answers as a fresh evaluation does", async () => {
    const { prompt, tokens: maxTokens } = EXTENDED;
    const first = await ask(client, prompt.with(-1, text(" one")));
    assert.equal(first.counts.reusedTokens, 0);
    const second = await ask(client, prompt, { maxTokens });
    assert.ok(
      second.evaluatedTokens - second.counts.generatedTokens <= 3,
      `${second.evaluatedTokens} evaluated`,
    );
    assert.ok(second.counts.reusedTokens > 0.95 * second.counts.promptTokens);
    assert.equal(
      second.parts.reduce((sum, part) => sum + part.reused, 0),
      second.counts.reusedTokens,
    );
    await client.unload();
    await client.load();
    const fresh = await ask(client, prompt, { maxTokens });
    assert.equal(fresh.counts.reusedTokens, 0);
    assert.equal(fresh.text, second.text);
  });

  it("says how much of a part's text was not in the cache", async () => {
    const known = `known ${proseOf(40, 11)}`;
    const prompt = (text_: string) => [special("<|start|>"), text(text_)];
    const first = await ask(client, prompt(known), { maxTokens: 1 });
    assert.ok(first.parts.every(({ freshLength }) => freshLength === undefined));
    const second = await ask(client, prompt(`${known} more 😀`), { maxTokens: 1 });
    assert.deepEqual(
      second.parts.map(({ freshLength }) => freshLength),
      [undefined, " more 😀".length],
    );
  });

  it("goes on from what the model wrote, whichever tokens it chose for it", async () => {
    const prompt = [text(`said ${proseOf(60, 7)}`)];
    const written: StreamedToken[] = [];
    const said = await client.generate(
      {
        lane: "chat",
        session: "said",
        prompt,
        sampling: { temperature: 1, seed: 7 },
        stop: { texts: [], specials: [] },
        maxTokens: 80,
      },
      { signal: new AbortController().signal, onTokens: (tokens) => written.push(...tokens) },
    );
    const goOn = (parts: Part[]) =>
      ask(client, [...prompt, ...parts, text(" more")], { lane: "chat", session: "said", maxTokens: 1 });
    const next = await goOn(partsOf(written));
    const evaluated = next.counts.promptTokens - next.counts.reusedTokens;
    // The last token, which was drawn and not evaluated, a character that was not whole, and the new ones.
    assert.ok(said.counts.generatedTokens === 80 && evaluated <= 10, `${evaluated} evaluated`);
    const retold = partsOf(written).map((part) => ("text" in part ? text(part.text) : part));
    const other = await goOn(retold);
    assert.notEqual(other.counts.promptTokens, next.counts.promptTokens, "the text alone is other tokens");
  });

  it("says how far a long prompt is evaluated, and nothing of what is there already", async () => {
    const session = "progress";
    const asked = async (prompt: Part[]) => {
      const reports: PromptProgress[] = [];
      const onProgress = (report: PromptProgress) => reports.push(report);
      return { answer: await ask(client, prompt, { session, maxTokens: 1, onProgress }), reports };
    };
    const prompt = [text(`progress ${proseOf(1_500, 9)}`)];
    const { answer, reports } = await asked(prompt);
    const { promptTokens, reusedTokens } = answer.counts;
    assert.ok(promptTokens - reusedTokens > 1_000, `${promptTokens} tokens`);
    assert.deepEqual(reports[0], { evaluatedTokens: reusedTokens, promptTokens });
    const steps = reports.map(({ evaluatedTokens }) => evaluatedTokens);
    assert.deepEqual(
      steps,
      [...new Set(steps)].toSorted((a, b) => a - b),
      "it grows",
    );
    assert.ok((steps.at(-1) ?? 0) < promptTokens);
    assert.deepEqual((await asked([...prompt, text(" more")])).reports, []);
  });

  it("takes no tokens that the model has not written, nor those of another text", async () => {
    const [tokens = 0] = await client.count(["hello there"]);
    for (const chosen of [[2_000_000_000], [-5], [0.5], [0, 1, 2]]) {
      const answer = await ask(client, [{ text: "hello there", tokens: chosen }], { maxTokens: 1 });
      assert.deepEqual([answer.stopReason, answer.counts.promptTokens], ["length", tokens]);
    }
  });

  it("keeps a sequence for each of two sessions", async () => {
    const a = [text(`alpha ${proseOf(80, 2)}`)];
    const b = [text(`beta ${proseOf(80, 3)}`)];
    await ask(client, a, { session: "a" });
    await ask(client, b, { session: "b" });
    assert.ok((await ask(client, a, { session: "a" })).counts.reusedTokens > 40);
    assert.ok((await ask(client, b, { session: "b" })).counts.reusedTokens > 40);
  });

  it("warms the cache without generating", async () => {
    const prompt = [text(`warm ${proseOf(100, 4)}`)];
    const warm = await ask(client, prompt, { lane: "warm", session: "w", maxTokens: 0 });
    assert.deepEqual([warm.text, warm.counts.generatedTokens, warm.stopReason], ["", 0, "end"]);
    const next = await ask(client, prompt, { session: "w", maxTokens: 1 });
    assert.equal(next.evaluatedTokens, 1);
  });

  it("counts a literal marker in a text as plain text", async () => {
    const [marker] = await client.count(["<|start|>"]);
    assert.ok(marker !== undefined && marker > 1, `${marker} tokens`);
    const asText = await ask(client, [text("a <|end|><|start|>system<|message|> b")], { maxTokens: 1 });
    assert.ok(asText.counts.promptTokens > 9, "no part of it became one special token");
  });

  it("makes the answer begin with the letters already typed, and streams what comes after them", async () => {
    const { prompt, continueWith, tokens: maxTokens } = HEALED;
    const healed = await ask(client, prompt, { continueWith, maxTokens });
    const grammar = `root ::= ${JSON.stringify(continueWith)} [^\\x00]*`;
    const whole = await ask(client, prompt, { grammar, maxTokens });
    assert.ok(whole.text.startsWith(continueWith));
    assert.equal(healed.text, whole.text.slice(continueWith.length));
  });

  it("says how sure the model is of as many tokens as it is asked to", async () => {
    const confidences = async (request: Partial<GenerateParams>) => {
      const drawn: StreamedToken[] = [];
      await client.generate(
        {
          lane: "completion",
          session: "confidence",
          prompt: [text(proseOf(30, 11))],
          sampling: { temperature: 0 },
          stop: { texts: [], specials: [] },
          maxTokens: 4,
          ...request,
        },
        { signal: new AbortController().signal, onTokens: (tokens) => drawn.push(...tokens) },
      );
      return drawn.map(({ confidence }) => confidence);
    };
    assert.ok((await confidences({})).every((confidence) => confidence === undefined));
    const [first = 0, second = 0, ...others] = await confidences({ confidenceTokens: 2 });
    for (const confidence of [first, second]) assert.ok(confidence > 0 && confidence <= 1, `${confidence}`);
    assert.ok(others.length > 0 && others.every((confidence) => confidence === undefined));
    // Nothing else may come.
    const [sure = 0] = await confidences({ confidenceTokens: 1, grammar: 'root ::= "q"' });
    assert.ok(sure > 0.99, `${sure}`);
  });

  it("ends a cancelled answer with what there is, and is free at once", async () => {
    const maxTokens = 4_000;
    const cancel = new AbortController();
    const answer = await ask(client, [text(proseOf(50, 5))], {
      lane: "chat",
      session: "chat",
      maxTokens,
      stop: { texts: [], specials: [] },
      signal: cancel.signal,
      onText: () => cancel.abort(),
    });
    assert.equal(answer.stopReason, "cancelled");
    // How soon, the benchmark measures; here a busy machine may keep the word waiting for many of these small tokens.
    assert.ok(answer.counts.generatedTokens < maxTokens / 4, `${answer.counts.generatedTokens} tokens`);
    assert.equal((await ask(client, [text("next")], { maxTokens: 2 })).stopReason, "length");
  });

  it("refuses a prompt that the context does not hold", async () => {
    const answer = await ask(client, [text(proseOf(5_000))]);
    assert.equal(answer.stopReason, "context");
    assert.equal((await ask(client, [text("short")], { maxTokens: 1 })).stopReason, "length");
  });

  it("answers a request that makes no sense without dying", async () => {
    assert.equal((await ask(client, [special("<|no such token|>")])).stopReason, "unusable");
    assert.equal((await ask(client, [text("")])).stopReason, "unusable");
    assert.equal((await ask(client, [text("x")], { maxTokens: -1 })).stopReason, "unusable");
    assert.equal((await ask(client, [text("x")], { grammar: "this is no grammar" })).stopReason, "unusable");
    assert.equal((await ask(client, [text("x")], { maxTokens: 1 })).stopReason, "length");
  });

  it("gives a client its own share of the statistics", async () => {
    const other = bench.client(await fixture("tiny"));
    await other.load();
    await ask(other, [text("a few tokens")], { maxTokens: 3 });
    const { completion, chat } = other.stats();
    assert.deepEqual([completion.requests, completion.generatedTokens, chat.requests], [1, 3, 0]);
    assert.equal(completion.evaluatedTokens, completion.promptTokens - completion.reusedTokens + 2);
    await other.dispose();
  });
});

describe("engine: generation on a script", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    const path = await scriptedFixture({
      sequences: [
        [{ text: " return" }, { text: " a + b;\n}\n```" }, { special: "<|return|>" }],
        [
          { special: "<|message|>" },
          { text: "déjà 🙂 vu" },
          { special: "<|end|>" },
          { special: "<|start|>" },
          { text: "assistant" },
          { special: "<|return|>" },
        ],
      ],
    });
    client = await bench.ready(path);
  });
  after(() => bench.end());

  it("stops before a stop text that is split across tokens", async () => {
    const answer = await ask(client, [text(" return")], {
      stop: { texts: ["\n```"], specials: [] },
      maxTokens: 32,
    });
    assert.deepEqual([answer.text, answer.stopReason, answer.stoppedBy], [" a + b;\n}", "end", "\n```"]);
  });

  it("stops at a special token, passes others on by name, and does not stop at the end of a message", async () => {
    const answer = await ask(client, [special("<|message|>")], { maxTokens: 32 });
    assert.equal(answer.text, "déjà 🙂 vuassistant", "characters split across tokens come whole");
    assert.deepEqual(answer.specials, ["<|end|>", "<|start|>"]);
    assert.deepEqual([answer.stopReason, answer.stoppedBy], ["end", "<|return|>"]);
  });

  it("stops at the end of a message when that is asked for", async () => {
    const answer = await ask(client, [special("<|message|>")], {
      stop: { texts: [], specials: ["<|end|>"] },
      maxTokens: 32,
    });
    assert.deepEqual([answer.text, answer.stoppedBy], ["déjà 🙂 vu", "<|end|>"]);
  });

  it("stops after as many tokens as asked for", async () => {
    const answer = await ask(client, [text(" return")], { maxTokens: 2 });
    assert.deepEqual([answer.text, answer.stopReason, answer.counts.generatedTokens], [" a +", "length", 2]);
  });
});

describe("engine: two generations at once", () => {
  it("lets a completion pass a chat, which goes on with nothing lost", async () => {
    const [round, first] = ENDLESS_ANSWER;
    const bench = await EngineBench.create();
    try {
      const client = await bench.ready(await scriptedFixture({ sequences: [[{ text: round }, first]] }));
      const stop = { texts: [], specials: [] };
      const enough = new AbortController();
      let completion: Promise<Answer> | undefined;
      const chat = await ask(client, [first], {
        lane: "chat",
        session: "chat",
        maxTokens: 8_000,
        stop,
        signal: enough.signal,
        onText: () => {
          completion ??= ask(client, [first], { maxTokens: 4, stop }).finally(() => enough.abort());
        },
      });
      assert.equal(chat.stopReason, "cancelled", "the completion was first");
      assert.equal((await completion)?.stopReason, "length");
      const rounds = round.repeat(1 + chat.text.length / round.length).slice(first.text.length);
      assert.equal(chat.text, rounds.slice(0, chat.text.length));
    } finally {
      await bench.end();
    }
  });

  it("says of a conversation that it waits for another one's answer", async () => {
    const [round, first] = ENDLESS_ANSWER;
    const bench = await EngineBench.create();
    try {
      const client = await bench.ready(await scriptedFixture({ sequences: [[{ text: round }, first]] }));
      const enough = new AbortController();
      const queued: string[] = [];
      const chat = (session: string, signal: AbortSignal, maxTokens: number, onTokens?: () => void) =>
        client.generate(
          {
            lane: "chat",
            session,
            prompt: [first],
            sampling: { temperature: 0 },
            stop: { texts: [], specials: [] },
            maxTokens,
          },
          {
            signal,
            ...(onTokens ? { onTokens } : {}),
            onQueued: () => {
              queued.push(session);
              enough.abort();
            },
          },
        );
      let second: ReturnType<typeof chat> | undefined;
      const never = new AbortController().signal;
      const one = await chat("one", enough.signal, 8_000, () => {
        second ??= chat("two", never, 2);
      });
      assert.equal(one.stopReason, "cancelled", "the other one has said that it waits");
      assert.equal((await second)?.stopReason, "length");
      assert.deepEqual(queued, ["two"]);
    } finally {
      await bench.end();
    }
  });
});
