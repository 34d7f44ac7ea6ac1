import assert from "node:assert/strict";
import { terminalCommand } from "../../../../src/code/terminal-command.ts";

describe("a block for the terminal", () => {
  it("runs as it is shown", () => {
    assert.deepEqual(terminalCommand("npm ci\nnpm test\n", "sh"), {
      kind: "run",
      command: "npm ci\nnpm test",
    });
  });

  it("loses its prompts, and in a transcript what the commands said", () => {
    assert.deepEqual(terminalCommand("$ npm ci\n$ npm test", "sh"), {
      kind: "run",
      command: "npm ci\nnpm test",
    });
    assert.deepEqual(terminalCommand("$ ls\na.txt\n$ pwd\n/w", "console"), {
      kind: "run",
      command: "ls\npwd",
    });
    assert.deepEqual(terminalCommand("echo $ HOME", "sh"), { kind: "run", command: "echo $ HOME" });
  });

  it("doesn't run where it isn't what it seems to be, or is too long to be read", () => {
    assert.deepEqual(terminalCommand("ls\u001b[201~\nrm x", "sh"), { kind: "refused", why: "invisible" });
    assert.deepEqual(terminalCommand("echo a\u202eb", "sh"), { kind: "refused", why: "invisible" });
    assert.deepEqual(terminalCommand("ls\n".repeat(50), "sh"), { kind: "refused", why: "tooLong" });
    assert.deepEqual(terminalCommand("  \n", "sh"), { kind: "refused", why: "empty" });
  });
});
