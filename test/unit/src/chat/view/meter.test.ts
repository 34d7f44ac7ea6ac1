import assert from "node:assert/strict";
import { meterOf } from "../../../../../src/chat/view/meter.ts";

describe("context meter", () => {
  it("tells what takes the context, largest first, and nothing of what takes none", () => {
    const meter = meterOf({
      contextTokens: 32_768,
      answerTokens: 4_096,
      instructions: 200,
      rules: 0,
      attached: 3_000,
      questions: 50,
      answers: 700,
      firstMessage: 0,
    });
    assert.equal(meter.usedTokens, 3_950);
    assert.deepEqual(
      meter.parts.map(({ label }) => label),
      ["Attached", "Answers", "Instructions", "Questions"],
    );
    assert(meter.rule.includes((4_096).toLocaleString()));
  });
});
