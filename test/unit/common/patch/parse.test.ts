import assert from "node:assert/strict";
import { parsePatch } from "../../../../common/patch/parse.ts";
import type { FilePatch } from "../../../../common/patch/patch.ts";

const lines = (...all: string[]) => `${all.join("\n")}\n`;

/** Each file with what happens to it, such as "update src/a.ts", "update a.ts > b.ts (2)" with two hunks. */
function told(code: string, language = ""): string[] | undefined {
  return parsePatch(code, language)?.files.map((file) => {
    const hunks = file.kind !== "create" && file.hunks.length > 1 ? ` (${file.hunks.length})` : "";
    const to = file.kind === "update" && file.moveTo !== undefined ? ` > ${file.moveTo}` : "";
    return `${file.kind} ${file.path ?? "?"}${to}${hunks}`;
  });
}

const UPDATE = ["*** Update File: src/a.py", "@@ def greet(name):", "-    old", "+    new"];
const ENVELOPE = ["*** Begin Patch", ...UPDATE, "*** End Patch"];
const UNIFIED = ["--- a/src/a.ts", "+++ b/src/a.ts", "@@ -1,2 +1,2 @@", " a", "-b", "+c"];
const BLOCK = ["<<<<<<< SEARCH", "old", "=======", "new", ">>>>>>> REPLACE"];

