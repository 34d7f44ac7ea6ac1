import assert from "node:assert/strict";
import { AgentService } from "../../../../../language-server/features/agent/service.ts";
import { Conversations } from "../../../../../language-server/features/chat/conversations.ts";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";
import { ScriptedEngine } from "../completion/scripted-engine.ts";
import { NO_FILES, TestHost } from "./played-agent.ts";

const MODEL = {
  name: "m",
  path: "/m.gguf",
  architecture: "llama",
  bytes: 1,
  dialect: "harmony",
  chats: true,
} as const;

async function whyNot(status: ModelStatus): Promise<string | undefined> {
  const engine = new ScriptedEngine();
  engine.become(status);
  const conversations = new Conversations({ engine, reasoningEffort: () => "low" });
  const agent = new AgentService({ engine, conversations, files: NO_FILES });
  const params = {
    conversationId: "c",
    requestId: "r",
    mode: "agent" as const,
    messages: [{ role: "user" as const, content: "Why?" }],
  };
  const result = await agent.run(params, new TestHost(), new AbortController().signal, () => undefined);
  assert.equal(result.answer, "");
  assert.deepEqual(engine.requests, []);
  return result.cutReason;
}

describe("a run of the agent that can't be", () => {
  it("without a model", async () => {
    assert.equal(await whyNot({ state: "none" }), "noModel");
  });

  it("with a model that can't chat", async () => {
    assert.equal(await whyNot({ state: "ready", model: { ...MODEL, chats: false } }), "noChat");
  });

  it("with a model that speaks another dialect, or is too small for tools", async () => {
    const model = { ...MODEL, agent: "noTools" as const };
    assert.equal(await whyNot({ state: "ready", model }), "noTools");
    assert.equal(await whyNot({ state: "ready", model: { ...MODEL, agent: "tooSmall" } }), "noTools");
  });
});
