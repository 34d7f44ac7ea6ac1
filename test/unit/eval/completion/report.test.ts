import assert from "node:assert/strict";
import {
  comparedTable,
  confidenceTable,
  figuresOf,
  figureTable,
  hiddenTable,
  type Result,
} from "../../../../eval/completion/report.ts";

const result: Result = {
  name: "go/block/a.go:1",
  language: "go",
  kind: "block",
  shown: true,
  firstLine: true,
  similarity: 1,
  kept: 1,
  suggestedChars: 10,
  repeats: false,
  unbalanced: false,
  parseErrors: 0,
  wrongIndent: false,
  ms: 100,
  promptTokens: 500,
  evaluatedTokens: 400,
  generatedTokens: 10,
};
const none: Result = {
  ...result,
  name: "go/block/a.go:2",
  shown: false,
  firstLine: false,
  similarity: 0,
  kept: 0,
  suggestedChars: 0,
};
const poor: Result = {
  ...result,
  name: "go/block/a.go:3",
  firstLine: false,
  similarity: 0.5,
  kept: 0.2,
  suggestedChars: 30,
  repeats: true,
  parseErrors: 2,
};

describe("the report of suggestions", () => {
  it("takes faults as a share of what was shown, and characters by their number", () => {
    const { cases, shown, firstLine, similarity, kept, repeats, parseErrors } = figuresOf([
      result,
      none,
      poor,
    ]);
    assert.deepEqual([cases, similarity], [3, 0.5]);
    assert.deepEqual([shown, firstLine], [2 / 3, 1 / 3]);
    assert.deepEqual([repeats, parseErrors], [1 / 2, 1 / 2]);
    assert.equal(kept, 16 / 40);
  });

  it("has a row for each language and kind that was measured, and one for all", () => {
    const rows = figureTable([result, none]).split("\n").slice(2);
    assert.deepEqual(
      rows.map((row) => row.split(" | ")[0]),
      ["| go", "| block", "| all"],
    );
  });

  it("puts the same cases of two runs side by side", () => {
    const table = comparedTable([none, poor], [{ ...none, shown: true, firstLine: true }]);
    assert.match(table, /\| go \| 1 \| 0\.0 % → 100\.0 % \| 0\.0 % → 100\.0 % \| 0\.00 \|/);
  });

  it("says what is lost and won by showing only what the model is sure of", () => {
    const rows = confidenceTable([
      { ...result, confidences: [0.9, 0.35] },
      { ...poor, confidences: [0.12] },
      { ...none, confidences: [0.01] },
    ]).split("\n");
    assert.deepEqual(rows.slice(4, 7), [
      "| 0.10 | 100.0 % | 50.0 % | 0.0 % | 40.0 % |",
      "| 0.15 | 50.0 % | 100.0 % | 0.0 % | 100.0 % |",
      "| 0.20 | 50.0 % | 100.0 % | 0.0 % | 100.0 % |",
    ]);
  });

  it("says why nothing was shown, and what was right of that", () => {
    const hidden = (whyNone: string, saidFirstLine: boolean) => ({ ...none, whyNone, saidFirstLine });
    const table = hiddenTable([result, hidden("rare", true), hidden("often", true), hidden("often", false)]);
    assert.deepEqual(
      table
        .split("\n")
        .slice(2)
        .map((row) =>
          row
            .split("|")
            .map((cell) => cell.trim())
            .slice(1, -1),
        ),
      [
        ["often", "2", "1"],
        ["rare", "1", "1"],
      ],
    );
  });
});
