import assert from "node:assert/strict";
import { indentOf, inTabs, stepOf, widthOf } from "../../../common/indentation.ts";

describe("indentation", () => {
  it("is what a line begins with", () => {
    assert.deepEqual([" \t x ", "x", "  "].map(indentOf), [" \t ", "", "  "]);
  });

  it("has steps as wide as the least of a text, but not of one blank, and of four where none tells", () => {
    assert.equal(stepOf(["a", "   b", "      c", " * d"]), 3);
    assert.equal(stepOf(["a", "\tb", " * c", "    "]), 4);
  });

  it("is as wide with tabs as with blanks", () => {
    assert.equal(widthOf("\t  ", 4), 6);
    assert.equal(inTabs(6, 4), "\t  ");
  });
});
