import assert from "node:assert/strict";
import { requestKind } from "../../../../../language-server/features/language-model/request-kind.ts";
import type { RespondParams } from "../../../../../language-server/protocol/language-model.ts";

const TOOL = { name: "read_file", description: "" };
const said = (role: "system" | "user", text: string) => ({ role, parts: [{ kind: "text" as const, text }] });
const kindOf = (params: Partial<RespondParams>) =>
  requestKind({
    requestId: "1",
    caller: "vscode",
    mustCall: false,
    tools: [],
    messages: [said("user", "Why?")],
    ...params,
  });
const asks = `Sum it up. ${"Say all. ".repeat(300)} Answer with <summary>…</summary>.`;

describe("what a request is for", () => {
  const conversationId = "a-conversation";

  it("is told by what VS Code gives with it", () => {
    assert.equal(kindOf({ conversationId, tools: [TOOL] }), "conversation");
    assert.equal(kindOf({ conversationId }), "conversation");
    assert.equal(kindOf({}), "side");
    assert.equal(kindOf({ tools: [TOOL] }), "inline");
    assert.equal(kindOf({ caller: "extension", conversationId, tools: [TOOL] }), "foreign");
  });

  it("is a compaction where the last message asks for a summary at length", () => {
    const messages = [said("user", "Why?"), said("user", asks)];
    assert.equal(kindOf({ conversationId, tools: [TOOL], messages }), "compaction");
    const typed = [said("user", "What is <summary></summary> in HTML?")];
    assert.equal(kindOf({ conversationId, tools: [TOOL], messages: typed }), "conversation");
  });

  it("is the summary of a whole conversation where the instructions ask for one", () => {
    assert.equal(
      kindOf({ messages: [said("system", asks), said("user", "A: Why?"), said("user", "Now.")] }),
      "summary",
    );
  });
});
