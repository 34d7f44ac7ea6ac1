import assert from "node:assert/strict";
import { VSCodeIndentation } from "../../../../../../language-server/features/language-model/native/vscode-indentation.ts";

const PYTHON = [
  "class Shop:",
  "    def open(self):",
  "        return self.key(1,",
  "          2)",
  "",
  "    def close(self):",
  "        return 3",
];

describe("how VS Code indents what a patch adds", () => {
  it("keeps lines where the hunk looks as its file does", () => {
    const file = new VSCodeIndentation(PYTHON);
    assert.ok(file.keeps(["        # a note"], 1, 3));
    assert.ok(file.keeps(["    def lock(self):", "        return 4"], 4, 7));
    assert.ok(new VSCodeIndentation(["if (a)", "\tb();"]).keeps(["\t\tc();"], 0, 2));
  });

  it("changes them where the hunk's own lines seem to have other steps", () => {
    // Two more spaces are the only step that these lines have.
    assert.ok(!new VSCodeIndentation(PYTHON).keeps(["        # a note"], 2, 4));
  });

  it("changes spaces into tabs in a file that has no indentation", () => {
    const file = new VSCodeIndentation(["a();", "b();"]);
    assert.ok(!file.keeps(["if (c) {", "  d();", "}"], 0, 2));
    assert.ok(file.keeps(["c();"], 0, 2));
  });

  it("keeps blank lines", () => {
    assert.ok(new VSCodeIndentation(PYTHON).keeps(["", ""], 2, 4));
  });

  it("takes arguments below each other for no step", () => {
    const lines = ["if (x) {", "  y();", "}", "f(1, 2,", "     3);", "f(4, 5,", "     6);"];
    assert.ok(new VSCodeIndentation(lines).keeps(["  h();"], 3, 7));
  });
});
