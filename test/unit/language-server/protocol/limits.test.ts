import assert from "node:assert/strict";
import { answerReserve } from "../../../../language-server/protocol/limits.ts";

describe("the room of an answer", () => {
  it("is a quarter of the context, and 4,096 tokens at most", () => {
    assert.equal(answerReserve(8_192), 2_048);
    assert.equal(answerReserve(131_072), 4_096);
  });
});
