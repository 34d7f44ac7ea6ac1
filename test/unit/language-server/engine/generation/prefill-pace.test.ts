import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BatchTime,
  chooseBatchTokens,
  fitBatchTime,
  type MeasuredBatch,
  PrefillPace,
  predictMs,
} from "../../../../../language-server/engine/generation/prefill-pace.ts";

const ABORTABLE = { expectsUrgent: false, canAbort: true };
const UNSTOPPABLE = { expectsUrgent: false, canAbort: false };

const times = fc.record({
  constantMs: fc.double({ min: 0, max: 1_000, noNaN: true }),
  tokenMs: fc.double({ min: 0.01, max: 100, noNaN: true }),
});
const sizes = fc.array(fc.integer({ min: 32, max: 512 }), { minLength: 4, maxLength: 8 });

const taken = (time: BatchTime, sizesOfBatches: readonly number[]): MeasuredBatch[] =>
  sizesOfBatches.map((tokens) => ({ tokens, ms: predictMs(time, tokens) }));

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, expected), `${actual}, not ${expected}`);
}

describe("a batch's time", () => {
  it("is a constant and a part for each token, found from batches of different sizes", () => {
    fc.assert(
      fc.property(times, sizes, fc.integer({ min: 1, max: 512 }), (time, of, tokens) => {
        fc.pre(new Set(of).size > 1);
        const fitted = fitBatchTime(taken(time, of));
        assert.ok(fitted);
        assertNear(predictMs(fitted, tokens), predictMs(time, tokens));
      }),
    );
  });

  it("is never taken for less because a busy machine makes other batches slower, nor for more", () => {
    fc.assert(
      fc.property(
        times,
        sizes,
        fc.infiniteStream(fc.double({ min: 1, max: 50, noNaN: true })),
        (time, of, slow) => {
          const batches = [...of, ...of];
          const measured = taken(time, batches).map((batch, index) =>
            // Of each size, every other batch is slower.
            Math.floor(index / of.length) % 2 === 0
              ? batch
              : { ...batch, ms: batch.ms * (slow.next().value ?? 1) },
          );
          const fitted = fitBatchTime(measured);
          assert.ok(fitted);
          for (const tokens of of) assertNear(predictMs(fitted, tokens), predictMs(time, tokens));
        },
      ),
    );
  });

  it("has no negative part, whatever was measured", () => {
    const measured = fc.array(
      fc.record({
        tokens: fc.integer({ min: 1, max: 512 }),
        ms: fc.double({ min: 0, max: 1e6, noNaN: true }),
      }),
      { minLength: 1, maxLength: 16 },
    );
    fc.assert(
      fc.property(measured, (batches) => {
        const { constantMs, tokenMs } = fitBatchTime(batches) ?? { constantMs: -1, tokenMs: -1 };
        assert.ok(constantMs >= 0 && tokenMs >= 0);
      }),
    );
  });

  it("has no constant part where all batches had one size, and isn't known before the first", () => {
    assert.deepEqual(fitBatchTime(taken({ constantMs: 64, tokenMs: 0.5 }, [128, 128])), {
      constantMs: 0,
      tokenMs: 1,
    });
    assert.equal(fitBatchTime([]), undefined);
  });
});

describe("a batch's size", () => {
  const fast = { constantMs: 0, tokenMs: 1 };

  it("is small while somebody more urgent is expected, and large otherwise", () => {
    assert.equal(chooseBatchTokens(fast, ABORTABLE), 512);
    assert.equal(chooseBatchTokens(fast, { ...ABORTABLE, expectsUrgent: true }), 128);
    assert.equal(chooseBatchTokens(undefined, ABORTABLE), 128, "nothing is known of the machine");
  });

  it("is small where a large one would make somebody wait for a second more, and can't be ended", () => {
    const slow = { constantMs: 0, tokenMs: 3 };
    assert.equal(chooseBatchTokens(slow, UNSTOPPABLE), 128);
    assert.equal(chooseBatchTokens(slow, ABORTABLE), 512);
    assert.equal(chooseBatchTokens(fast, UNSTOPPABLE), 512);
  });

  it("is large where most of the time is constant: small batches would pay it again and again", () => {
    assert.equal(chooseBatchTokens({ constantMs: 5_000, tokenMs: 1 }, UNSTOPPABLE), 512);
  });

  it("is small where a large one would take so long that it could count as hung", () => {
    assert.equal(chooseBatchTokens({ constantMs: 0, tokenMs: 100 }, ABORTABLE), 128);
  });
});

describe("prefill pace", () => {
  it("begins with a small batch, and has large ones once it knows that they are fast", () => {
    const pace = new PrefillPace(512);
    assert.equal(pace.batchTokens(ABORTABLE), 128);
    assert.equal(pace.predictMs(128), undefined);
    pace.record({ tokens: 128, ms: 64 });
    assert.equal(pace.batchTokens(ABORTABLE), 512);
    assert.equal(pace.predictMs(512), 256);
  });

  it("never has more in a batch than the context takes", () => {
    const pace = new PrefillPace(32);
    assert.equal(pace.batchTokens(ABORTABLE), 32);
    pace.record({ tokens: 32, ms: 1 });
    assert.equal(pace.batchTokens(ABORTABLE), 32);
  });

  it("learns nothing from a few tokens, and follows a machine that has become another", () => {
    const pace = new PrefillPace(512);
    pace.record({ tokens: 128, ms: 64 });
    for (let key = 0; key < 20; key++) pace.record({ tokens: 2, ms: 1_000 });
    assert.equal(pace.predictMs(128), 64);
    for (let batch = 0; batch < 16; batch++) pace.record({ tokens: 128, ms: 640 });
    assert.equal(pace.predictMs(128), 640);
  });
});
