import assert from "node:assert/strict";
import { LexicalIndex } from "../../../../../language-server/context/index/lexical-index.ts";
import { countTerms } from "../../../../../language-server/context/index/words.ts";

describe("the index of words", () => {
  const piece = (text: string) => [{ start: 0, end: 1, terms: countTerms(text) }];
  const find = (index: LexicalIndex, query: string) =>
    index
      .search(
        new Map(
          countTerms(query)
            .keys()
            .map((term) => [term, 1]),
        ),
        10,
      )
      .map(({ uri }) => uri);

  it("prefers rare words to common ones", () => {
    const index = new LexicalIndex();
    for (let at = 0; at < 20; at++) index.set(`common${at}`, piece("model file load"));
    index.set("rare", piece("model checkpoint"));
    assert.equal(find(index, "model checkpoint")[0], "rare");
  });

  it("forgets what is removed or replaced, however often, and takes no more memory for it", () => {
    const index = new LexicalIndex();
    index.set("stays", piece("harbour"));
    for (let at = 0; at < 10_000; at++) index.set("changes", piece(`harbour version${at}`));
    assert.deepEqual(find(index, "version1"), []);
    assert.deepEqual(find(index, "harbour").toSorted(), ["changes", "stays"]);
    assert.ok(index.bytes < 1_000_000, String(index.bytes));
    index.remove("stays");
    assert.deepEqual(find(index, "harbour"), ["changes"]);
  });
});
