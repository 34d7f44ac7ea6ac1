import assert from "node:assert/strict";
import { countInBatches } from "../../../../language-server/engine-client/count-batches.ts";

const MAX = 10;

/** What comes of it, with a token for each character, and the requests. */
async function counted(texts: string[]): Promise<{ counts: number[]; batches: string[][] }> {
  const batches: string[][] = [];
  const count = async (batch: string[]) => {
    batches.push(batch);
    return batch.map((text) => text.length);
  };
  return { counts: await countInBatches(texts, count, MAX), batches };
}

describe("counts of many texts", () => {
  it("come of one request where the texts are small", async () => {
    assert.deepEqual(await counted(["a", "", "bcd"]), { counts: [1, 0, 3], batches: [["a", "", "bcd"]] });
    assert.deepEqual(await counted([]), { counts: [], batches: [] });
  });

  it("come of several requests, each of a limited size", async () => {
    const { counts, batches } = await counted(["123456", "12345", "1234", "1"]);
    assert.deepEqual(counts, [6, 5, 4, 1]);
    assert.deepEqual(batches, [["123456"], ["12345", "1234", "1"]]);
  });

  it("are those of the pieces where a text alone is too large", async () => {
    const { counts, batches } = await counted(["ab", "x".repeat(25), "cd"]);
    assert.deepEqual(counts, [2, 25, 2]);
    assert.ok(batches.flat().every((text) => text.length <= MAX));
    assert.equal(batches.flat().join(""), `ab${"x".repeat(25)}cd`);
  });

  it("cut no character", async () => {
    const { batches } = await counted([`x${"\u{1F642}".repeat(20)}`]);
    for (const text of batches.flat()) assert.doesNotMatch(text, /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
  });
});
