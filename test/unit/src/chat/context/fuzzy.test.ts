import assert from "node:assert/strict";
import { nameScore, pathScore } from "../../../../../src/chat/context/fuzzy.ts";

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
