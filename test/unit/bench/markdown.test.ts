import assert from "node:assert/strict";
import { comparisonTable, markdownTable } from "../../../bench/markdown.ts";

describe("the benchmarks' tables", () => {
  it("are Markdown", () => {
    assert.equal(markdownTable(["", "a"], [["x", "1"]]), "|  | a |\n| --- | ---: |\n| x | 1 |");
  });

  it("say for each row its target, of the ratio or of Ossicle's own value, and whether it is reached", () => {
    const table = comparisonTable([
      {
        name: "prompt",
        unit: "tokens/s",
        ossicle: 900,
        llamaCpp: 1_000,
        ratio: 0.9,
        target: { atLeast: 0.95 },
      },
      { name: "load", unit: "ms", ossicle: 1_900, llamaCpp: 1_000, ratio: 1.9, target: { atMost: 2 } },
      { name: "beside a chat", unit: "", ossicle: 1.06, llamaCpp: 1.62, target: { atMost: 1.2 } },
      { name: "written", unit: "tokens", ossicle: 16 },
    ]);
    const [, , ...rows] = table.split("\n");
    assert.deepEqual(rows, [
      "| prompt (tokens/s) | 900 | 1000 | 0.90 | at least 0.95 | **missed** |",
      "| load (ms) | 1900 | 1000 | 1.90 | at most 2 | reached |",
      "| beside a chat | 1.060 | 1.620 |  | at most 1.2 | reached |",
      "| written (tokens) | 16 |  |  |  |  |",
    ]);
  });
});
