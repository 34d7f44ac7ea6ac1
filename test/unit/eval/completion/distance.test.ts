import assert from "node:assert/strict";
import { commonLength, editDistance } from "../../../../eval/completion/distance.ts";

describe("the distance of texts", () => {
  for (const [one, other, distance, common] of [
    ["", "abc", 3, 0],
    ["abc", "abc", 0, 3],
    ["kitten", "sitting", 3, 4],
    ["a-b-c", "abc", 2, 3],
  ] as const)
    it(`of ${JSON.stringify(one)} and ${JSON.stringify(other)}`, () => {
      assert.equal(editDistance(one, other), distance);
      assert.equal(editDistance(other, one), distance);
      assert.equal(commonLength(one, other), common);
    });
});
