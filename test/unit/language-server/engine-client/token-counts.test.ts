import assert from "node:assert/strict";
import { TokenCounts } from "../../../../language-server/engine-client/token-counts.ts";

describe("token counts", () => {
  it("asks once for each text of a model and answers in order", async () => {
    const asked: string[][] = [];
    const counts = new TokenCounts();
    const ask = async (texts: string[]) => {
      asked.push(texts);
      return texts.map((text) => text.length);
    };
    assert.deepEqual(await counts.get(["aa", "b", "aa"], ask), [2, 1, 2]);
    assert.deepEqual(await counts.get(["b", "ccc"], ask), [1, 3]);
    assert.deepEqual(asked, [["aa", "b"], ["ccc"]]);
    counts.clear();
    await counts.get(["b"], ask);
    assert.deepEqual(asked[2], ["b"]);
  });
});