describe("a block that is a patch", () => {
  const forms: [what: string, code: string, files: string[]][] = [
    ["gpt-oss's form", lines(...ENVELOPE), ["update src/a.py"]],
    ["without its marks", lines(...UPDATE), ["update src/a.py"]],
    ["in a shell's call", lines("apply_patch <<'EOF'", ...ENVELOPE, "EOF"), ["update src/a.py"]],
    [
      "in a shell with other commands",
      lines("cd app && apply_patch << PATCH", ...ENVELOPE, "PATCH", "npm test"),
      ["update src/a.py"],
    ],
    ["below a comment with a path", lines("# src/a.py", ...ENVELOPE), ["update src/a.py"]],
    [
      "with several files",
      lines(
        ...["*** Begin Patch", "*** Add File: new.ts", "+let x;", "*** Delete File: old.ts"],
        ...[
          "*** Update File: a.ts",
          "*** Move to: b.ts",
          "@@",
          "-1",
          "+2",
          "@@",
          "-3",
          "+4",
          "*** End Patch",
        ],
      ),
      ["create new.ts", "delete old.ts", "update a.ts > b.ts (2)"],
    ],
    ["two of them", lines(...ENVELOPE, ...ENVELOPE), ["update src/a.py", "update src/a.py"]],
    ["with a path in quotes", lines('*** Delete File: "my file.txt"'), ["delete my file.txt"]],
    ["a unified diff", lines(...UNIFIED), ["update src/a.ts"]],
    ["with dots for its numbers", lines("--- a.txt", "+++ a.txt", "@@ ... @@", "-1", "+2"), ["update a.txt"]],
    [
      "with times",
      lines("--- a.txt\t2026-01-01", "+++ a.txt 2026-01-02 10:00", "@@", "-1"),
      ["update a.txt"],
    ],
    ["with git's letter on one side", lines("--- a.txt", "+++ b/a.txt", "@@", "-1"), ["update a.txt"]],
    [
      "with a new file in a folder of one letter",
      lines("--- /dev/null", "+++ a/x.txt", "@@ -0,0 +1 @@", "+1"),
      ["create a/x.txt"],
    ],
    ["in a folder of one letter", lines("--- a/x.txt", "+++ a/x.txt", "@@", "-1"), ["update a/x.txt"]],
    [
      "with blanks in its path",
      lines("--- my dir/a.txt", "+++ my dir/a.txt", "@@", "-1"),
      ["update my dir/a.txt"],
    ],
    [
      "with a path that git quotes",
      lines('--- "a/\\303\\251 \\"x\\".txt"', '+++ "b/\\303\\251 \\"x\\".txt"', "@@", "-1"),
      ['update é "x".txt'],
    ],
    [
      "git's, with everything that can happen to a file",
      lines(
        ...["diff --git a/one.ts b/one.ts", "index 1..2 100644", ...UNIFIED.slice(0, 2), ...UNIFIED.slice(2)],
        ...[
          "diff --git a/new.ts b/new.ts",
          "new file mode 100644",
          "index 0..1",
          "--- /dev/null",
          "+++ b/new.ts",
        ],
        ...["@@ -0,0 +1 @@", "+a"],
        ...["diff --git a/empty.ts b/empty.ts", "new file mode 100644", "index 000..e69"],
        ...["diff --git a/gone.ts b/gone.ts", "deleted file mode 100644", "--- a/gone.ts", "+++ /dev/null"],
        ...["@@ -1 +0,0 @@", "-x"],
        ...[
          "diff --git a/from.ts b/to.ts",
          "similarity index 100%",
          "rename from from.ts",
          "rename to to.ts",
        ],
      ),
      ["update src/a.ts", "create new.ts", "create empty.ts", "delete gone.ts", "update from.ts > to.ts"],
    ],
    ["SEARCH/REPLACE", lines(...BLOCK), ["update ?"]],
    ["with a path before it", lines("src/a.ts", ...BLOCK), ["update src/a.ts"]],
    ["with a path in a comment", lines("// src/a.ts", ...BLOCK), ["update src/a.ts"]],
    ["several parts", lines(...BLOCK, "", "...", "", ...BLOCK), ["update ? (2)"]],
    [
      "several files",
      lines("a.ts", ...BLOCK, "`b.ts`:", ...BLOCK, ...BLOCK),
      ["update a.ts", "update b.ts (2)"],
    ],
    [
      "nothing to look for",
      lines("a.ts", "<<<<<<< SEARCH", "=======", "x", ">>>>>>> REPLACE"),
      ["create a.ts"],
    ],
  ];
  for (const [what, code, files] of forms)
    for (const language of ["", "python", "bash", "text", "diff"])
      it(`is one: ${what}, tagged ${language || "by nothing"}`, () => {
        assert.deepEqual(told(code, language), files);
        assert.deepEqual(told(code.replaceAll("\n", "\r\n"), language), files);
        assert.equal(parsePatch(code, language)?.fault, undefined);
      });

  const none: [what: string, code: string, language: string][] = [
    ["a list", "- one\n- two\n+ three\n", "markdown"],
    ["a list without a tag", "- one\n- two\n", ""],
    ["a rule and a title", "--- title\n+++\ntext\n", "markdown"],
    ["front matter", "---\ntitle: x\n---\n\n+++ y\n@@\n", "markdown"],
    ["a conflict", lines("<<<<<<< HEAD", "a", "=======", "b", ">>>>>>> main"), "ts"],
    ["a conflict tagged as a diff", lines("<<<<<<< HEAD", "a", "=======", "b", ">>>>>>> main"), ""],
    ["code that shows a diff", lines("const diff = `", ...UNIFIED, "`;"), "ts"],
    ["code that shows gpt-oss's form", lines("const patch = `", ...ENVELOPE, "`;"), "ts"],
    ["a text behind it", lines(...ENVELOPE, "And so on."), "markdown"],
    ["code that shows SEARCH/REPLACE", lines("const text = `", ...BLOCK, "`;"), "ts"],
    ["a decorator", "@@x\n-1\n", "ruby"],
    ["a comparison that found nothing", "nothing changed\n", "diff"],
    ["nothing", "", "diff"],
  ];
  for (const [what, code, language] of none)
    it(`is none: ${what}`, () => assert.equal(parsePatch(code, language), undefined));

  it("is one without any header where its tag says so", () => {
    assert.deepEqual(told(lines(" a", "-b", "+c"), "diff"), ["update ?"]);
    assert.equal(told(lines(" a", "-b", "+c"), "text"), undefined);
  });

  it("takes headers within a hunk for what they are: by the counts, removed comments and added increments", () => {
    const [first, ...others] = filesOf(
      lines(
        "--- a.sql",
        "+++ a.sql",
        "@@ -1,2 +1,2 @@",
        " x",
        "--- old",
        "+++ y",
        "--- b.sql",
        "+++ b.sql",
        "@@",
        "-1",
      ),
    );
    assert.deepEqual(first?.kind === "update" && first.hunks[0]?.lines.slice(1), [
      { kind: "removed", text: "-- old" },
      { kind: "added", text: "++ y" },
    ]);
    assert.deepEqual(
      others.map(({ path }) => path),
      ["b.sql"],
    );
  });

  it("has the new file's text, without a last line break where the diff says so", () => {
    const diff = lines(
      "--- /dev/null",
      "+++ b/new.ts",
      "@@ -0,0 +1,2 @@",
      "+a",
      "+",
      "\\ No newline at end of file",
    );
    assert.deepEqual(filesOf(diff), [{ kind: "create", path: "new.ts", text: "a\n" }]);
    assert.deepEqual(
      filesOf(lines("*** Begin Patch", "*** Add File: new.ts", "+a", "", "+b", "*** End Patch")),
      [{ kind: "create", path: "new.ts", text: "a\n\nb\n" }],
    );
    assert.deepEqual(filesOf(lines("*** Begin Patch", "*** Add File: new.ts", "a", " b", "*** End Patch")), [
      { kind: "create", path: "new.ts", text: "a\n b\n" },
    ]);
  });

  const faults: [what: string, code: string, why: string][] = [
    ["an end that is missing", lines("*** Begin Patch", ...UPDATE), "incomplete"],
    ["a part that isn't whole", lines(...BLOCK.slice(0, 4)), "incomplete"],
    ["a part without its middle", lines(...BLOCK.slice(0, 2)), "incomplete"],
    [
      "two lines that may be the middle",
      lines("<<<<<<< SEARCH", "a", "=======", "b", "=======", ">>>>>>> REPLACE"),
      "unreadable",
    ],
    ["a part within a part", lines(BLOCK[0] ?? "", ...BLOCK), "unreadable"],
    [
      "words before the first file",
      lines("*** Begin Patch", "Hello", ...UPDATE, "*** End Patch"),
      "unreadable",
    ],
    [
      "lines of a file that goes",
      lines("*** Begin Patch", "*** Delete File: a", "x", "*** End Patch"),
      "unreadable",
    ],
    [
      "a new file with unmarked lines",
      lines("*** Begin Patch", "*** Add File: a", "+x", "y", "*** End Patch"),
      "unreadable",
    ],
    [
      "a picture",
      lines("diff --git a/a.png b/a.png", "index 1..2", "Binary files a/a.png and b/a.png differ"),
      "unreadable",
    ],
  ];
  for (const [what, code, why] of faults)
    it(`says what is wrong: ${what}`, () => assert.equal(parsePatch(code, "")?.fault?.why, why));

  it("may be empty, and then changes nothing", () => {
    assert.deepEqual(parsePatch("*** Begin Patch\n*** End Patch", ""), { files: [] });
  });

  it("names its files while it is still being written", () => {
    assert.deepEqual(told(lines("*** Begin Patch", "*** Update File: a.ts", "@@", "-x")), ["update a.ts"]);
    assert.deepEqual(told(lines("a.ts", "<<<<<<< SEARCH", "x")), ["update a.ts"]);
  });
});

function filesOf(code: string): readonly FilePatch[] {
  return parsePatch(code, "")?.files ?? [];
}
