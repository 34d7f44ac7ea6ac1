import assert from "node:assert/strict";
import { mock } from "node:test";
import { DeltaBatch } from "../../../../language-server/features/delta-batch.ts";

describe("batches of an answer", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("come after a while, joined, in their order, and at once when asked for", () => {
    const sent: string[] = [];
    const batch = new DeltaBatch((channel, text) => sent.push(`${channel}: ${text}`));
    for (const text of ["a", "b"]) batch.push("reasoning", text);
    assert.deepEqual(sent, []);
    for (const text of ["c", "d"]) batch.push("answer", text);
    assert.deepEqual(sent, ["reasoning: ab"], "what is thought comes before what is said");
    mock.timers.tick(30);
    assert.deepEqual(sent, ["reasoning: ab", "answer: cd"]);
    batch.push("answer", "e");
    batch.flush();
    batch.flush();
    mock.timers.tick(1_000);
    assert.deepEqual(sent, ["reasoning: ab", "answer: cd", "answer: e"]);
  });
});
