import assert from "node:assert/strict";
import { FreshAnswers } from "../../../../language-server/context/fresh-answers.ts";

describe("answers that are kept", () => {
  it("are found once, and again after some seconds or when they were cleared", async () => {
    let now = 0;
    let found = 0;
    const answers = new FreshAnswers<number>(() => now);
    const ask = (question = "a") => answers.get(question, async () => ++found);
    assert.deepEqual([await ask(), await ask(), await ask("b")], [1, 1, 2]);
    now = 60_000;
    assert.equal(await ask(), 3);
    answers.clear();
    assert.equal(await ask(), 4);
  });

  it("are none that failed", async () => {
    const answers = new FreshAnswers<number>(() => 0);
    await assert.rejects(answers.get("a", () => Promise.reject(new Error("no connection"))));
    assert.equal(await answers.get("a", async () => 1), 1);
  });
});
