import assert from "node:assert/strict";
import type { CompletionPrompt } from "../../../../language-server/prompt/completion-prompt.ts";
import { COMPLETION_SHAPES, shapedCompletion } from "../../../../language-server/prompt/completion-shapes.ts";

const PROMPT: CompletionPrompt = {
  path: "add.ts",
  languageId: "typescript",
  fence: "```",
  pieces: [],
  suffix: ";\n}\n",
  head: "const x = 1;\n",
  prefill: "function add(a, b) {\n  return ",
};
const said = (code: string) => `File: add.ts\nLanguage: TypeScript\n\n${code}`;

describe("the shapes of a completion's prompt", () => {
  it("anchored: the code around is shown, and the answer begun with the code from the anchor on", () => {
    const { question, begun } = shapedCompletion("anchored", PROMPT);
    assert.equal(begun, PROMPT.prefill);
    assert.equal(
      question,
      said(
        "Code after the cursor:\n```typescript\n;\n}\n\n```\n\nCode before the cursor:\n```typescript\nconst x = 1;\n```",
      ),
    );
  });

  it("hole: the file is shown with a mark, and the answer is what belongs there", () => {
    const { instructions, question, begun } = shapedCompletion("hole", PROMPT);
    assert.equal(begun, "");
    assert.ok(question.includes("const x = 1;\nfunction add(a, b) {\n  return <GAP>;\n}\n"));
    assert.match(instructions, /<GAP>/);
  });

  it("rewrite: the file is shown with the cursor, and the answer is begun with its line", () => {
    const { instructions, question, begun } = shapedCompletion("rewrite", PROMPT);
    assert.equal(begun, "  return ");
    assert.ok(question.includes("  return <CURSOR>;\n}"));
    assert.match(instructions, /<CURSOR>/);
  });

  it("all show the pieces of other places before the file, and problems after it", () => {
    const pieces = [
      { kind: "problem", path: "add.ts", text: "b is unknown" },
      { kind: "similar", path: "sub.ts", text: "sub()" },
    ] as const;
    for (const shape of COMPLETION_SHAPES) {
      const { question } = shapedCompletion(shape, { ...PROMPT, pieces });
      assert.ok(question.startsWith("From sub.ts:\n```typescript\nsub()\n```\n\nFile: add.ts"));
      assert.ok(question.endsWith("Problems near the cursor:\nb is unknown"));
    }
  });
});
