import assert from "node:assert/strict";
import fc from "fast-check";
import { heal } from "../../../../language-server/prompt/healing.ts";

/** The pattern by which o200k splits text before it forms tokens (tiktoken's openai_public.py). */
const O200K = new RegExp(
  [
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?",
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?",
    "\\p{N}{1,3}",
    " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*",
    "\\s*[\\r\\n]+",
    "\\s+(?!\\S)",
    "\\s+",
  ].join("|"),
  "gu",
);

/** Offsets at which a piece of the pattern begins. */
function pieceStarts(text: string): Set<number> {
  return new Set([...text.matchAll(O200K)].map(({ index }) => index));
}

const CASES: [before: string, continueWith: string | undefined][] = [
  ["", undefined],
  ["const x = fo", " fo"],
  ["    retu", " retu"],
  ["retu", "retu"],
  ["\treturn", "\treturn"],
  ["x.le", ".le"],
  ["call(se", "(se"],
  ["getUserNa", "Na"],
  ["HTMLEl", "HTMLEl"],
  ["x.innerHTML", "HTML"],
  ["foo_ba", "_ba"],
  ["foo_", "_"],
  ["__init", "init"],
  ['("foo', "foo"],
  ["f (x", "x"],
  ["x1", "1"],
  ["1234", "4"],
  ["123", "123"],
  ["x1Foo", "Foo"],
  ["foo.", "."],
  ["foo(", "("],
  ["foo()", undefined],
  ["a = ", " "],
  ["if (a) {\n    ", " "],
  ["if (a) {\n\t\t", "\t"],
  ["if (a) {\n", undefined],
  ["a;\r\n", undefined],
  ["größ", "größ"],
  ["😀", undefined],
  ["😀na", "na"],
  [`x ${"字".repeat(50)}`, undefined],
];

describe("token healing", () => {
  for (const [before, continueWith] of CASES) {
    it(`of ${JSON.stringify(before)} begins the answer with ${JSON.stringify(continueWith)}`, () => {
      assert.equal(heal(before).continueWith, continueWith);
    });
  }

  const code = fc.string({
    unit: fc.constantFrom(..."abXY_ ._(){}[]\"'=;19\n\t/ä字😀".split(""), "😀", "  ", "if ", "Foo"),
    maxLength: 60,
  });

  it("never loses a character, and never reaches across a line break", () => {
    fc.assert(
      fc.property(code, (before) => {
        const { text, continueWith = "" } = heal(before);
        assert.equal(text + continueWith, before);
        assert.doesNotMatch(continueWith, /[\r\n]/);
      }),
    );
  });

  it("ends the prompt where the model's tokens end, whatever word the cursor stands in", () => {
    const asciiCode = fc.string({ unit: fc.constantFrom(...'abcXY_ .(){}"=;19\n'), maxLength: 40 });
    const word = fc.string({ unit: fc.constantFrom(..."abcd"), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(asciiCode, word, word, (before, typed, rest) => {
        const { text } = heal(before + typed);
        const starts = pieceStarts(before + typed + rest);
        assert.ok(
          starts.has(text.length),
          `${JSON.stringify(text)} of ${JSON.stringify(before + typed + rest)}`,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("ends the prompt where the model's tokens end, before a word that isn't begun", () => {
    const asciiCode = fc.string({ unit: fc.constantFrom(...'abcXY_ .(){}"=;\n'), maxLength: 40 });
    const word = fc.string({ unit: fc.constantFrom(..."abcd"), minLength: 1, maxLength: 8 });
    const opens = fc.constantFrom(" ", "    ", "x.", "x(", "\n");
    fc.assert(
      fc.property(asciiCode, opens, word, (before, open, next) => {
        const { text } = heal(before + open);
        assert.ok(pieceStarts(before + open + next).has(text.length));
      }),
    );
  });
});
