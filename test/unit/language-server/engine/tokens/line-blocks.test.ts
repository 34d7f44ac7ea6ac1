import assert from "node:assert/strict";
import fc from "fast-check";
import { blockEnds, hasLineBlocks } from "../../../../../language-server/engine/tokens/line-blocks.ts";
import { wordsOf } from "../../../../../language-server/engine/tokens/long-words.ts";

const SPACE = "\\p{White_Space}";
/** llama.cpp's expressions. */
const rest = (signs: string) => [
  ` ?[^${SPACE}\\p{L}\\p{N}]+[${signs}]*`,
  `${SPACE}*[\\r\\n]+`,
  `${SPACE}+(?!\\P{White_Space})`,
  `${SPACE}+`,
];
const expression = (digits: string) =>
  new RegExp(
    [
      "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])",
      "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+",
      digits,
      ...rest("\\r\\n"),
    ].join("|"),
    "gv",
  );
const VOCABULARIES: [pre: string, words: RegExp | undefined][] = [
  ["gpt-4o", wordsOf({ model: "gpt2", pre: "gpt-4o" })],
  ["llama-bpe", expression("\\p{N}{1,3}")],
  ["qwen2", expression("\\p{N}")],
];

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "\n",
      "\r\n",
      "\r",
      " ",
      "  ",
      "\t",
      "/",
      "//",
      ");",
      "{",
      "'s",
      "\u0085",
      "\u00a0",
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "word",
      "Ab",
      "é",
      "字",
      "123",
      "_",
      "\n    const value = compute(one, two);\n",
    ),
  },
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

function blocksOf(whole: string): string[] {
  const ends = blockEnds(whole);
  return [0, ...ends].map((start, index) => whole.slice(start, ends[index]));
}

const wordsIn = (of: string, expression: RegExp) => Array.from(of.matchAll(expression), ([word]) => word);

describe("the blocks of a text's lines", () => {
  for (const [pre, words] of VOCABULARIES)
    it(`have the words of the text: ${pre}`, () => {
      assert.ok(words && hasLineBlocks({ model: "gpt2", pre }));
      fc.assert(
        fc.property(text, (whole) => {
          const blocks = blocksOf(whole);
          assert.deepEqual(
            blocks.flatMap((block) => wordsIn(block, words)),
            wordsIn(whole, words),
          );
        }),
        { numRuns: 500 },
      );
    });

  it("stay the same while the text gets longer, but for the last one", () => {
    fc.assert(
      fc.property(text, fc.constantFrom("a", "\n", ";", "\nlet b"), (before, typed) => {
        const blocks = blocksOf(before);
        assert.deepEqual(blocksOf(before + typed).slice(0, blocks.length - 1), blocks.slice(0, -1));
      }),
    );
  });

  it("are short, so that little is tokenized again", () => {
    const blocks = blocksOf("  const value = compute(one, two);\n".repeat(60));
    assert.ok(blocks.every((block) => block.length < 150));
  });

  it("aren't made where words go on over a line's end", () => {
    for (const pre of ["gpt-2", "default", "deepseek-llm", undefined])
      assert.equal(hasLineBlocks({ model: "gpt2", pre }), false);
    assert.equal(hasLineBlocks({ model: "llama", pre: "default" }), false);
  });
});
