import assert from "node:assert/strict";
import fc from "fast-check";
import { KnownWords } from "../../../../../language-server/engine/tokens/known-words.ts";

/** A vocabulary of one or two letters a token, within words. */
function vocabulary(words: RegExp) {
  const calls: string[] = [];
  const tokensOf = (text: string) =>
    (text.match(words) ?? []).flatMap((word) => word.match(/.{1,2}/gs) ?? []);
  return {
    calls,
    tokensOf,
    tokenize: (text: string) => {
      calls.push(text);
      return tokensOf(text);
    },
    detokenize: (tokens: readonly string[]) => tokens.join(""),
  };
}

const WORDS = / ?\w+|\s+|[^\s\w]+/g;
const text = fc
  .array(fc.constantFrom("a", "word", "other", " ", "\n", "();", "é", ""))
  .map((pieces) => pieces.join(""));

describe("words that are known", () => {
  it("have the tokens that they have in any text", () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const { tokensOf, tokenize, detokenize } = vocabulary(WORDS);
        const known = new KnownWords({ words: WORDS, tokenize, detokenize });
        for (const each of texts) assert.deepEqual(known.tokens(each), tokensOf(each));
      }),
    );
  });

  it("are not tokenized again", () => {
    const { calls, tokenize, detokenize } = vocabulary(WORDS);
    const known = new KnownWords({ words: WORDS, tokenize, detokenize });
    known.tokens("const answer = compute(value);\n");
    known.tokens("const value = answer;\n");
    known.tokens("const answer = value;\n");
    assert.equal(calls.length, 2, "`;` without a bracket is another word");
  });

  it("are not learned where tokens go on over a word's end", () => {
    const { detokenize } = vocabulary(WORDS);
    const tokenize = (text: string) => text.match(/.{1,4}/gs) ?? [];
    const known = new KnownWords({ words: WORDS, tokenize, detokenize });
    for (const each of ["a b", "a b c", "b c", "c a b"]) assert.deepEqual(known.tokens(each), tokenize(each));
  });
});
