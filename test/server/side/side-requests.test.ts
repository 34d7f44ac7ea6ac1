import assert from "node:assert/strict";
import { CancellationTokenSource, ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { TokensCountRequest } from "../../../language-server/protocol/chat.ts";
import { SideAskRequest } from "../../../language-server/protocol/side.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import type { ScriptPart } from "../../../tools/fixtures/scripted.ts";
import { assistant, ChatClient, user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

/** It answers each question in Harmony. */
const ANSWER: ScriptPart[] = [
  ...[{ text: "assistant" }, { special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }],
  ...[{ text: "Sort the list" }, { special: "<|return|>" }],
];

describe("side requests", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  before(async () => {
    workplace = await Workplace.create();
    const path = await scriptedFixture({ sequences: [ANSWER] });
    server = await workplace.server({ settings: { model: { path }, engine: { threads: 1, gpu: false } } });
    await server.state("ready");
  });
  after(() => workplace[Symbol.asyncDispose]());

  const changes = { kind: "changes" as const, title: "Changes", text: "- a\n+ b\n".repeat(200) };
  const sideAsk = (content: string) =>
    server.connection.sendRequest(SideAskRequest, {
      messages: [{ ...user(content), context: [changes] }],
      maxTokens: 100,
    });

  it("leave the open conversation its only sequence, and are neither counted as chat nor warmed", async () => {
    const chat = new ChatClient(server);
    const first = user("word ".repeat(300));
    const one = await chat.ask([first]);
    await until("the answer is warm", async () => (await server.stats()).warm.requests > 0 || undefined);
    const before = await server.stats();

    const asked = await sideAsk("Write a commit message.");
    assert.deepEqual([asked.answer, asked.stopReason], ["Sort the list", "end"]);
    const after = await server.stats();
    assert.deepEqual(after.chat, before.chat);
    assert.deepEqual([before.side.requests, after.side.requests], [0, 1]);
    assert.equal(after.side.promptTokens, asked.promptTokens);

    const second = user("And why?");
    const two = await chat.ask([first, assistant(one), second]);
    const { counts } = await server.connection.sendRequest(TokensCountRequest, { texts: [second.content] });
    const own = counts[0] ?? 0;
    // Harmony's frame, the answer's start, and the last token of what was there.
    assert.ok(two.evaluatedTokens <= own + 8, `${two.evaluatedTokens} tokens for a question of ${own}`);
    const chatContext = server.status?.contexts?.find(({ lane }) => lane === "chat");
    assert.equal(chatContext?.sequences, 1, "there is room for no other conversation");
    // Had the side request been warmed, that had ended before this.
    const { warm } = await until("the second answer is warm", async () => {
      const stats = await server.stats();
      return stats.warm.requests > before.warm.requests ? stats : undefined;
    });
    assert.equal(warm.requests, 2);
  });

  it("are stopped by a cancel", async () => {
    const cancel = new CancellationTokenSource();
    const params = { messages: [user("Why?")], maxTokens: 100 };
    const asked = server.connection.sendRequest(SideAskRequest, params, cancel.token);
    cancel.cancel();
    assert.match((await asked).stopReason, /^(cancelled|end)$/);
    assert.equal((await sideAsk("And now?")).stopReason, "end");
  });

  it("refuse what is none, and nothing else comes of it", async () => {
    const refused = (params: unknown) =>
      assert.rejects(
        server.connection.sendRequest(SideAskRequest.method, params),
        (error) => error instanceof ResponseError && error.code === ErrorCodes.InvalidParams,
      );
    await refused({ messages: [], maxTokens: 10 });
    await refused({ messages: [user("Why?")] });
    await refused({ messages: [{ role: "tool", content: "text", toolCallId: "nowhere" }], maxTokens: 10 });
    assert.equal((await sideAsk("And now?")).stopReason, "end");
  });
});
