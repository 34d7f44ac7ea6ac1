import assert from "node:assert/strict";
import fc from "fast-check";
import { DraftLength } from "../../../../../language-server/engine/drafts/draft-length.ts";

const PASS_MS = 10;
const LONG_MATCH = 30;

/** Passes that a draft costs, in a run of passes in which every token is right, or none. */
function run(length: DraftLength, passes: number, isRight: boolean, matchLength = LONG_MATCH, cost = 0.3) {
  const lengths: number[] = [];
  let lost = 0;
  for (let pass = 0; pass < passes; pass++) {
    const drafted = length.behind(matchLength, false);
    const accepted = isRight ? drafted : 0;
    length.passed({ drafted, accepted, ms: PASS_MS * (1 + cost * drafted) });
    for (let token = 0; token <= accepted; token++) length.learn(matchLength, isRight);
    lengths.push(drafted);
    lost += cost * drafted - accepted;
  }
  return { lengths, lost };
}

describe("the length of a draft", () => {
  it("grows while drafts are right, and shrinks where they aren't", () => {
    const length = new DraftLength();
    const { lengths } = run(length, 8, true);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => a - b),
    );
    assert.equal(lengths.at(-1), 32);
    const wrong = run(length, 30, false).lengths.slice(-20);
    assert.ok(wrong.reduce((sum, drafted) => sum + drafted) <= 3, `${wrong}`);
    // Guesses are compared also while none is drafted.
    assert.ok((run(length, 30, true).lengths.at(-1) ?? 0) > 16);
  });

  it("is nothing behind a short match, until it is seen that these go on", () => {
    const length = new DraftLength();
    assert.equal(length.behind(2, false), 0);
    for (let token = 0; token < 10; token++) length.learn(2, true);
    assert.ok(length.behind(2, false) > 0);
  });

  it("makes a more urgent lane wait for no more than a pass where one may ask", () => {
    for (const cost of [0.1, 0.25, 0.5]) {
      const length = new DraftLength();
      length.passed({ drafted: 0, accepted: 0, ms: PASS_MS });
      run(length, 40, true, LONG_MATCH, cost);
      const drafted = length.behind(LONG_MATCH, true);
      assert.ok(drafted >= 1 && drafted * cost <= 1.01, `${drafted} tokens at ${cost}`);
      assert.ok(drafted < length.behind(LONG_MATCH, false));
    }
  });

  it("makes nobody wait for long where the model is slow", () => {
    for (const passMs of [1, 10, 100, 1_000]) {
      const length = new DraftLength();
      length.passed({ drafted: 0, accepted: 0, ms: passMs });
      for (let pass = 0; pass < 20; pass++) {
        const drafted = length.behind(LONG_MATCH, false);
        length.passed({ drafted, accepted: drafted, ms: passMs * (1 + 0.3 * drafted) });
      }
      const drafted = length.behind(LONG_MATCH, false);
      assert.ok(drafted === 1 || drafted * 0.3 * passMs <= 110, `${drafted} tokens at ${passMs} ms`);
    }
  });

  it("never costs an answer that copies nothing more than a pass and a fiftieth", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (matchLengths, cost) => {
          const length = new DraftLength();
          length.passed({ drafted: 0, accepted: 0, ms: PASS_MS });
          const lost = matchLengths.map((matchLength) => run(length, 1, false, matchLength, cost).lost);
          const sum = lost.reduce((total, passes) => total + passes, 0);
          assert.ok(sum <= 1.1 + matchLengths.length / 50, `${sum} passes in ${matchLengths.length}`);
        },
      ),
    );
  });

  it("counts what drafts cost here: where one costs as much as it saves, what is lost stays within bounds", () => {
    const length = new DraftLength();
    length.passed({ drafted: 0, accepted: 0, ms: PASS_MS });
    let lost = 0;
    let tokens = 0;
    for (let round = 0; round < 200; round++) {
      const { lengths, lost: now } = run(length, 1, round % 2 === 0, LONG_MATCH, 1);
      lost += now;
      tokens += 1 + (lengths[0] ?? 0);
    }
    assert.ok(lost < 1 + 0.03 * tokens, `${lost} passes in ${tokens} tokens`);
  });
});
