/** On a played clock: an evaluation takes so long a token, and no engine runs. */
import assert from "node:assert/strict";
import { mock } from "node:test";
import fc from "fast-check";
import type { Token } from "node-llama-cpp";
import { type PrefillSequence, prefill } from "../../../../../language-server/engine/generation/prefill.ts";
import { PrefillPace } from "../../../../../language-server/engine/generation/prefill-pace.ts";
import { Scheduler } from "../../../../../language-server/engine/generation/scheduler.ts";
import { Watchdog } from "../../../../../language-server/engine/process/watchdog.ts";
import type { Lane } from "../../../../../language-server/protocol/lanes.ts";

const TICK_MS = 10;
/** From the call to llama.cpp's first node: an abort that comes before is not noticed. */
const BEGUN_MS = 10;
/** An abort is noticed between two nodes of the graph. */
const NOTICED_MS = 10;
/** What a checkpoint takes. */
const CHECKPOINT_MS = 50;
const BATCH_TOKENS = 512;
const never = new AbortController().signal;
/** Each token differs from its neighbors. */
const promptOf = (length: number) => Array.from({ length }, (_, index) => index as Token);

const played = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A sequence on a back end that takes so long a token, and a record of its batches. */
class PlayedSequence implements PrefillSequence {
  readonly tokens: Token[] = [];
  readonly batches: { start: number; tokens: number; isWhole: boolean }[] = [];
  readonly checkpoints: number[] = [];
  readonly abort: (() => void) | undefined;
  abortedAt: number | undefined;
  readonly #tokenMs: number;
  #end: ((isWhole: boolean) => void) | undefined;

  constructor(tokenMs: number, canAbort = true) {
    this.#tokenMs = tokenMs;
    if (canAbort)
      this.abort = () => {
        const end = this.#end;
        setTimeout(() => end?.(false), NOTICED_MS);
      };
  }

  get length(): number {
    return this.tokens.length;
  }

  async evaluate(tokens: readonly Token[]): Promise<boolean> {
    const start = this.length;
    await played(BEGUN_MS);
    const isWhole = await new Promise<boolean>((resolve) => {
      this.#end = resolve;
      setTimeout(resolve, this.#tokenMs * tokens.length, true);
    });
    this.#end = undefined;
    if (isWhole) this.tokens.push(...tokens);
    this.batches.push({ start, tokens: tokens.length, isWhole });
    return isWhole;
  }

  async takeCheckpoint(): Promise<void> {
    await played(CHECKPOINT_MS);
    this.checkpoints.push(this.length);
  }
}

describe("prefill", () => {
  let clock = 0;
  let scheduler: Scheduler;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    clock = 0;
    mock.method(performance, "now", () => clock);
    scheduler = new Scheduler(new Watchdog({ limitMs: 180_000, onHang: () => assert.fail("hung") }));
  });
  afterEach(() => mock.reset());

