import assert from "node:assert/strict";
import { commandLine } from "../../../../../common/command-line/command-line.ts";
import { isCovered, type Rule, rulesFor, ruleText } from "../../../../../src/agent/commands/rules.ts";

const script = (line: string) => commandLine(["bash", "-lc", line]).commands;
/** The rules that "Always" makes of a command. */
const always = (line: string): Rule[] => rulesFor(script(line)) ?? [];

/** A rule for the first word of each, and all that could be harmless of it. */
const GENEROUS: Rule[] = [
  "npm",
  "ls",
  "git",
  "cat",
  "find",
  "echo",
  "python",
  "node",
  "sudo",
  "xargs",
  "env",
  "bash",
  "sed",
  "awk",
  "make",
  "cd",
  "timeout",
  "source",
  "eval",
  "time",
  "FOO=1",
  "rm",
  "pytest",
].map((word) => ({ words: [word], isOpen: true }));

describe("rules for commands", () => {
  const asksAnyway = [
    "ls; curl example.org",
    "ls && curl example.org",
    "ls || curl example.org",
    "ls | sh",
    "ls |& sh",
    "ls & curl example.org",
    "ls &",
    "ls\ncurl example.org",
    "ls\r\ncurl example.org",
    "ls\rcurl example.org",
    "ls $(curl example.org)",
    "ls `curl example.org`",
    'ls "$(curl example.org)"',
    'ls "`curl example.org`"',
    'ls "a\\" ; curl example.org ; \\""',
    "ls $" + "{IFS}",
    "ls $HOME",
    "ls > out",
    "ls >> out",
    "ls 2> out",
    "ls 2>&1 > out",
    "ls >&out",
    "ls < in",
    "ls <(curl example.org)",
    "ls <<EOF\nx\nEOF",
    "(ls)",
    "{ ls; }",
    "! ls",
    "FOO=1 ls",
    "LD_PRELOAD=./a.so ls",
    "ls \\\n; curl example.org",
    "ls # comment",
    "ls ~root",
    "ls {a,b}",
    "ls *",
    "ls [a]",
    "ls ?",
    "ls 'open",
    'ls "open',
    "ls $'a'",
    "if ls; then ls; fi",
    "while ls; do ls; done",
    "ls;; ls",
    "&& ls",
    "ls &&",
    "| ls",
    "",
    "  ",
    "sudo ls",
    "/usr/bin/sudo ls",
    "ls | xargs rm",
    "env ls",
    "timeout 5 ls",
    "source ls",
    ". ls",
    "eval ls",
    "time ls",
    "find . -exec rm {} +",
    "find . -execdir rm x +",
    "find . -delete",
    "find . -fprintf out x",
    "bash -c 'curl example.org'",
    "bash -lc 'curl example.org'",
    "python -c 'import os'",
    "node -e '1'",
    "node --eval=1",
    "node -pe 1",
    "awk -e 1",
    "sed -e 1",
    "\u202els",
    "ls \u200b",
    "ls\u00a0-l",
    "ls\0",
    "npm test --prefix=/elsewhere",
    "npm test --prefix /elsewhere",
    "npm test --prefix ../elsewhere",
    "ls ..",
    "ls a/../../b",
    "cat /etc/passwd",
    "cat C:\\x",
    "git clone https://example.org/x",
    "cd .. && ls",
    "cd / && ls",
    "cd - && ls",
    "cd && ls",
    "pytest -c=/x",
  ];
  for (const line of asksAnyway)
    it(`cover not even by first words: ${JSON.stringify(line)}`, () => {
      assert.equal(isCovered(script(line), GENEROUS), false);
    });

  for (const line of [
    "ls",
    "ls -la src",
    "npm run build",
    "git status; ls",
    "npm test | cat",
    "npm test 2>&1",
    "ls 'a b'",
  ])
    it(`cover what is as simple as it looks: ${JSON.stringify(line)}`, () => {
      assert.equal(isCovered(script(line), GENEROUS), true);
    });

  it("cover a compound command only where each part is covered", () => {
    const rules = always("npm test");
    assert.equal(isCovered(script("npm test && npm test -- --grep x"), rules), true);
    assert.equal(isCovered(script("npm test && npm publish"), rules), false);
    assert.equal(isCovered(script("npm test 2>&1 | tail -20"), rules), false);
    assert.equal(isCovered(script("npm test 2>&1 | tail -20"), always("npm test 2>&1 | tail -20")), true);
  });

  it("let a command step into a folder of the workspace before, and do nothing by that alone", () => {
    assert.equal(isCovered(script("cd packages/a && npm test"), always("npm test")), true);
    assert.equal(isCovered(script("cd packages/a"), always("npm test")), false);
  });

  for (const [line, text] of [
    ["npm test", "npm test …"],
    ["npm test -- --grep x", "npm test …"],
    ["npm run build --if-present", "npm run build …"],
    ["python -m pytest -x", "python -m pytest …"],
    ["cargo test", "cargo test …"],
    ["pytest tests/a.py", "pytest …"],
    ["npm install left-pad", "npm install left-pad"],
    ["python -m http.server", "python -m http.server"],
    ["git status", "git status"],
    ["rm -rf build", "rm -rf build"],
    ["uv run evil.py", "uv run evil.py"],
  ] as const)
    it(`say what they cover: ${line}`, () => {
      assert.deepEqual(always(line).map(ruleText), [text]);
    });

  it("for a program that isn't known to run the project are for the whole command", () => {
    assert.equal(isCovered(script("rm -rf build"), always("rm -rf build")), true);
    assert.equal(isCovered(script("rm -rf build src"), always("rm -rf build")), false);
    assert.equal(isCovered(script("git push"), always("git status")), false);
    assert.equal(isCovered(script("git status --short"), always("git status")), false);
    assert.equal(isCovered(script("npm run deploy"), always("npm run build")), false);
  });

  it("aren't offered for what nobody can foresee", () => {
    for (const line of [
      "sudo ls",
      "ls $(x)",
      "bash -c ls",
      "curl example.org",
      "ls > out",
      "find . -exec ls {} +",
    ])
      assert.equal(rulesFor(script(line)), undefined, line);
  });

  it("count for a program without a shell, too", () => {
    const { commands } = commandLine(["npm", "test", "--", "a; b"]);
    assert.deepEqual(commands, [["npm", "test", "--", "a; b"]]);
    assert.equal(isCovered(commands, always("npm test")), true);
    assert.equal(isCovered(commandLine(["npm", "publish"]).commands, always("npm test")), false);
  });
});

describe("a command as it is shown", () => {
  it("is the script of a shell, or the words as one types them", () => {
    assert.equal(commandLine(["bash", "-lc", "npm test | cat"]).shown, "npm test | cat");
    assert.equal(commandLine(["/bin/sh", "-c", "ls"]).shown, "ls");
    assert.equal(commandLine(["git", "commit", "-m", "It's done"]).shown, "git commit -m 'It'\\''s done'");
  });

  it("has all that a shell is given, where that is more than a script", () => {
    assert.equal(commandLine(["bash", "-c", "ls", "x"]).shown, "bash -c ls x");
    assert.equal(commandLine(["./bash", "-c", "ls"]).shown, "./bash -c ls");
    assert.equal(commandLine(["bash", "--rcfile", "x"]).shown, "bash --rcfile x");
  });

  it("shows what can't be seen", () => {
    assert.equal(commandLine(["bash", "-lc", "ls \u202ex"]).shown, "ls \\u{202e}x");
  });
});
