import assert from "node:assert/strict";
import { terminalQuestion } from "../../../../src/edits/terminal-question.ts";

describe("the question about a command that failed", () => {
  it("names the command as code", () => {
    assert.match(terminalQuestion("npm test\n"), /^Why did `npm test` fail/);
    assert.match(terminalQuestion("echo `date`"), /`` echo `date` ``/);
  });

  it("is short for a long one, or one of several lines", () => {
    assert.match(terminalQuestion("for x in a; do\necho $x\ndone"), /`for x in a; do…`/);
    const question = terminalQuestion(`echo ${"😀".repeat(200)}`);
    assert.ok([...question].length < 150);
    assert.match(question, /😀…`/);
  });

  it("does without a command that the shell didn't tell", () => {
    assert.match(terminalQuestion(" "), /in the terminal/);
  });
});
