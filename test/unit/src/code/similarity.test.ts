import assert from "node:assert/strict";
import { ranked, similarity } from "../../../../src/code/similarity.ts";

describe("the file that a block changes", () => {
  const file =
    "import a from 'a';\n\nexport function one() {\n  return first(1);\n}\n\nfunction two() {\n  go();\n}\n";
  it("has its lines, or declares the same", () => {
    assert.ok(similarity(file, "function two() {\n  go();\n  stop();\n}") > 0.6);
    assert.ok(similarity(file, "export function one(input: number) {\n  return input;\n}") > 0.35);
    assert.equal(similarity(file, "import a from 'a';\n// ... existing code ..."), 0);
    assert.ok(similarity(file, "class Other {\n  run() {}\n}") < 0.1);
  });

  it("is only sure where no other comes near", () => {
    assert.deepEqual(
      ranked([
        { of: "a", score: 0.2 },
        { of: "b", score: 0.8 },
      ]),
      { sure: true, order: ["b", "a"] },
    );
    assert.equal(
      ranked([
        { of: "a", score: 0.75 },
        { of: "b", score: 0.8 },
      ]).sure,
      false,
    );
    assert.equal(ranked([{ of: "a", score: 0.1 }]).sure, false);
    assert.equal(ranked([]).sure, false);
  });
});
