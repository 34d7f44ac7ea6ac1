import assert from "node:assert/strict";
import { isReached, ratioRow } from "../../../bench/row.ts";

describe("a row of a comparison", () => {
  it("has the median of the rounds' ratios: a slow minute, which hits both sides, changes nothing", () => {
    const samples = { ossicle: [98, 49, 97, 200, 10], llamaCpp: [100, 50, 100, 100, 100] };
    const row = ratioRow("generation", "tokens/s", samples, { atLeast: 0.97 });
    assert.deepEqual(
      { ossicle: row.ossicle, llamaCpp: row.llamaCpp, ratio: row.ratio },
      { ossicle: 97, llamaCpp: 100, ratio: 0.98 },
    );
    assert.equal(isReached(row), true);
  });

  it("is judged by its ratio where it has one, else by Ossicle's value, and only where there is a target", () => {
    const row = { name: "", unit: "", ossicle: 200, llamaCpp: 100 };
    assert.equal(isReached({ ...row, ratio: 2, target: { atMost: 1.3 } }), false);
    assert.equal(isReached({ ...row, target: { atMost: 250 } }), true);
    assert.equal(isReached({ ...row, ratio: 2 }), undefined);
  });
});
