import assert from "node:assert/strict";
import { createTwoFilesPatch } from "diff";
import fc from "fast-check";
import { applyPatch, type NamedFilePatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import type { FileChange, Refusal } from "../../../../common/patch/patch.ts";

const lines = (...all: string[]) => `${all.join("\n")}\n`;

function apply(
  files: Readonly<Record<string, string>>,
  block: string,
  language = "",
): { changes: FileChange[] } | { refusal: Refusal } {
  const patch = parsePatch(block, language);
  assert.ok(patch, "it is a patch");
  const named = patch.files.map((file): NamedFilePatch => ({ ...file, path: file.path ?? "f" }));
  return applyPatch({ ...patch, files: named }, (path) => files[path]);
}

/** The text of the only file, or what is in the way. */
function applied(file: string, block: string, language = "diff"): string | Refusal {
  const result = apply({ f: file }, block, language);
  if ("refusal" in result) return result.refusal;
  const [change] = result.changes;
  assert.ok(change?.kind === "changed");
  return change.text;
}

const why = (result: string | Refusal) => (typeof result === "string" ? result : result.why);

const FILE = lines(
  ...["import { a } from './a';", "", "export function one() {", "  return a(1);", "}", ""],
  ...["export function two() {", "  return a(2);", "}"],
);

describe("a patch, applied to one file", () => {
  const patch = (...hunks: string[]) =>
    lines("*** Begin Patch", "*** Update File: f", ...hunks, "*** End Patch");

  it("is found where its numbers and counts are wrong", () => {
    const hunk = [" export function two() {", "-  return a(2);", "+  return a(3);", " }"];
    assert.equal(
      applied(FILE, lines("--- f", "+++ f", "@@ -90,2 +90,9 @@", ...hunk)),
      FILE.replace("a(2)", "a(3)"),
    );
    assert.equal(applied(FILE, patch("@@", ...hunk)), FILE.replace("a(2)", "a(3)"));
    assert.equal(applied(FILE, lines(...hunk)), FILE.replace("a(2)", "a(3)"));
  });

  const loosely: [what: string, file: string, block: string, after: string][] = [
    [
      "without the blank before lines that stay",
      FILE,
      lines("@@ @@", "export function one() {", "-  return a(1);", "+  return a(10);", "}"),
      FILE.replace("a(1)", "a(10)"),
    ],
    ["without trailing blanks", "a  \nb\n", lines("@@", " a", "-b", "+c"), "a  \nc\n"],
    [
      "with blank lines around it that the file doesn't have",
      "a\nb\n",
      lines("@@", " ", " a", "-b", "+c", ""),
      "a\nc\n",
    ],
    [
      "with typographic dashes, quotes and blanks",
      "say('it - x')\nend\n",
      lines("@@", "-say(‘it – x’)", "+say(‘it – y’)", " end"),
      "say('it - y')\nend\n",
    ],
    [
      "where the file has typographic characters",
      "“one” – two\n",
      lines("@@", '-"one" - two', '+"one" - three'),
      '"one" - three\n',
    ],
  ];
  for (const [what, file, block, after] of loosely)
    it(`finds its lines ${what}`, () => assert.equal(applied(file, block), after));

  const indentation: [what: string, file: string, block: string, after: string][] = [
    [
      "by its nearest neighbor",
      lines("class A:", "    def f(self):", "        x = 1", "        return x"),
      lines("@@ -2,3 +2,4 @@", "def f(self):", "x = 1", "+x += 1", "return x"),
      lines("class A:", "    def f(self):", "        x = 1", "        x += 1", "        return x"),
    ],
    [
      "by the lines that it stands for",
      lines("", "    line1", "    line2", "        line3", "    line4"),
      lines("@@ @@", "-line2", "-    line3", "+new2", "+    new3", "+        new4"),
      lines("", "    line1", "    new2", "        new3", "            new4", "    line4"),
    ],
    [
      "where the patch has fewer blanks",
      lines("    line1", "    line2"),
      lines("@@ @@", "- line1", "- line2", "+ new1", "+     new2"),
      lines("    new1", "        new2"),
    ],
    [
      "less deep than its neighbor",
      lines("class A {", "        one();", "    }", "}"),
      lines("@@", "     one();", "+  }", "+  two() {", "+    three();"),
      lines("class A {", "        one();", "      }", "      two() {", "        three();", "    }", "}"),
    ],
    [
      "by tabs, where the file has them",
      "class A {\r\n\tone() {\r\n\t\treturn 1;\r\n\t}\r\n}\r\n",
      lines("@@", "-    return 1;", "+    if (x) {", "+      return 2;", "+    }"),
      "class A {\r\n\tone() {\r\n\t\tif (x) {\r\n\t\t\treturn 2;\r\n\t\t}\r\n\t}\r\n}\r\n",
    ],
    [
      "by tabs, where nothing in the patch but the new line is indented",
      lines("one() {", "\treturn 1;", "}"),
      lines("@@", " one() {", "+    log();", "+        more();"),
      lines("one() {", "\tlog();", "\t\tmore();", "\treturn 1;", "}"),
    ],
    [
      "by blanks, where the patch has tabs",
      lines("one() {", "  return 1;", "}"),
      lines("@@", " one() {", "-\treturn 1;", "+\tif (x) {", "+\t\treturn 2;", "+\t}"),
      lines("one() {", "  if (x) {", "    return 2;", "  }", "}"),
    ],
    [
      "as it is, where both are mixed in the same way",
      "a {\n\tone;\n        two;\n}\n",
      lines("@@", "         two;", "+        three;"),
      "a {\n\tone;\n        two;\n        three;\n}\n",
    ],
  ];
  for (const [what, file, block, after] of indentation)
    it(`indents new lines ${what}`, () => assert.equal(applied(file, block), after));

  const shape: [what: string, file: string, block: string, after: string][] = [
    ["a mark at the file's beginning", "\uFEFFa\nb\n", lines("@@", "-a", "+c"), "\uFEFFc\nb\n"],
    ["carriage returns", "a\r\nb\r\n", lines("@@", " a", "+c"), "a\r\nc\r\nb\r\n"],
    [
      "mixed line breaks",
      "a\r\nb\nc\r\nd\n",
      lines("@@", " a", " b", "-c", "+C", "+CC", " d"),
      "a\r\nb\nC\r\nCC\r\nd\n",
    ],
    ["no last line break", "a\nb", lines("@@", "-b", "+c"), "a\nc"],
    ["no last line break behind new lines", "a\nb", lines("@@", " b", "+c"), "a\nb\nc"],
    ["no last line break where the last line goes", "a\nb", lines("@@", " a", "-b"), "a"],
    [
      "a last line break that the diff adds",
      "a\nb",
      lines("@@ -2 +2 @@", "-b", "\\ No newline at end of file", "+b"),
      "a\nb\n",
    ],
    [
      "a last line break that the diff takes away",
      "a\nb\n",
      lines("@@ -2 +2 @@", "-b", "+c", "\\ No newline at end of file"),
      "a\nc",
    ],
    ["the first line", "a\nb\n", lines("@@", "+x", " a"), "x\na\nb\n"],
    ["an empty file", "", lines("@@", "+x", "+y"), "x\ny\n"],
    ["a file that becomes empty", "a\n", lines("@@", "-a"), ""],
    [
      "the top, by a diff without lines around it",
      "a\nb\nc\n",
      lines("@@ -0,0 +1,2 @@", "+X", "+Y"),
      "X\nY\na\nb\nc\n",
    ],
    ["after the first line, by such a diff", "a\nb\nc\n", lines("@@ -1,0 +2 @@", "+X"), "a\nX\nb\nc\n"],
    ["after the last line, by such a diff", "a\nb\nc\n", lines("@@ -3,0 +4 @@", "+X"), "a\nb\nc\nX\n"],
    [
      "the end, by gpt-oss's rule, with nothing but a blank line before it",
      "a\n",
      patch("@@", " ", "+c"),
      "a\nc\n",
    ],
    ["the end, by gpt-oss's rule", "a\nb\n", patch("@@", "+c"), "a\nb\nc\n"],
    [
      "the end, where the patch says that it is",
      "x\na\nx\n",
      patch("@@", "-x", "+y", "*** End of File"),
      "x\na\ny\n",
    ],
  ];
  for (const [what, file, block, after] of shape)
    it(`keeps or changes ${what}`, () => assert.equal(applied(file, block), after));

  const TWINS = lines(
    ...["class A:", "    def f(self):", "        return 1", "", "    def g(self):", "        return 1", ""],
    ...["class B:", "    def g(self):", "        return 1"],
  );
  const places: [what: string, block: string, line: number][] = [
    ["a heading", patch("@@ def f(self):", "-        return 1", "+        return 2"), 2],
    [
      "headings one within the other",
      patch("@@ class A:", "@@ def g(self):", "-        return 1", "+        return 2"),
      5,
    ],
    ["a part of a heading", patch("@@ class B", "@@ def g", "-        return 1", "+        return 2"), 9],
    ["the exact number", lines("@@ -6 +6 @@", "-        return 1", "+        return 2"), 5],
  ];
  for (const [what, block, line] of places)
    it(`finds one of several equal places by ${what}`, () => {
      const after = TWINS.split("\n").with(line, "        return 2").join("\n");
      assert.equal(applied(TWINS, block), after);
    });

  it("finds one of several equal places by its number where those of the other hunks are off as much", () => {
    const file = lines("1", "2", "x", "3", "x", "unique");
    const diff = lines("@@ -1 +1 @@", "-x", "+y", "@@ -4 +4 @@", "-unique", "+one");
    assert.equal(applied(file, diff), lines("1", "2", "y", "3", "x", "one"));
  });

  it("has as many equal hunks as there are places", () => {
    const hunk = ["@@", "-x", "+y"];
    assert.equal(applied("x\n1\nx\n", patch(...hunk, ...hunk)), "y\n1\ny\n");
  });

  const refused: [what: string, block: string, refusal: object][] = [
    [
      "several places fit, and nothing says which",
      patch("@@", "-        return 1", "+        return 2"),
      { why: "ambiguous", hunk: 0, sought: ["        return 1"], candidates: [2, 5, 9] },
    ],
    [
      "the number is that of none of them",
      lines("@@ -5 +5 @@", "-        return 1", "+        return 2"),
      { why: "ambiguous", hunk: 0, sought: ["        return 1"], candidates: [2, 5, 9] },
    ],
    [
      "the heading leaves two of them",
      patch("@@ class A:", "-        return 1", "+        return 2"),
      { why: "ambiguous", hunk: 0, sought: ["        return 1"], candidates: [2, 5] },
    ],
    [
      "a line isn't there",
      patch("@@", " class B:", "-    def h(self):", "+    def i(self):"),
      {
        ...{ why: "notFound", hunk: 0, sought: ["class B:", "    def h(self):"] },
        ...{ absent: "    def h(self):", nearest: 7, isApplied: false },
      },
    ],
    [
      "it was applied before",
      patch("@@", " class B:", "-    def h(self):", "+    def g(self):"),
      {
        ...{ why: "notFound", hunk: 0, sought: ["class B:", "    def h(self):"] },
        ...{ absent: "    def h(self):", nearest: 7, isApplied: true },
      },
    ],
    [
      "the only place is below another heading",
      patch("@@ def f(self):", " class B:", "-    def g(self):", "+    def i(self):"),
      {
        ...{ why: "elsewhere", hunk: 0, sought: ["class B:", "    def g(self):"] },
        ...{ headings: ["def f(self):"], candidates: [7] },
      },
    ],
    [
      "nothing says where lines go",
      lines("@@ -5,2 +5,3 @@", "+        x = 1"),
      { why: "nowhere", hunk: 0, added: ["        x = 1"] },
    ],
    [
      "two hunks change the same line",
      patch(
        "@@",
        " class A:",
        "-    def f(self):",
        "+    def i(self):",
        "@@",
        "-    def f(self):",
        "+    def j(self):",
      ),
      { why: "overlap", hunks: [0, 1], line: 1 },
    ],
    [
      "a hunk that only adds is there twice",
      patch("@@", " class A:", "+    x = 1", "@@", " class A:", "+    x = 1"),
      { why: "overlap", hunks: [0, 1], line: 1 },
    ],
    ["it has no hunk", patch(), { why: "nothing" }],
    ["its end is missing", "*** Begin Patch\n*** Update File: f\n-x\n", { why: "incomplete" }],
  ];
  for (const [what, block, refusal] of refused)
    it(`is refused where ${what}`, () => {
      const got = applied(TWINS, block);
      assert.ok(typeof got !== "string", "it is refused");
      const { path: _, ...reason } = { path: "", ...got };
      assert.deepEqual(reason, refusal);
    });

  it("is refused where its place is only told by lines that aren't the file's", () => {
    const block = patch("@@", " export function zwei() {", "-  return a(2);", "+  return a(3);", " }");
    assert.equal(why(applied(FILE, block)), "notFound");
  });

  it("takes its hunks in any order, with lines around them that another one changes", () => {
    const file = lines("a", "b", "c", "d", "e");
    const diff = patch("@@", " c", "-d", "+D", " e", "@@", " a", "-b", "+B", " c", " d");
    assert.equal(applied(file, diff), lines("a", "B", "c", "D", "e"));
  });

  it("puts lines into the part that its heading opens, where they are as deep", () => {
    assert.equal(
      applied(FILE, patch("@@ export function two() {", "+  check();")),
      FILE.replace("two() {\n", "two() {\n  check();\n"),
    );
    assert.equal(why(applied(FILE, patch("@@ export function two() {", "+export const x = 1;"))), "nowhere");
  });

  it("is a SEARCH/REPLACE block with several parts", () => {
    const part = (from: string, to: string) => ["<<<<<<< SEARCH", from, "=======", to, ">>>>>>> REPLACE"];
    assert.equal(
      applied(
        FILE,
        lines(...part("return a(2);", "return a(3);"), ...part("  return a(1);", "  return a(0);")),
        "",
      ),
      FILE.replace("a(1)", "a(0)").replace("a(2)", "a(3)"),
    );
    assert.equal(why(applied(FILE, lines(...part("}", "};")), "")), "ambiguous");
  });
});

describe("a patch, applied to several files", () => {
  const FILES = { "a.ts": "a\n", "b.ts": "b\n" };
  const patch = (...all: string[]) => lines("*** Begin Patch", ...all, "*** End Patch");

  it("says of each one what happens to it", () => {
    const block = patch(
      ...["*** Update File: a.ts", "@@", "-a", "+A", "*** Add File: n.ts", "+n"],
      ...["*** Update File: b.ts", "*** Move to: c.ts", "@@", "-b", "+B"],
    );
    assert.deepEqual(apply(FILES, block), {
      changes: [
        { kind: "changed", path: "a.ts", before: "a\n", text: "A\n" },
        { kind: "created", path: "n.ts", text: "n\n" },
        { kind: "moved", path: "b.ts", to: "c.ts", before: "b\n", text: "B\n" },
      ],
    });
    assert.deepEqual(apply(FILES, patch("*** Delete File: a.ts")), {
      changes: [{ kind: "deleted", path: "a.ts", before: "a\n" }],
    });
  });

  it("goes on with a file that it has changed, or deleted", () => {
    const twice = patch("*** Update File: a.ts", "@@", "-a", "+b", "*** Update File: a.ts", "@@", "-b", "+c");
    assert.deepEqual(apply(FILES, twice), {
      changes: [{ kind: "changed", path: "a.ts", before: "a\n", text: "c\n" }],
    });
    assert.deepEqual(apply(FILES, patch("*** Delete File: a.ts", "*** Add File: a.ts", "+new")), {
      changes: [{ kind: "changed", path: "a.ts", before: "a\n", text: "new\n" }],
    });
  });

  const refused: [what: string, block: string, refusal: object][] = [
    [
      "one of them doesn't fit",
      patch("*** Update File: a.ts", "@@", "-a", "+A", "*** Update File: b.ts", "@@", "-x", "+y"),
      { why: "notFound", path: "b.ts", hunk: 0, sought: ["x"], absent: "x", isApplied: false },
    ],
    ["a new one is there", patch("*** Add File: a.ts", "+x"), { why: "exists", path: "a.ts" }],
    ["one isn't there", patch("*** Delete File: c.ts"), { why: "missing", path: "c.ts" }],
    [
      "there is one where it is moved to",
      patch("*** Update File: a.ts", "*** Move to: b.ts", "@@", "-a", "+A"),
      { why: "exists", path: "b.ts" },
    ],
    [
      "one that is deleted has other lines",
      lines("--- a/a.ts", "+++ /dev/null", "@@ -1 +0,0 @@", "-x"),
      { why: "notFound", path: "a.ts", hunk: 0, sought: ["x"], absent: "x", isApplied: false },
    ],
  ];
  for (const [what, block, refusal] of refused)
    it(`changes none where ${what}`, () => assert.deepEqual(apply(FILES, block), { refusal }));

  it("deletes no file that has more lines than it shows", () => {
    const diff = lines("--- a/f", "+++ /dev/null", "@@ -1 +0,0 @@", "-a");
    assert.deepEqual(apply({ f: "a\nb\n" }, diff), { refusal: { why: "more", path: "f" } });
    assert.ok("changes" in apply({ f: "a\n" }, diff));
  });
});

describe("a diff of two texts", () => {
  const line = fc.constantFrom(
    "",
    "a",
    "  b",
    "    c",
    "-- x",
    "++ y",
    "@@",
    "}",
    "🎉 é",
    "\\ z",
    "*** Begin Patch",
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 14 }), fc.boolean())
    .map(([all, ends]) => all.join("\n") + (ends && all.length > 0 ? "\n" : ""));

  it("makes the other one of one, whatever is around the changes", () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const diff = createTwoFilesPatch("a/f", "b/f", before, after, "", "", { context });
        if (before === after) assert.equal(parsePatch(diff, "diff"), undefined);
        else assert.equal(applied(before, diff), after);
      }),
      { numRuns: 2_000 },
    );
  });

  it("removes no line that no hunk shows as removed, whatever it is applied to", () => {
    fc.assert(
      fc.property(text, text, text, (before, after, other) => {
        const diff = createTwoFilesPatch("a/f", "b/f", before, after, "", "", { context: 1 });
        fc.pre(before !== after);
        const got = applied(other, diff);
        if (typeof got !== "string") return;
        const removed = diff
          .split("\n")
          .slice(4)
          .flatMap((row) => (row.startsWith("-") ? [row.slice(1).trim()] : []));
        const left = got.split("\n").map((row) => row.trim());
        for (const row of other.split("\n").map((each) => each.trim())) {
          const at = left.indexOf(row);
          if (at >= 0) left.splice(at, 1);
          else assert.ok(row === "" || removed.includes(row), `${JSON.stringify(row)} is gone`);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
