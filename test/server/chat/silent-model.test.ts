/** A model that ends after its thoughts: its answer is begun for it, whoever asks. */
import assert from "node:assert/strict";
import { SideAskRequest } from "../../../language-server/protocol/side.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import type { ScriptPart } from "../../../tools/fixtures/scripted.ts";
import { ChatClient, user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { Workplace } from "../support/workplace.ts";

/** It thinks "Well" and ends; in its final channel it says that too, as a marker has one successor. */
const THOUGHT: ScriptPart[] = [
  ...[{ text: "assistant" }, { special: "<|channel|>" }, { text: "analysis" }, { special: "<|message|>" }],
  ...[{ text: "Well" }, { special: "<|return|>" }],
];

describe("a model that ends after its thoughts", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  before(async () => {
    workplace = await Workplace.create();
    const path = await scriptedFixture({ sequences: [THOUGHT] });
    server = await workplace.server({ settings: { model: { path }, engine: { threads: 1, gpu: false } } });
    await server.state("ready");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  it("answers in the chat, and only the rest of its prompt is evaluated", async () => {
    const answered = await new ChatClient(server).ask([user("word ".repeat(300))]);
    assert.deepEqual([answered.reasoning, answered.answer, answered.stopReason], ["Well", "Well", "end"]);
    assert.equal(answered.cutReason, undefined);
    assert.equal(ChatClient.text(answered.deltas, "answer"), "Well");
    const { chat } = await server.stats();
    assert.equal(chat.requests, 2);
    // Beyond the question: the end of the thought, and the header of the answer.
    const evaluated = chat.evaluatedTokens - answered.promptTokens;
    assert.ok(evaluated < 20, `${evaluated} tokens more than the question's`);
  });

  it("answers a side request", async () => {
    const asked = await server.connection.sendRequest(SideAskRequest, {
      messages: [user("Write a commit message.")],
      maxTokens: 100,
    });
    assert.deepEqual([asked.answer, asked.stopReason, asked.cutReason], ["Well", "end", undefined]);
  });
});
