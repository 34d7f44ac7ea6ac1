import assert from "node:assert/strict";
import { applyPatch, type NamedFilePatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import { chatInstructions } from "../../../../language-server/prompt/chat-instructions.ts";

const BLOCK = /^```diff\n(.*?)^```$/ms;

describe("instructions of a chat", () => {
  it("show gpt-oss a patch that can be applied as it stands", () => {
    const example = BLOCK.exec(chatInstructions("harmony", ""))?.[1] ?? "";
    const patch = parsePatch(example, "diff");
    assert.ok(patch && !patch.fault);
    const files: NamedFilePatch[] = patch.files.map((file) => ({ ...file, path: file.path ?? "" }));
    const area = (sign: string) =>
      "export function area(shape: Shape): number {\n  const { width, height } = shape;\n" +
      `  return width ${sign} height;\n}\n`;
    const before: Record<string, string> = { "src/area.ts": area("+"), "src/old.ts": "x\n" };
    assert.deepEqual(
      applyPatch({ files }, (path) => before[path]),
      {
        changes: [
          { kind: "changed", path: "src/area.ts", before: area("+"), text: area("*") },
          { kind: "deleted", path: "src/old.ts", before: "x\n" },
        ],
      },
    );
  });

  it("ask other models for whole declarations", () => {
    assert.doesNotMatch(chatInstructions("template", ""), BLOCK);
    assert.match(chatInstructions("template", ""), /each function or declaration that changes, whole/);
  });

  it("end with the project's rules, so that what is before them is always the same", () => {
    for (const dialect of ["harmony", "template"] as const)
      assert.equal(
        chatInstructions(dialect, "Use tabs."),
        `${chatInstructions(dialect, "")}\n\n## Rules of this project\n\nUse tabs.`,
      );
  });
});
