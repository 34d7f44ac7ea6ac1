/** What the model saw, of each feature, as the client gets it to show. */
import assert from "node:assert/strict";
import { EditRunRequest } from "../../../language-server/protocol/edit.ts";
import { type SeenPrompt, SeenPromptsRequest } from "../../../language-server/protocol/seen-prompts.ts";
import { SideAskRequest } from "../../../language-server/protocol/side.ts";
import { AgentClient } from "../support/agent-client.ts";
import { answerStream } from "../support/agent-streams.ts";
import { ChatClient, user } from "../support/chat-client.ts";
import { LanguageModelClient, said } from "../support/language-model-client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { until } from "../support/until.ts";

/** As of an engine that had all of a prompt in its cache. */
const PARTS = Array.from({ length: 100 }, () => ({ reused: 1, tokens: 1 }));

describe("what the model saw", () => {
  let played: PlayedServer;
  before(async () => {
    played = await startPlayed();
    played.engine.says = () => ({ ...answerStream("return 1;"), result: { parts: PARTS } });
  });
  after(() => played?.[Symbol.asyncDispose]());

  const seen = () => played.server.connection.sendRequest(SeenPromptsRequest, {});
  const textOf = ({ pieces }: SeenPrompt) => pieces.map(({ text }) => text).join("");

  it("is nothing before anything was asked", async () => {
    assert.deepEqual(await seen(), []);
  });

  it("is the last prompt of each feature, and no other window's", async () => {
    const { server, workplace } = played;
    const uri = workplace.uri("seen.ts");
    const text = "const typed = 1;\n";
    await server.open(uri, text);
    await new ChatClient(server).ask([user("asked in the chat")]);
    await new AgentClient(server).run([user("asked of the agent")]);
    await new LanguageModelClient(server).respond([said("user", "asked in VS Code's chat")], {
      conversationId: "0123456789abcdef0123456789abcdef",
    });
    await server.connection.sendRequest(SideAskRequest, { messages: [user("asked aside")], maxTokens: 10 });
    await server.connection.sendRequest(EditRunRequest, {
      requestId: "edit",
      textDocument: { uri, version: 1 },
      range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
      instruction: "asked as an edit",
      kind: "edit",
    });
    await server.suggest(uri, { line: 1, character: 0 });
    const found = await until("all are there", async () => {
      const all = await seen();
      return all.length === 6 ? all : undefined;
    });
    for (const [kind, asked] of [
      ["suggestion", "const typed = 1;"],
      ["chat", "asked in the chat"],
      ["agent", "asked of the agent"],
      ["edit", "asked as an edit"],
      ["languageModel", "asked in VS Code's chat"],
      ["side", "asked aside"],
    ] as const) {
      const one = found.find((prompt) => prompt.kind === kind);
      assert.ok(one && textOf(one).includes(asked), `${kind}: ${one && textOf(one)}`);
      assert.deepEqual(one.pieces[0], { text: "<|start|>", isMarker: true });
      assert.equal(one.reusedLength, textOf(one).length);
      assert.equal(one.model, "test");
      assert.equal(one.counts.promptTokens, 10);
    }
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ["suggestion", "chat", "agent", "edit", "languageModel", "side"],
    );
    const other = await workplace.server({ settings: { model: { path: "/test.gguf" } } });
    assert.deepEqual(await other.connection.sendRequest(SeenPromptsRequest, {}), []);
    await other.end();
  });
});
