import assert from "node:assert/strict";
import { threadsFor } from "../../../../../language-server/engine/backend/backend.ts";
import { PrefillPace } from "../../../../../language-server/engine/generation/prefill-pace.ts";
import { TokenCounts } from "../../../../../language-server/engine-client/token-counts.ts";

describe("threads", () => {
  it("takes the user's number, else the cores that nobody uses, and never none", () => {
    assert.equal(threadsFor(6, 8, 7.9), 6);
    assert.equal(threadsFor(0, 8, 0.2), 8);
    assert.equal(threadsFor(0, 8, 5), 3);
    assert.equal(threadsFor(0, 2, 9), 1);
  });
});

describe("prefill pace", () => {
  it("starts small, and never evaluates more at once than the context's batch", () => {
    assert.equal(new PrefillPace(512).batchTokens, 64);
    assert.equal(new PrefillPace(32).batchTokens, 32);
  });

  it("grows on a fast machine up to whole batches", async () => {
    const pace = new PrefillPace(512);
    for (let batch = 0; batch < 5; batch++) await pace.measure(pace.batchTokens, async () => {});
    assert.equal(pace.batchTokens, 512);
  });
});

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
