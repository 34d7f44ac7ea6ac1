import assert from "node:assert/strict";
import { IgnorePatterns, type Verdict } from "../../../../../language-server/context/ignore/patterns.ts";

/** Pattern, path (a folder's ends with a slash), and what is said of it. */
type Row = readonly [text: string, path: string, verdict: Verdict | undefined];

const ROWS: readonly Row[] = [
  ["*.log", "a.log", "ignored"],
  ["*.log", "deep/er/a.log", "ignored"],
  ["*.log", "a.logs", undefined],
  ["/*.log", "deep/a.log", undefined],
  ["doc/*.txt", "doc/a.txt", "ignored"],
  ["doc/*.txt", "doc/b/a.txt", undefined],
  ["build/", "build/", "ignored"],
  ["build/", "build", undefined],
  ["build/", "a/build/", "ignored"],
  ["a/b/", "a/b/", "ignored"],
  ["a/b/", "x/a/b/", undefined],
  ["*", "a", "ignored"],
  ["/*", "a/b", undefined],
  ["**/foo", "foo", "ignored"],
  ["**/foo", "a/b/foo", "ignored"],
  ["foo/**", "foo/a/b", "ignored"],
  ["foo/**", "foo/", undefined],
  ["a/**/b", "a/b", "ignored"],
  ["a/**/b", "a/x/y/b", "ignored"],
  ["a/**/b", "a/xb", undefined],
  ["a**/b", "axy/z/b", "ignored"],
  ["x**y/b", "x1/2y/b", undefined],
  ["***/b", "a/b", "ignored"],
  ["a?c", "abc", "ignored"],
  ["a?c", "a/c", undefined],
  ["?", "ä", undefined],
  ["??", "ä", "ignored"],
  ["[a-c]x", "bx", "ignored"],
  ["[!a-c]x", "bx", undefined],
  ["[^a-c]x", "dx", "ignored"],
  ["[]x]", "]", "ignored"],
  ["[a", "[a", undefined],
  ["[[:digit:]]", "7", "ignored"],
  ["[[:nothing:]]", "7", undefined],
  ["\\#a", "#a", "ignored"],
  ["#a", "#a", undefined],
  ["\\!a", "!a", "ignored"],
  ["a\\*", "a*", "ignored"],
  ["a\\*", "ab", undefined],
  ["a\\", "a", undefined],
  ["a  ", "a", "ignored"],
  ["a\\ ", "a ", "ignored"],
  ["a\r\n", "a", "ignored"],
  ["\uFEFFa", "a", "ignored"],
  ["", "a", undefined],
  ["/", "a/", undefined],
  ["*.log\n!keep.log", "keep.log", "kept"],
  ["!keep.log\n*.log", "keep.log", "ignored"],
  ["!/a/b", "a/b", "kept"],
];

describe("patterns of an ignore file", () => {
  for (const [text, path, verdict] of ROWS)
    it(`${JSON.stringify(text)} says ${verdict ?? "nothing"} of ${path}`, () => {
      const patterns = new IgnorePatterns(text, false);
      assert.equal(patterns.verdict(path.replace(/\/$/, ""), path.endsWith("/")), verdict);
    });

  it("count whatever the case of letters where the file system has none", () => {
    assert.equal(new IgnorePatterns("Build\n[A-C]x", true).verdict("build", true), "ignored");
    assert.equal(new IgnorePatterns("Build\n[A-C]x", true).verdict("bX", false), "ignored");
    assert.equal(new IgnorePatterns("Build", false).verdict("build", true), undefined);
  });

  it("are matched in one pass, however many wildcards there are", () => {
    const pattern = `${"*a".repeat(60)}b`;
    assert.equal(new IgnorePatterns(pattern, false).verdict("a".repeat(2_000), false), undefined);
  });
});
