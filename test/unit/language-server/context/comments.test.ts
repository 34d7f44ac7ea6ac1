import assert from "node:assert/strict";
import { endsInComment } from "../../../../language-server/context/comments.ts";

const CASES: [languageId: string, before: string, inComment: boolean][] = [
  ["typescript", "const x = 1; // the ", true],
  ["typescript", "const x = 1; // the\nconst y", false],
  ["typescript", "/* one\n two ", true],
  ["typescript", "/* one */ two", false],
  ["typescript", 'const url = "http://', false],
  ["typescript", "const url = `http://x\n// no ", false],
  ["typescript", "const it = 'it\\'s // no ", false],
  ["typescript", "const broken = 'open\nfoo(); // yes ", true],
  ["typescript", "const quote = /['\"`]/; // yes ", true],
  ["typescript", "const slash = a / b; // yes ", true],
  ["typescript", "if (/[/]*'/.test(x)) { y", false],
  ["python", "x = 1  # the ", true],
  ["python", '"""A docstring # no ', false],
  ["python", "x = '#", false],
  ["shellscript", "echo $#", false],
  ["shellscript", "echo 1 # yes", true],
  ["css", "a { color: red } // no", false],
  ["css", "/* yes ", true],
  ["html", "<!-- yes ", true],
  ["html", "<p>it's // no", false],
  ["lua", "--[[ one\n two", true],
  ["lua", "x = 1 -- yes", true],
  ["sql", "SELECT 1 -- yes", true],
  ["rust", "fn f<'a>(x: &'a str) { // yes", true],
  ["plaintext", "# heading // no", false],
  ["unknown-language", "int x; // yes", true],
];

describe("a cursor in a comment", () => {
  for (const [languageId, before, inComment] of CASES) {
    it(`of ${languageId} after ${JSON.stringify(before)}: ${inComment}`, () => {
      assert.equal(endsInComment(before, languageId), inComment);
    });
  }

  it("is seen after a long beginning of the comment", () => {
    const long = `/**\n${" * words and words\n".repeat(1_000)} * and `;
    assert.equal(endsInComment(long, "typescript"), true);
    assert.equal(endsInComment(`${long}\n */\nconst x`, "typescript"), false);
  });

  it("is told from code in a line of a megabyte", () => {
    assert.equal(endsInComment(`const x = [${"1, ".repeat(350_000)}`, "typescript"), false);
  });
});
