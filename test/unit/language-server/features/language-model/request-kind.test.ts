import assert from "node:assert/strict";
import {
  conversationKey,
  requestKind,
} from "../../../../../language-server/features/language-model/request-kind.ts";
import type { RespondParams } from "../../../../../language-server/protocol/language-model.ts";

const TOOL = { name: "read_file", description: "" };
const said = (role: "system" | "user", text: string) => ({ role, parts: [{ kind: "text" as const, text }] });
const request = (params: Partial<RespondParams>): RespondParams => ({
  requestId: "1",
  caller: "vscode",
  mustCall: false,
  tools: [],
  messages: [said("user", "Why?")],
  ...params,
});
const kindOf = (params: Partial<RespondParams>) => requestKind(request(params));
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
    const whole = [said("system", asks), said("user", "Why?"), said("user", "Now.")];
    assert.equal(kindOf({ messages: whole, tools: [TOOL] }), "summary");
    assert.equal(
      kindOf({ messages: [said("system", asks), said("user", "A: Why?"), said("user", "Now.")] }),
      "summary",
    );
  });
});

describe("a conversation", () => {
  const keyOf = (params: Partial<RespondParams>) =>
    conversationKey(request({ conversationId: "one", ...params }));

  it("is the same with each message", () => {
    const messages = [said("system", "Be brief."), said("user", "Why?")];
    assert.equal(keyOf({ messages }), keyOf({ messages: [...messages, said("user", "And?")] }));
  });

  it("is another one of another id, or of an agent that works for the first one", () => {
    const keys = [keyOf({}), keyOf({ conversationId: "two" }), keyOf({ tools: [TOOL] })];
    assert.equal(new Set([...keys, keyOf({ messages: [said("system", "Search.")] })]).size, 4);
    assert.equal(conversationKey(request({})), undefined);
  });
});
