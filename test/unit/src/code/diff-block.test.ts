import assert from "node:assert/strict";
import { createTwoFilesPatch } from "diff";
import fc from "fast-check";
import { applyDiff, parseDiff, partOf } from "../../../../src/code/diff-block.ts";

const FILE = `import { a } from "./a";

export function one() {
  return a(1);
}

export function two() {
  return a(2);
}
`;

function applied(file: string, diff: string, language = "diff"): string | undefined {
  const [first] = parseDiff(diff, language);
  assert.ok(first, "it is a diff");
  return applyDiff(file, first);
}

const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("a block that is a unified diff", () => {
  it("makes of any text the other one, in all shapes that the format has", () => {
    const line = fc.constantFrom("", "a", "  b", "\tc", "-- x", "+ y", "@@", "}", "🎉 é");
    const text = fc
      .tuple(fc.array(line, { maxLength: 14 }), fc.boolean())
      .map(([all, ends]) => all.join("\n") + (ends && all.length > 0 ? "\n" : ""));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const diff = createTwoFilesPatch("a/f.ts", "b/f.ts", before, after, "", "", { context });
        const [first] = parseDiff(diff, "diff");
        if (before === after) assert.equal(first, undefined);
        // Without lines around it a change has no place but its number, which only tells where there is one.
        else if (first && context > 2) assert.equal(applyDiff(before, first)?.trimEnd(), after.trimEnd());
      }),
      { numRuns: 1_000 },
    );
  });

  it("finds its lines where its numbers and counts are wrong", () => {
    const diff = lines(
      "--- a/src/f.ts",
      "+++ b/src/f.ts",
      "@@ -90,2 +90,9 @@",
      " export function two() {",
      "-  return a(2);",
      "+  return a(3);",
      " }",
    );
    assert.equal(applied(FILE, diff), FILE.replace("a(2)", "a(3)"));
  });

  it("needs no numbers, no headers and no blank before lines that stay", () => {
    const diff = lines("@@ @@", "export function one() {", "-  return a(1);", "+  return a(10);", "}");
    assert.equal(applied(FILE, diff), FILE.replace("a(1)", "a(10)"));
    assert.equal(applied(FILE, lines("-  return a(1);", "+  return a(10);")), FILE.replace("a(1)", "a(10)"));
  });

  it("takes the nearest of several places, and none where nothing tells which", () => {
    const twice = lines("x", "same", "y", "same", "z");
    assert.equal(
      applied(twice, lines("@@ -4 +4 @@", "-same", "+other")),
      lines("x", "same", "y", "other", "z"),
    );
    assert.equal(applied(twice, lines("@@", "-same", "+other")), undefined);
  });

  it("has no place where its lines are not there", () => {
    assert.equal(
      applied(FILE, lines("@@ -1 +1 @@", "-export function three() {", "+export function four() {")),
      undefined,
    );
  });

  it("may be wrong about lines around it, never about those that it removes", () => {
    const diff = lines(
      "@@ -7,3 +7,3 @@",
      " export function zwei() {",
      "-  return a(2);",
      "+  return a(3);",
      " }",
    );
    assert.equal(applied(FILE, diff), FILE.replace("a(2)", "a(3)"));
    assert.equal(applied(FILE, diff.replace("a(2)", "a(7)")), undefined);
  });

  it("is indented as the file, whose lines and line breaks stay", () => {
    const file = "class A {\r\n\tone() {\r\n\t\treturn 1;\r\n\t}\r\n}\r\n";
    const diff = lines("@@", " one() {", "-    return 1;", "+    // Now two.", "+    return 2;", " }");
    assert.equal(applied(file, diff)?.includes("\tone() {\r\n"), true);
    assert.equal(
      applied(file, lines("@@", "-    return 1;", "+    // Now two.", "+    return 2;")),
      "class A {\r\n\tone() {\r\n\t\t// Now two.\r\n\t\treturn 2;\r\n\t}\r\n}\r\n",
    );
  });

  it("tells of each file by itself, also of one that is new or goes", () => {
    const diff = lines(
      ...[
        "diff --git a/one.ts b/one.ts",
        "index 1..2 100644",
        "--- a/one.ts",
        "+++ b/one.ts",
        "@@ -1 +1 @@",
        "-1",
        "+2",
      ],
      ...[
        "diff --git a/new.ts b/new.ts",
        "new file mode 100644",
        "--- /dev/null",
        "+++ b/new.ts",
        "@@ -0,0 +1,2 @@",
        "+a",
        "+",
        "\\ No newline at end of file",
      ],
      ...["--- a/gone.ts\t2026-01-01", "+++ /dev/null", "@@ -1 +0,0 @@", "-x"],
    );
    const files = parseDiff(diff, "");
    assert.deepEqual(
      files.map(({ path, isNew, isDeleted }) => ({ path, isNew, isDeleted })),
      [
        { path: "one.ts", isNew: false, isDeleted: false },
        { path: "new.ts", isNew: true, isDeleted: false },
        { path: "gone.ts", isNew: false, isDeleted: true },
      ],
    );
    assert.ok(files[1]);
    assert.equal(partOf(files[1], "after"), "a\n\n");
  });

  it("is none where it only looks a little like one", () => {
    for (const code of ["- a\n- b\n", "let a = b\n+ c;\n", "--- title\n+++\n", ""])
      assert.deepEqual(parseDiff(code, "markdown"), []);
    assert.deepEqual(parseDiff("nothing changed\n", "diff"), []);
  });
});
