import assert from "node:assert/strict";
import type { CompletionOutcome } from "../../../../language-server/protocol/completion.ts";
import { lastSuggestion } from "../../../../src/text/usage-text.ts";

const COUNTS = {
  promptTokens: 10,
  reusedTokens: 8,
  generatedTokens: 5,
  draftedTokens: 0,
  acceptedTokens: 0,
  firstTokenMs: 20,
  totalMs: 40,
};

describe("what is said about the last suggestion", () => {
  for (const [name, last, expected] of [
    ["what it took", { counts: COUNTS }, /^Last suggestion: 40 ms · 2 tokens evaluated · /],
    [
      "why there is none",
      { counts: COUNTS, whyNone: "It *is* off." },
      /^No suggestion: It \\\*is\\\* off\.$/,
    ],
    ["that its first line is shown", { isBeginning: true }, /its first line is shown, the model is writing/],
    ["that no model was asked", {}, /shown without running the model/],
  ] satisfies [string, CompletionOutcome, RegExp][])
    it(`is ${name}`, () => assert.match(lastSuggestion(last), expected));
});
