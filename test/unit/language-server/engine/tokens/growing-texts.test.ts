import assert from "node:assert/strict";
import fc from "fast-check";
import { GrowingTexts } from "../../../../../language-server/engine/tokens/growing-texts.ts";

/** Words for tokens: as those of the vocabularies that have blocks, they end with the lines. */
const wordsOf = (text: string) => text.match(/\s*[\r\n]+|[^\S\r\n]+|[^\s\w]+[\r\n/]*|\w+/g) ?? [];

const piece = fc.constantFrom(
  "\n",
  "  ",
  "word",
  ");",
  "/",
  "\n    const value = compute(one, two);\n".repeat(3),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

describe("texts that grow", () => {
  it("have the tokens of the whole text, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kept: fc.nat(), typed: text })), (changes) => {
        const texts = new GrowingTexts(wordsOf);
        let whole = "";
        for (const { kept, typed } of changes) {
          whole = whole.slice(0, kept % (whole.length + 1)) + typed;
          assert.deepEqual(texts.tokens(whole), wordsOf(whole));
        }
      }),
    );
  });

  it("are tokenized at their end alone", () => {
    const tokenized: string[] = [];
    const texts = new GrowingTexts((part) => {
      tokenized.push(part);
      return wordsOf(part);
    });
    let whole = "  const value = compute(one, two);\n".repeat(50);
    texts.tokens(whole);
    tokenized.length = 0;
    for (const typed of "  const value = compute(one);\n  let other = two(one);\n  return value(other);\n".repeat(
      5,
    )) {
      whole += typed;
      const calls = tokenized.length;
      texts.tokens(whole);
      assert.ok(tokenized.length - calls <= 2, "calls at a keystroke");
    }
    assert.ok(Math.max(...tokenized.map(({ length }) => length)) < 200);
  });
});
