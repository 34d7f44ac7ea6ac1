import assert from "node:assert/strict";
import { linesBeside, linesInOne } from "../../../../src/review/other-lines.ts";

const shown = (others: readonly string[], lines: readonly string[], tabSize = 4) =>
  linesBeside(others, lines, 10, tabSize)?.map(
    ({ line, gap, text }) =>
      `${line}: ${lines[line - 10]}${" ".repeat(gap)}|${text.replaceAll("\u00a0", " ")}|`,
  );

describe("lines that a change replaced", () => {
  it("stand beside the new ones, as a block with one edge", () => {
    assert.deepEqual(
      shown(["  let sum = 0;", "  for (;;) {", "    sum++;"], ["  a();", "", "  longer();", "x"]),
      [
        "10:   a();         |let sum = 0;|",
        "11:                |for (;;) {  |",
        "12:   longer();    |  sum++;    |",
      ],
    );
  });

  it("count tabs and wide characters by their columns", () => {
    assert.deepEqual(shown(["\tif (x)\t{", "\t\ty();"], ["\ta();", "漢字"]), [
      // A tab that is shown as four columns is one character here.
      "10: \ta();    |if (x)  {|",
      "11: 漢字        |    y(); |",
    ]);
  });

  it("have no place beside lines that are too few or too long", () => {
    assert.equal(shown(["a", "b"], ["x"]), undefined);
    assert.equal(shown(["a"], ["x".repeat(200)]), undefined);
    assert.equal(shown(["a"], []), undefined);
    // Only the lines that the block would be beside count.
    assert.equal(shown(["a"], ["x", "x".repeat(200)])?.length, 1);
  });

  it("are cut where they are long", () => {
    const [beside] = linesBeside(["a".repeat(500)], ["x"], 0, 4) ?? [];
    assert.match(beside?.text ?? "", /^a{120}…$/);
  });

  it("are one line where there is no place", () => {
    assert.equal(linesInOne(["  a();", "", "\tb();"]), "a(); ⏎ b();");
    assert.equal(linesInOne(["", " "]), "");
    assert.match(linesInOne(["x".repeat(900)]), /^x+…$/);
  });
});
