import assert from "node:assert/strict";
import { applyPatch, type NamedFilePatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import { patchProblem, removals, removed } from "../../../../src/text/patch-text.ts";

const nameOf = (path: string) => `src/${path}`;
const FILE = "class A {\n  one();\n}\nclass B {\n  one();\n}\n";

/** What the user reads of a patch for `a.ts`. */
function problem(...lines: string[]): string {
  const patch = parsePatch(`*** Begin Patch\n${lines.join("\n")}\n*** End Patch\n`, "");
  assert.ok(patch);
  const files = patch.files.map((file): NamedFilePatch => ({ ...file, path: file.path ?? "a.ts" }));
  const result = applyPatch({ ...patch, files }, (path) => (path === "a.ts" ? FILE : undefined));
  assert.ok("refusal" in result);
  return patchProblem(result.refusal, nameOf);
}

describe("what is said of a patch", () => {
  const UPDATE = "*** Update File: a.ts";
  const cases: [lines: string[], text: string][] = [
    [
      [UPDATE, "@@", "-  one();", "+  two();"],
      "Change 1 of src/a.ts fits several places: lines 2, 5. Nothing was changed.",
    ],
    [
      [UPDATE, "@@", " class A {", "+  x;", "@@", " class B {", "-  three();", "+  two();"],
      "Change 2 of src/a.ts doesn't fit: “three();” isn't in the file. The closest lines begin at line 4. Nothing was changed.",
    ],
    [
      [UPDATE, "@@", " class A {", "-}", "+};"],
      "Change 1 of src/a.ts doesn't fit: its lines don't follow each other in the file. The closest lines begin at line 1. Nothing was changed.",
    ],
    [
      [UPDATE, "@@", "-class C {", "+class B {"],
      "src/a.ts already has change 1 of the patch. Nothing was changed.",
    ],
    [
      [UPDATE, "@@ class A {", " class B {", "-  one();", "+  two();"],
      "Change 1 of src/a.ts doesn't fit: its lines aren't below “class A {” but at line 4. Nothing was changed.",
    ],
    [
      [UPDATE, "@@ class A {", "+x"],
      "Change 1 of src/a.ts only adds lines, and nothing says where they belong. Nothing was changed.",
    ],
    [
      [UPDATE, "@@", "-class A {", "+1", "@@", "-class A {", "-  one();", "+2"],
      "Changes 1 and 2 of src/a.ts both change line 1. Nothing was changed.",
    ],
    [["*** Add File: a.ts", "+x"], "src/a.ts already exists. Nothing was changed."],
    [["*** Delete File: b.ts"], "src/b.ts isn't in the workspace. Nothing was changed."],
    [
      ["*** Delete File: a.ts", "-  x"],
      "The patch has a line that can't be read: “-  x”. Nothing was changed.",
    ],
    [[UPDATE], "The patch makes no change."],
  ];
  for (const [lines, text] of cases) it(`is “${text}”`, () => assert.equal(problem(...lines), text));

  it("names what is deleted and moved, before and afterwards", () => {
    const changes = [
      { kind: "deleted", path: "a.ts", before: "" },
      { kind: "moved", path: "b.ts", to: "c.ts", before: "", text: "" },
      { kind: "created", path: "d.ts", text: "" },
    ] as const;
    assert.deepEqual(removals(changes, nameOf), ["Delete src/a.ts", "Move src/b.ts to src/c.ts"]);
    assert.deepEqual(removed(changes, nameOf), ["src/a.ts was deleted.", "src/b.ts was moved to src/c.ts."]);
  });
});
