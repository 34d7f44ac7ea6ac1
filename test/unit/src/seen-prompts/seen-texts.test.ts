import assert from "node:assert/strict";
import type { SeenPrompt } from "../../../../language-server/protocol/seen-prompts.ts";
import { NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { evaluatedHeading, heading, summary } from "../../../../src/seen-prompts/seen-texts.ts";

const AT = new Date(2026, 4, 7, 14, 5).getTime();
const seen = (changes: Partial<SeenPrompt>, counts: Partial<SeenPrompt["counts"]>): SeenPrompt => ({
  kind: "suggestion",
  at: AT,
  model: "gpt-oss-20b",
  pieces: [],
  reusedLength: 0,
  ...changes,
  counts: { ...NO_COUNTS, ...counts },
});

describe("what is said about a prompt that the model saw", () => {
  it("is what it was for, when, by which model, and its tokens", () => {
    const prompt = seen({ continueWith: "ret" }, { promptTokens: 40, reusedTokens: 39 });
    const [first, ...more] = heading(prompt);
    assert.match(first ?? "", /^Suggestion · .*05.* · gpt-oss-20b · 40 tokens$/);
    assert.deepEqual(more, [
      "faint: 39 tokens reused from earlier requests",
      'the answer had to begin with "ret"',
    ]);
    assert.equal(evaluatedHeading(prompt), "underlined: 1 token evaluated");
    assert.match(summary(prompt), /05.* · 40 tokens · 1 evaluated$/);
  });

  it("says nothing of reuse where there was none", () => {
    const prompt = seen({ kind: "agent", model: "" }, { promptTokens: 1 });
    const [first, ...more] = heading(prompt);
    assert.match(first ?? "", /^Agent · [^·]* · 1 token$/);
    assert.deepEqual(more, []);
  });
});
