import assert from "node:assert/strict";
import type { ChatResult } from "../../../../language-server/protocol/chat.ts";
import { NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { askProblem } from "../../../../src/text/side-request-text.ts";

const RESULT: ChatResult = {
  answer: "Yes.",
  reasoning: "",
  stopReason: "end",
  reasoningMs: 0,
  firstMessage: 0,
  evaluatedTokens: 0,
  ...NO_COUNTS,
};

describe("an answer outside of any conversation", () => {
  it("is of use when it is whole", () => {
    assert.equal(askProblem(RESULT, undefined), undefined);
  });

  it("says why it isn't of use, with what is known of a missing model", () => {
    const problems: [Partial<ChatResult>, RegExp][] = [
      [{ answer: " \n" }, /didn't give an answer/],
      [{ cutReason: "noAnswer" }, /didn't give an answer/],
      [{ stopReason: "length" }, /cut off at the token limit/],
      [{ stopReason: "end", cutReason: "repetition" }, /kept repeating itself/],
      [{ stopReason: "context", cutReason: "tooLong" }, /Select less/],
      [{ stopReason: "unusable", cutReason: "noModel" }, /Select one/],
      [{ stopReason: "engineLost" }, /engine stopped/],
      [{ stopReason: "unusable" }, /log/],
    ];
    for (const [part, said] of problems)
      assert.match(askProblem({ ...RESULT, ...part }, undefined) ?? "", said);
    assert.equal(askProblem({ ...RESULT, cutReason: "noModel" }, "It is broken."), "It is broken.");
  });
});
