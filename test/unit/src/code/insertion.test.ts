import assert from "node:assert/strict";
import { isElision } from "../../../../src/code/elision.ts";
import { insertedText } from "../../../../src/code/insertion.ts";
import { pathWithin } from "../../../../src/code/named-path.ts";
import { ranked, similarity } from "../../../../src/code/similarity.ts";
import { terminalCommand } from "../../../../src/code/terminal-command.ts";

describe("a comment", () => {
  for (const line of [
    "// ... existing code ...",
    "  // ...",
    "# ...",
    "    # ... rest of the class",
    "/* ... */",
    "{/* ... existing code ... */}",
    "<!-- ... -->",
    "// existing code here",
    "// rest of the file unchanged",
    "-- … other functions …",
  ])
    it(`leaves code out: ${line}`, () => assert.equal(isElision(line), true));

  for (const line of [
    "// loads the rest",
    "// The other clients of the pool have their own code for that, so none is here",
    "return [...items];",
    "foo(...args);",
    "...",
    "# heading",
    "// Wait, this is slow...and it needs to be done for all of them one by one",
  ])
    it(`is only a line: ${line}`, () => assert.equal(isElision(line), false));
});

describe("a path that an answer names", () => {
  const paths: [string, string | undefined][] = [
    ["src/a.ts", "src/a.ts"],
    ["./src/../lib/a.ts", "lib/a.ts"],
    ["src\\a.ts", "src/a.ts"],
    ["/w/src/a.ts", "src/a.ts"],
    ["../secret", undefined],
    ["src/../../a", undefined],
    ["..\\..\\a", undefined],
    ["/etc/passwd", undefined],
    ["/wide/a.ts", undefined],
    ["~/.bashrc", undefined],
    ["C:\\Windows\\a.dll", undefined],
    ["", undefined],
    [".", undefined],
    ["a\0b", undefined],
  ];
  for (const [named, path] of paths)
    it(`${JSON.stringify(named)} ${path === undefined ? "leads out of the folder" : `is ${path}`}`, () =>
      assert.equal(pathWithin(named, "/w"), path));
});

describe("code at the cursor", () => {
  it("is indented as its line", () => {
    assert.equal(insertedText("if (a) {\n    b();\n}", "  ", "  ", "\n"), "if (a) {\n    b();\n  }");
    assert.equal(insertedText("if (a) {\n    b();\n}", "\t", "\t", "\n"), "if (a) {\n\t\tb();\n\t}");
  });

  it("loses the indentation that it has in the answer, and blank lines around it", () => {
    assert.equal(insertedText("\n    a();\n    b();\n\n", "", "  ", "\r\n"), "a();\r\nb();");
  });

  it("goes on behind what stands there", () => {
    assert.equal(insertedText("f(\n  a,\n)", "  const x = ", "  ", "\n"), "f(\n    a,\n  )");
  });
});

describe("the file that a block changes", () => {
  const file =
    "import a from 'a';\n\nexport function one() {\n  return first(1);\n}\n\nfunction two() {\n  go();\n}\n";
  it("has its lines, or declares the same", () => {
    assert.ok(similarity(file, "function two() {\n  go();\n  stop();\n}") > 0.6);
    assert.ok(similarity(file, "export function one(input: number) {\n  return input;\n}") > 0.35);
    assert.equal(similarity(file, "import a from 'a';\n// ... existing code ..."), 0);
    assert.ok(similarity(file, "class Other {\n  run() {}\n}") < 0.1);
  });

  it("is only sure where no other comes near", () => {
    assert.deepEqual(
      ranked([
        { of: "a", score: 0.2 },
        { of: "b", score: 0.8 },
      ]),
      { sure: true, order: ["b", "a"] },
    );
    assert.equal(
      ranked([
        { of: "a", score: 0.75 },
        { of: "b", score: 0.8 },
      ]).sure,
      false,
    );
    assert.equal(ranked([{ of: "a", score: 0.1 }]).sure, false);
    assert.equal(ranked([]).sure, false);
  });
});

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
