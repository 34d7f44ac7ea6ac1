import assert from "node:assert/strict";
import fc from "fast-check";
import type { Token } from "node-llama-cpp";
import { CopyFinder } from "../../../../../language-server/engine/drafts/copy-finder.ts";

const tokensOf = (text: string) => [...text].map((letter) => letter.charCodeAt(0) as Token);
const textOf = (tokens: readonly Token[]) => String.fromCharCode(...tokens);

function finderAfter(before: string, said: string): CopyFinder {
  const finder = new CopyFinder(tokensOf(before));
  for (const token of tokensOf(said)) finder.push(token);
  return finder;
}

describe("copies of earlier tokens", () => {
  const cases = [
    { what: "what followed the last two tokens", before: "abcdef", said: "xbc", follows: "def" },
    { what: "nothing where only the last token stood there", before: "abcdef", said: "xc", follows: "" },
    { what: "where the prompt ends with a copy", before: "abcdef-abc", said: "", follows: "def" },
    { what: "the longest match", before: "1abx 2aby 3abz", said: "2ab", follows: "y 3" },
    { what: "of equal matches the next one", before: "fab1 gab2 hab3", said: "fab1 Xab", follows: "2 h" },
    {
      what: "on behind a token that is another one",
      before: "one two three",
      said: "one tWo t",
      follows: "hre",
    },
    { what: "the answer itself", before: "", said: "again and ag", follows: "ain" },
  ];
  for (const { what, before, said, follows } of cases)
    it(`find ${what}`, () => {
      assert.equal(textOf(finderAfter(before, said).following(3)), follows);
    });

  it("are followed for as long as they are right, and found anew otherwise", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(text, text, (before, said) => {
        const { match } = finderAfter(before, said);
        const all = before + said;
        if (!match) return assert.equal(all.indexOf(all.slice(-2)), all.length - 2, all);
        assert.equal(all.slice(match.at - 2, match.at), all.slice(-2));
        assert.ok(match.at < all.length && match.length >= 2);
      }),
    );
  });
});
