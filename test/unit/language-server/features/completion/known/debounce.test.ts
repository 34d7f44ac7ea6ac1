import assert from "node:assert/strict";
import fc from "fast-check";
import {
  debounceMs,
  TypingRhythm,
} from "../../../../../../language-server/features/completion/known/debounce.ts";

const every = (ms: number) => Array.from({ length: 8 }, () => ms);

describe("the wait for the next keystroke", () => {
  const CASES: [who: string, intervals: number[], refusedInARow: number, expected: number][] = [
    ["of somebody who hasn't typed yet is short", [], 0, 40],
    ["of an ordinary typist is short", every(180), 0, 40],
    ["in a burst is longer than the time between its keystrokes", every(90), 0, 113],
    ["in a burst that ended in a thought is the same", [...every(90), 800], 0, 113],
    ["isn't longer after one refusal", every(180), 1, 40],
    ["is longer after two", every(180), 2, 175],
    ["is longer still after three", every(180), 3, 310],
    ["has a limit", every(180), 30, 445],
    ["has a limit for slow typists too", every(900), 30, 715],
    ["is shorter for quick typists, whose pauses are", every(80), 30, 325],
  ];
  for (const [who, intervals, refusedInARow, expected] of CASES)
    it(who, () => assert.equal(debounceMs({ intervals, refusedInARow }), expected));

  it("is never shorter for more refusals, and always between limits", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000 })), fc.nat(20), (intervals, refusedInARow) => {
        const wait = debounceMs({ intervals, refusedInARow });
        assert.ok(wait >= 40 && wait <= 800);
        assert.ok(debounceMs({ intervals, refusedInARow: refusedInARow + 1 }) >= wait);
      }),
    );
  });
});

describe("the rhythm of typing", () => {
  it("is the time between the last keystrokes, without pauses", () => {
    const rhythm = new TypingRhythm();
    for (const now of [0, 100, 250, 9_000, 9_080]) rhythm.keystroke(now);
    assert.deepEqual(rhythm.intervals, [100, 150, 80]);
    for (let now = 10_000; now < 20_000; now += 120) rhythm.keystroke(now);
    assert.deepEqual(rhythm.intervals, every(120));
  });
});
