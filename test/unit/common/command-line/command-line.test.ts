import assert from "node:assert/strict";
import { typedLine } from "../../../../common/command-line/command-line.ts";

const script = (text: string) => typedLine(["bash", "-lc", text]);

describe("a command as one would type it", () => {
  it("is the script of a shell, or a program with its arguments", () => {
    assert.equal(script(" npm test && npm run lint\n"), "npm test && npm run lint");
    assert.equal(typedLine(["git", "commit", "-m", "it's done"]), "git commit -m 'it'\\''s done'");
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
});
