import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { TokenCounts } from "../../../../src/language-model/token-counts.ts";

/** Counts words, and keeps what it was asked. */
function counter() {
  const asked: string[][] = [];
  const counts = new TokenCounts(async (texts) => {
    asked.push(texts);
    return texts.map((text) => text.split(" ").length);
  });
  return { asked, counts };
}

/** Until what was asked for is answered. */
async function answered(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await setImmediate();
}

describe("token counts for VS Code", () => {
  it("are estimated at first, and exact once they were asked for together", async () => {
    const { asked, counts } = counter();
    const long = "many words ".repeat(100).trim();
    assert.equal(counts.count("two words"), 3);
    assert.equal(counts.count("漢字"), 2);
    counts.count(long);
    assert.equal(counts.count("two words"), 3);
    await answered();
    assert.deepEqual(asked, [["two words", "漢字", long]]);
    assert.deepEqual([counts.count("two words"), counts.count(long), counts.count("")], [2, 200, 0]);
    await answered();
    assert.equal(asked.length, 1);
  });

  it("goes on estimating where no model can count, and asks again", async () => {
    let works = false;
    const counts = new TokenCounts(async (texts) => {
      if (!works) throw new Error("No model is ready.");
      return texts.map(() => 7);
    });
    assert.equal(counts.count("text"), 1);
    await answered();
    works = true;
    assert.equal(counts.count("text"), 1);
    await answered();
    assert.equal(counts.count("text"), 7);
  });

  it("forgets what another model counted, also what is under way", async () => {
    let answer: (counts: number[]) => void = () => {};
    const late = new Promise<number[]>((resolve) => {
      answer = resolve;
    });
    const answers = [late, Promise.resolve([5])];
    const counts = new TokenCounts(() => answers.shift() ?? Promise.resolve([]));
    counts.count("text");
    await answered();
    counts.clear();
    counts.count("text");
    answer([9]);
    await answered();
    assert.equal(counts.count("text"), 5);
  });
});
