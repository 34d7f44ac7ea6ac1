/** The agent over the wire, with an engine that says what a test wants. */
import assert from "node:assert/strict";
import { AgentClient } from "../support/agent-client.ts";
import { user } from "../support/chat-client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";

const THOUGHT = ["<|channel|>", "analysis", "<|message|>", "Hm.", "<|end|>", "<|start|>", "assistant"];
const FINAL = ["<|channel|>", "final", "<|message|>"];

describe("the agent over the wire", () => {
  let played: PlayedServer;
  before(async () => {
    played = await startPlayed();
  });
  after(() => played?.[Symbol.asyncDispose]());

  it("answers without a tool, and what it takes of the context is told", async () => {
    using agent = new AgentClient(played.server);
    played.engine.stream = { says: [...THOUGHT, ...FINAL, "So."], stoppedBy: "<|return|>" };
    const ran = await agent.run([user("Why?")], { mode: "ask" });
    assert.deepEqual([ran.answer, ran.reasoning, ran.stopReason], ["So.", "Hm.", "end"]);
    assert.equal(AgentClient.text(ran.events, "answer"), "So.");
    assert.equal(AgentClient.text(ran.events, "reasoning"), "Hm.");
    const context = ran.events.flatMap((event) => (event.kind === "context" ? [event.usedTokens] : []));
    assert.deepEqual(context, [10 + ran.generatedTokens]);
  });
});
