import assert from "node:assert/strict";
import { editInstruction, mergeInstruction } from "../../../../language-server/prompt/edit-instructions.ts";

describe("the instruction of an edit", () => {
  it("is the user's, and otherwise the usual one of its kind", () => {
    assert.equal(editInstruction("edit", " Use a map. ", "typescript", false), "Use a map.");
    assert.equal(
      editInstruction("refactor", "", "typescript", false),
      "Simplify this code. Its behavior stays the same.",
    );
  });

  it("names the convention of the language's documentation", () => {
    assert.match(editInstruction("document", "", "python", false), /^Add documentation .* Use .*docstring/i);
  });

  it("asks to find what is wrong where no problem is reported", () => {
    assert.equal(editInstruction("fix", "", "typescript", true), "Fix the problems in the selection.");
    assert.match(
      editInstruction("fix", "", "typescript", false),
      /^Find what is wrong in this code and fix it\./,
    );
  });

  it("holds the block that is to be merged, whatever fences that has", () => {
    assert.match(
      mergeInstruction("f();", "typescript"),
      /keep every line .*\n\n```typescript\nf\(\);\n```$/s,
    );
    assert.ok(mergeInstruction("```sh\nls\n```", "markdown").endsWith("````markdown\n```sh\nls\n```\n````"));
  });
});
