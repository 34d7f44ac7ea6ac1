import assert from "node:assert/strict";
import { originOf } from "../../../../src/participant/reference-origin.ts";

describe("what is attached to a request in VS Code's chat", () => {
  it("is the user's, unless VS Code attaches it by itself", () => {
    for (const id of [
      "file:///w/a.ts",
      "vscode.selection",
      "vscode.prompt.file__file:///w/p.prompt.md",
      "terminal",
    ])
      assert.equal(originOf(id), "user");
    for (const id of ["vscode.implicit.file", "vscode.implicit.selection", "vscode.implicit.viewport"])
      assert.equal(originOf(id), "editor");
  });

  it("is VS Code's own where it lists what its agent has, or where Ossicle reads it itself", () => {
    const rules = "vscode.instructions.file.root__file:///w";
    for (const id of ["vscode.customizations.index", `${rules}/AGENTS.md`])
      assert.equal(originOf(id), "vscode");
    assert.equal(originOf(`${rules}/style.instructions.md`), "user");
  });
});
