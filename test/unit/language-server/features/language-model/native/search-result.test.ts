import assert from "node:assert/strict";
import { foundLines } from "../../../../../../language-server/features/language-model/native/search-result.ts";

const found = (text: string) => foundLines(text, "retry", "src", (path) => path.replace("/work/", ""));

describe("what VS Code's search has found", () => {
  it("is a line for each match, with its file, as the model knows it", () => {
    const text =
      'Found 3 matches in 2 files for "retry"\n\nsrc/a.ts\n3:retry();\n14:  // 5: retry\n\n/work/src/b.ts\n1:const retry = 1;';
    assert.equal(
      found(text),
      'src/a.ts:3:retry();\nsrc/a.ts:14:  // 5: retry\nsrc/b.ts:1:const retry = 1;\n[Found 3 matches in 2 files for "retry"]',
    );
  });

  it("says what isn't shown", () => {
    const text =
      'Found 9 matches in 1 file for "retry" (showing 1 match in 1 file)\nsrc/a.ts\n3:retry();\n... (8 more matches in this file)';
    assert.equal(
      found(text),
      'src/a.ts:3:retry();\n... (8 more matches in this file)\n[Found 9 matches in 1 file for "retry" (showing 1 match in 1 file)]',
    );
  });

  it("is nothing in so many words: VS Code answers without any", () => {
    for (const text of ["", "(empty)"]) assert.equal(found(text), 'No match for "retry" in src.');
  });

  it("stays as it is where the form isn't known", () => {
    for (const text of ["<match path=a.ts>", "Timeout in searching", 'Found 3 matches for "retry"\nnothing'])
      assert.equal(found(text), text);
  });
});
