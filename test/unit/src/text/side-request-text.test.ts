import assert from "node:assert/strict";
import type { SideAskResult } from "../../../../language-server/protocol/side.ts";
import { type ModelStatus, NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { isRefusal } from "../../../../src/text/refusal.ts";
import { askProblem } from "../../../../src/text/side-request-text.ts";

const RESULT: SideAskResult = { ...NO_COUNTS, answer: "Yes.", stopReason: "end" };

describe("an answer outside of any conversation", () => {
  it("is of use when it is whole", () => {
    assert.equal(askProblem(RESULT, undefined), undefined);
  });

  it("says why it isn't of use, with what is known of a missing model", () => {
    const problems: [Partial<SideAskResult>, RegExp][] = [
      [{ answer: " \n" }, /didn't give an answer/],
      [{ cutReason: "noAnswer" }, /didn't give an answer/],
      [{ stopReason: "length" }, /cut off at the token limit/],
      [{ stopReason: "end", cutReason: "repetition" }, /kept repeating itself/],
      [{ stopReason: "context", cutReason: "tooLong" }, /Select less/],
      [
        { cutReason: "tooLong", sizes: { promptTokens: 900, contextTokens: 512 } },
        /900 tokens.* room for 512\. Select less/,
      ],
      [{ stopReason: "unusable", cutReason: "noModel" }, /Select one/],
      [{ stopReason: "engineLost" }, /engine stopped/],
      [{ stopReason: "unusable" }, /log/],
    ];
    for (const [part, said] of problems)
      assert.match(askProblem({ ...RESULT, ...part }, undefined)?.message ?? "", said);
    const broken = askProblem(
      { ...RESULT, cutReason: "noModel" },
      { state: "failed", reason: "It is broken." },
    );
    assert.equal(broken?.message, "It is broken.");
  });

  it("offers what leads to a model where there is none, and refers to the log only where something broke", () => {
    const problem = (part: Partial<SideAskResult>, status?: ModelStatus) =>
      askProblem({ ...RESULT, ...part }, status);
    const command = (error: Error | undefined) => (isRefusal(error) ? error.action?.command : "error");
    assert.equal(command(problem({ cutReason: "noModel" }, { state: "none" })), "ossicle.setUp");
    assert.equal(command(problem({ cutReason: "noChat" })), "ossicle.selectModel");
    assert.equal(command(problem({ stopReason: "length" })), undefined);
    assert.equal(command(problem({ stopReason: "engineLost" })), "error");
  });
});
