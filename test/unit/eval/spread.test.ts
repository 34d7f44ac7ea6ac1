import assert from "node:assert/strict";
import { spread } from "../../../eval/spread.ts";

describe("a part of the tasks", () => {
  it("is from all over the list", () => {
    const items = Array.from({ length: 66 }, (_, index) => index);
    for (const limit of [1, 7, 20, 65, 66, 100])
      assert.equal(spread(items, limit).length, Math.min(limit, items.length));
    const gaps = spread(items, 20).map((item, index, all) => item - (all[index - 1] ?? item));
    assert.ok(Math.max(...gaps) <= 4);
    assert.deepEqual(spread(items, 0), []);
  });
});
