import assert from "node:assert/strict";
import { columnOf, linesOf, withoutBlankEnds } from "../../../common/text-lines.ts";

describe("lines of text", () => {
  it("end with any kind of line break", () => {
    assert.deepEqual(linesOf("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
    assert.deepEqual(linesOf("a\n"), ["a", ""]);
    assert.deepEqual(linesOf(""), [""]);
  });

  it("lose blank ones at their ends alone", () => {
    assert.deepEqual(withoutBlankEnds(["", " \t", "a", "", "b", "  "]), ["a", "", "b"]);
    assert.deepEqual(withoutBlankEnds(["", " "]), []);
    assert.deepEqual(withoutBlankEnds([]), []);
  });

  it("stand as far from the left as their white space reaches, a tab for four columns", () => {
    assert.deepEqual(["a", "  a", "\ta", " \ta", "   "].map(columnOf), [0, 2, 4, 5, 3]);
  });
});
