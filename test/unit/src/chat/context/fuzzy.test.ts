import assert from "node:assert/strict";
import { nameScore, pathScore } from "../../../../../src/chat/context/fuzzy.ts";
import { type Problem, problemsText } from "../../../../../src/chat/context/problem-text.ts";
import { newFileDiff } from "../../../../../src/workspace/new-file-diff.ts";
import { commandText, plainOutput } from "../../../../../src/workspace/terminal-text.ts";

function best(query: string, paths: string[]): string[] {
  return paths
    .map((path) => ({ path, score: pathScore(query, path) }))
    .filter(({ score }) => score !== undefined)
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ path }) => path);
}

describe("a file that is looked for", () => {
  const paths = [
    "src/chat/chat.ts",
    "src/chat-entry.ts",
    "test/chat/data.ts",
    "docs/match.md",
    "src/archive.ts",
  ];

  it("is the one whose name it is, then those whose names begin so, then those that hold it", () => {
    assert.deepEqual(best("chat.ts", paths).slice(0, 1), ["src/chat/chat.ts"]);
    assert.deepEqual(best("chat", paths).slice(0, 2), ["src/chat/chat.ts", "src/chat-entry.ts"]);
  });

  it("is found by a part of its path", () => {
    assert.deepEqual(best("test/ch", paths), ["test/chat/data.ts"]);
  });

  it("is found by the initials of its words, in camel case or not", () => {
    assert.equal(best("ce", paths)[0], "src/chat-entry.ts");
    const names = ["codeBlockToolbar", "cabin table", "cobalt"];
    const scores = names.map((name) => nameScore("cbt", name) ?? 0);
    assert.deepEqual(scores.toSorted((a, b) => b - a)[0], scores[0]);
  });

  it("isn't one without its letters", () => {
    assert.deepEqual(best("xyz", paths), []);
    assert.equal(best("", paths).length, paths.length);
  });
});

describe("what a terminal showed", () => {
  it("is text without colours, titles and shell integration's marks", () => {
    const raw = "\u001b]633;C\u0007\u001b[31mred\u001b[0m plain\r\n\u001b]0;title\u0007\u001b[2Kdone\r\n";
    assert.equal(plainOutput(raw), "red plain\ndone");
  });

  it("holds a progress bar as it is at the end", () => {
    assert.equal(plainOutput("10 %\r50 %\r100 %\r\nok"), "100 %\nok");
    assert.equal(plainOutput("abc\b\bX\tY"), "aX\tY");
  });

  it("has its command, and how it failed", () => {
    assert.equal(commandText("npm test", "1 failing\r\n", 1, false), "$ npm test\n1 failing\n(exit code 1)");
    assert.equal(commandText("true", "", 0, false), "$ true");
    assert.match(commandText("long", "end", undefined, true), /beginning .* left out/);
  });
});

describe("problems", () => {
  const problem: Problem = {
    severity: "error",
    message: "No such name.",
    line: 3,
    character: 4,
    lastLine: 3,
  };
  const lines = ["zero", "one", "two", "three", "four", "five", "six"];

  it("come with the lines around, marked", () => {
    const { text } = problemsText([{ path: "a.ts", lines, problems: [{ ...problem, source: "ts(2304)" }] }]);
    assert.equal(
      text,
      "a.ts:4:5 error ts(2304): No such name.\n  2 | one\n  3 | two\n> 4 | three\n  5 | four\n  6 | five",
    );
  });

  it("begin with the errors; hints don't count beside them", () => {
    const problems: Problem[] = [
      { ...problem, severity: "hint", message: "Unused." },
      { ...problem, severity: "warning", message: "Old.", line: 0, lastLine: 0 },
      problem,
    ];
    const { text, count } = problemsText([{ path: "a.ts", lines, problems }]);
    assert.equal(count, 2);
    assert.ok(text.indexOf("No such name.") < text.indexOf("Old."));
    assert.ok(!text.includes("Unused."));
    assert.equal(problemsText([{ path: "a.ts", lines, problems: problems.slice(0, 1) }]).count, 1);
  });

  it("are limited, and the text says so", () => {
    const many = Array.from({ length: 100 }, () => problem);
    const { text, count, leftOut } = problemsText([{ path: "a.ts", lines: [], problems: many }]);
    assert.equal(count, 100);
    assert.ok(leftOut > 0);
    assert.match(text, new RegExp(`${leftOut} more problems`));
    assert.equal(text.match(/No such name/g)?.length, 100 - leftOut);
  });
});

describe("a file that git doesn't know", () => {
  it("is a diff that adds all of its lines", () => {
    assert.equal(
      newFileDiff("a.ts", "one\r\ntwo\r\n"),
      "diff --git a/a.ts b/a.ts\nnew file\n--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,2 @@\n+one\n+two",
    );
    assert.match(newFileDiff("a.ts", ""), /empty/);
  });
});
