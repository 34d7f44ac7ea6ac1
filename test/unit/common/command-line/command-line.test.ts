import assert from "node:assert/strict";
import { lineInFolder, shellOf, typedLine } from "../../../../common/command-line/command-line.ts";

const script = (text: string) => typedLine(["bash", "-lc", text], "posix");

describe("a command as one would type it", () => {
  it("is the script of a shell, or a program with its arguments", () => {
    assert.equal(script(" npm test && npm run lint\n"), "npm test && npm run lint");
    assert.equal(typedLine(["git", "commit", "-m", "it's done"], "posix"), "git commit -m 'it'\\''s done'");
  });

  it("gets a shell of its own where it would end or change the one that others share", () => {
    assert.equal(script("npm test; exit 3"), "bash -lc 'npm test; exit 3'");
    assert.equal(script("set -e\nmake"), "bash -lc 'set -e\nmake'");
    assert.equal(script("if a; then exit 1; fi"), "bash -lc 'if a; then exit 1; fi'");
    assert.equal(script("test -f a || exit 1"), "bash -lc 'test -f a || exit 1'");
    for (const text of ["npm config set a b", "git reset --hard", "node exit.js", "npm run set-up"])
      assert.equal(script(text), text);
  });

  it("shows what isn't seen", () => {
    assert.equal(script("ls \u202e x"), "ls \\u{202e} x");
  });

  it("begins in its folder, in the words of the terminal's shell", () => {
    assert.equal(lineInFolder("ls", "/it's here", "posix"), "cd '/it'\\''s here' && ls");
    assert.equal(lineInFolder("ls", "C:\\it's here", "powershell"), "cd 'C:\\it''s here'; ls");
    assert.equal(typedLine(["bash", "-lc", "npm test; exit 3"], "powershell"), "npm test; exit 3");
  });

  it("is for the shell that VS Code's tool says it has", () => {
    assert.equal(shellOf("Runs commands in a persistent Windows PowerShell 5.1 session."), "powershell");
    assert.equal(shellOf("Runs commands in a persistent zsh session."), "posix");
  });
});
