import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { type AnswerDelta, DeltaBatch } from "../../../../../src/chat/threads/delta-batch.ts";

describe("deltas", () => {
  it("come once a frame, joined, in their order, and at once when asked for", async () => {
    const delivered: AnswerDelta[][] = [];
    const batch = new DeltaBatch((pieces) => delivered.push(pieces));
    for (const text of ["a", "b"]) batch.add("reasoning", text);
    for (const text of ["c", "d"]) batch.add("answer", text);
    assert.equal(delivered.length, 0);
    await wait(60);
    batch.add("answer", "e");
    batch.flush();
    batch.flush();
    assert.deepEqual(delivered, [
      [
        { channel: "reasoning", text: "ab" },
        { channel: "answer", text: "cd" },
      ],
      [{ channel: "answer", text: "e" }],
    ]);
  });
});
