import assert from "node:assert/strict";
import type { ChatResult } from "../../../../language-server/protocol/chat.ts";
import { NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { terminalQuestion } from "../../../../src/edits/terminal-question.ts";
import { askProblem } from "../../../../src/text/side-request-text.ts";
import { t } from "./translate.ts";

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
    assert.equal(askProblem(RESULT, undefined, t), undefined);
  });

  it("says why it isn't of use, with what is known of a missing model", () => {
    const problems: [Partial<ChatResult>, RegExp][] = [
      [{ answer: " \n" }, /without an answer/],
      [{ cutReason: "noAnswer" }, /without an answer/],
      [{ stopReason: "length" }, /no end/],
      [{ stopReason: "end", cutReason: "repetition" }, /no end/],
      [{ stopReason: "context", cutReason: "tooLong" }, /Select less/],
      [{ stopReason: "unusable", cutReason: "noModel" }, /Choose one/],
      [{ stopReason: "engineLost" }, /engine stopped/],
      [{ stopReason: "unusable" }, /log/],
    ];
    for (const [part, said] of problems)
      assert.match(askProblem({ ...RESULT, ...part }, undefined, t) ?? "", said);
    assert.equal(askProblem({ ...RESULT, cutReason: "noModel" }, "It is broken.", t), "It is broken.");
  });
});

describe("the question about a command that failed", () => {
  it("names the command as code", () => {
    assert.match(terminalQuestion("npm test\n", t), /^Why did `npm test` fail/);
    assert.match(terminalQuestion("echo `date`", t), /`` echo `date` ``/);
  });

  it("is short for a long one, or one of several lines", () => {
    assert.match(terminalQuestion("for x in a; do\necho $x\ndone", t), /`for x in a; do…`/);
    const question = terminalQuestion(`echo ${"😀".repeat(200)}`, t);
    assert.ok([...question].length < 150);
    assert.match(question, /😀…`/);
  });

  it("does without a command that the shell didn't tell", () => {
    assert.match(terminalQuestion(" ", t), /in the terminal/);
  });
});
