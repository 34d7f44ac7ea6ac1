import assert from "node:assert/strict";
import { LruMap } from "../../../common/lru-map.ts";

describe("LRU map", () => {
  const keys = (map: LruMap<string, number>) => [...map].map(([key]) => key).join("");

  it("forgets what was not used for the longest time", () => {
    const map = new LruMap<string, number>(3);
    for (const [value, key] of [..."abc"].entries()) map.set(key, value);
    assert.equal(map.get("a"), 0);
    map.set("b", 10);
    map.set("d", 3);
    assert.equal(keys(map), "abd");
    assert.deepEqual([map.get("c"), map.get("b"), map.size], [undefined, 10, 3]);
  });

  it("doesn't count a look as a use", () => {
    const map = new LruMap(2, [
      ["a", 0],
      ["b", 1],
    ]);
    assert.equal(map.peek("a"), 0);
    map.set("c", 2);
    assert.equal(keys(map), "bc");
  });

  it("keeps the last ones of what it begins with", () => {
    assert.equal(
      keys(
        new LruMap(
          2,
          [..."abcd"].map((key) => [key, 0] as const),
        ),
      ),
      "cd",
    );
  });

  it("is empty when it is cleared", () => {
    const map = new LruMap<string, number>(2);
    map.set("a", 0);
    map.clear();
    assert.deepEqual([map.size, map.get("a")], [0, undefined]);
  });
});