  async function play(ms: number): Promise<void> {
    for (let played = 0; played < ms; played += TICK_MS) {
      clock += TICK_MS;
      mock.timers.tick(TICK_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Plays until the work has ended. */
  async function playOut<T>(work: Promise<T>): Promise<T> {
    const deadline = clock + 1_000_000;
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    while (!isOver && clock < deadline) await play(TICK_MS);
    assert.ok(isOver, "it goes on for ever");
    return over;
  }

  const knownPace = (tokenMs: number) => {
    const pace = new PrefillPace(BATCH_TOKENS);
    pace.record({ tokens: 128, ms: 128 * tokenMs });
    return pace;
  };

  /** Evaluates a prompt in a lane. */
  async function evaluate(
    sequence: PlayedSequence,
    tokens: Token[],
    { pace = knownPace(1), signal = never, lane = "chat" as Lane, checkpoints = [] as number[] } = {},
  ): Promise<void> {
    const job = scheduler.enter(lane);
    try {
      await prefill(pace, job, sequence, { tokens, checkpoints }, signal);
    } finally {
      job.leave();
    }
  }

  /** A completion that takes so long once it has its turn. Returns how long it waited for it. */
  async function completion(ms: number): Promise<number> {
    const start = clock;
    const job = scheduler.enter("completion");
    const waited = await job.turn(async () => {
      const begun = clock;
      await played(ms);
      return begun - start;
    }, never);
    job.leave();
    return waited;
  }

  const sizesOf = (sequence: PlayedSequence) => sequence.batches.map(({ tokens }) => tokens);

  it("has large batches when nobody is waited for, and ends one at each checkpoint", async () => {
    const sequence = new PlayedSequence(1);
    await playOut(evaluate(sequence, promptOf(1_300), { checkpoints: [600, 1_300] }));
    assert.deepEqual(sizesOf(sequence), [512, 88, 512, 188]);
    assert.deepEqual(sequence.checkpoints, [600, 1_300]);
    assert.deepEqual(sequence.tokens, promptOf(1_300));
  });

  it("takes a checkpoint where it begins, too: what the sequence holds may end there without one", async () => {
    const sequence = new PlayedSequence(1);
    await playOut(evaluate(sequence, promptOf(100)));
    await playOut(evaluate(sequence, promptOf(300), { checkpoints: [100, 200] }));
    assert.deepEqual(sequence.checkpoints, [100, 200]);
    assert.deepEqual(sizesOf(sequence), [100, 100, 100]);
  });

  it("has small batches for ten seconds after somebody more urgent has asked", async () => {
    await playOut(completion(10));
    const sequence = new PlayedSequence(10);
    await playOut(evaluate(sequence, promptOf(2_048), { pace: knownPace(10) }));
    assert.deepEqual(sizesOf(sequence), [...Array(8).fill(128), 512, 512]);
    const own = new PlayedSequence(1);
    await playOut(evaluate(own, promptOf(512), { lane: "completion" }));
    assert.deepEqual(sizesOf(own), [512], "its own lane is not more urgent");
  });

  it("ends a batch for somebody more urgent, and goes on afterwards with nothing lost that was whole", async () => {
    const sequence = new PlayedSequence(2);
    const work = evaluate(sequence, promptOf(1_536), { pace: knownPace(2) });
    await play(1_500);
    const [waited] = await playOut(Promise.all([completion(100), work]));
    assert.ok(waited <= 3 * NOTICED_MS, `${waited} ms`);
    const [first, aborted, again] = sequence.batches;
    assert.deepEqual(first, { start: 0, tokens: 512, isWhole: true });
    assert.deepEqual(aborted, { start: 512, tokens: 512, isWhole: false });
    assert.deepEqual(again, { start: 512, tokens: 128, isWhole: true });
    assert.deepEqual(sequence.tokens, promptOf(1_536));
  });

  it("ends a batch also when it hasn't begun", async () => {
    const sequence = new PlayedSequence(1);
    const work = evaluate(sequence, promptOf(512));
    const [waited] = await playOut(Promise.all([completion(10), work]));
    assert.equal(sequence.batches[0]?.isWhole, false);
    assert.ok(waited <= BEGUN_MS + 2 * NOTICED_MS + TICK_MS, `${waited} ms`);
  });

  it("ends nothing of the next turn when it is interrupted while a checkpoint is taken", async () => {
    const sequence = new PlayedSequence(1);
    const work = evaluate(sequence, promptOf(600), { checkpoints: [512] });
    await play(BEGUN_MS + 512 + CHECKPOINT_MS / 2);
    assert.deepEqual([sequence.batches.length, sequence.checkpoints.length], [1, 0], "the case is as meant");
    await playOut(Promise.all([completion(10), work]));
    assert.ok(sequence.batches.every(({ isWhole }) => isWhole));
  });

  it("ends no batch for somebody less urgent, or who comes later in the same lane", async () => {
    const sequence = new PlayedSequence(2);
    const work = evaluate(sequence, promptOf(512));
    await play(500);
    const others = [
      evaluate(new PlayedSequence(1), promptOf(1), { lane: "side" }),
      evaluate(new PlayedSequence(1), promptOf(1)),
    ];
    await playOut(Promise.all([work, ...others]));
    assert.deepEqual(sizesOf(sequence), [512]);
  });

  it("lets a batch be that is whole in a moment", async () => {
    const sequence = new PlayedSequence(1);
    const work = evaluate(sequence, promptOf(512));
    await play(450);
    await playOut(Promise.all([completion(10), work]));
    assert.deepEqual(sequence.batches, [{ start: 0, tokens: 512, isWhole: true }]);
  });

  it("ends a batch that takes far longer than it should", async () => {
    const sequence = new PlayedSequence(20);
    const work = evaluate(sequence, promptOf(512), { pace: knownPace(1) });
    await play(5_000);
    const [waited] = await playOut(Promise.all([completion(10), work]));
    assert.ok(waited < 200, `${waited} ms`);
  });

  it("lets a batch end by itself where the build can't end one", async () => {
    const sequence = new PlayedSequence(1, false);
    const work = evaluate(sequence, promptOf(1_024));
    await play(100);
    const [waited] = await playOut(Promise.all([completion(10), work]));
    assert.ok(waited > 350 && waited <= 520, `${waited} ms`);
    assert.ok(sequence.batches.every(({ isWhole }) => isWhole));
  });

  it("is over soon after a cancel, and keeps whole batches for whoever asks next", async () => {
    const sequence = new PlayedSequence(2);
    const cancel = new AbortController();
    const work = evaluate(sequence, promptOf(1_500), { signal: cancel.signal, pace: knownPace(2) });
    await play(1_300);
    cancel.abort();
    const cancelled = clock;
    await playOut(assert.rejects(work, { name: "AbortError" }));
    assert.ok(clock - cancelled <= NOTICED_MS + 2 * TICK_MS, `${clock - cancelled} ms`);
    assert.equal(sequence.length, 512);
    assert.equal(scheduler.size, 0);
  });

  it("ends beside a key every 300 ms, however long the prompt is", async () => {
    const sequence = new PlayedSequence(3);
    const work = evaluate(sequence, promptOf(8_000), { pace: knownPace(3) });
    let isOver = false;
    const over = work.then(() => {
      isOver = true;
    });
    while (!isOver) {
      void completion(50);
      await play(300);
      assert.ok(clock < 600_000);
    }
    await over;
    assert.deepEqual(sequence.tokens, promptOf(8_000));
    const aborted = sequence.batches.filter(({ isWhole }) => !isWhole);
    assert.ok(aborted.length > 0, "the keys did end batches");
  });

  it("ends under any sequence of urgent requests, and evaluates every token once in a whole batch", async () => {
    const requests = fc.array(
      fc.record({
        pause: fc.integer({ min: 1, max: 1_500 }),
        ms: fc.integer({ min: 1, max: 400 }),
      }),
      { maxLength: 40 },
    );
    const prompts = fc.record({
      length: fc.integer({ min: 1, max: 3_000 }),
      tokenMs: fc.constantFrom(0.5, 2, 8),
      canAbort: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(requests, prompts, async (urgent, { length, tokenMs, canAbort }) => {
        const sequence = new PlayedSequence(tokenMs, canAbort);
        const work = evaluate(sequence, promptOf(length), { pace: knownPace(tokenMs) });
        const asked: Promise<number>[] = [];
        for (const { pause, ms } of urgent) {
          await play(pause);
          asked.push(completion(ms));
        }
        await playOut(Promise.all([work, ...asked]));
        assertAdvances(sequence, length);
      }),
      { numRuns: 40 },
    );
  });

  it("ends for a user who types, where each key cancels the request before and asks for the same and more", async () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(pauses, async (keys) => {
        const sequence = new PlayedSequence(1);
        let cancel = new AbortController();
        const asked: Promise<unknown>[] = [];
        const length = 2_000;
        for (const [index, pause] of keys.entries()) {
          cancel.abort();
          cancel = new AbortController();
          const { signal } = cancel;
          asked.push(
            evaluate(sequence, promptOf(length + index), { signal, lane: "completion" }).catch(
              () => undefined,
            ),
          );
          await play(pause);
        }
        await playOut(Promise.all(asked));
        assertAdvances(sequence, length + keys.length - 1);
      }),
      { numRuns: 10 },
    );
  });

  function assertAdvances(sequence: PlayedSequence, length: number): void {
    assert.deepEqual(sequence.tokens, promptOf(length));
    for (const [index, { start, isWhole }] of sequence.batches.entries()) {
      if (isWhole) continue;
      const next = sequence.batches[index + 1];
      assert.deepEqual([next?.start, next?.isWhole], [start, true], "what was ended once goes to its end");
    }
  }
});
