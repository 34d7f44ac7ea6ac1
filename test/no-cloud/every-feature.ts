/** Uses everything that the server can do, once, as an editor would. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { type CodeAction, CodeActionRequest, CodeActionResolveRequest } from "vscode-languageserver/node";
import { AgentLookRequest } from "../../language-server/protocol/agent.ts";
import { ChatMeasureRequest, TokensCountRequest } from "../../language-server/protocol/chat.ts";
import { SnoozeNotification } from "../../language-server/protocol/completion.ts";
import {
  ContextExcludedRequest,
  ContextFitRequest,
  ContextSearchRequest,
  ContextSymbolsRequest,
} from "../../language-server/protocol/context.ts";
import { DiagnoseRequest } from "../../language-server/protocol/diagnosis.ts";
import { EditRangeRequest, EditRunRequest } from "../../language-server/protocol/edit.ts";
import {
  ModelPlanRequest,
  ModelsInspectRequest,
  ModelsOverviewRequest,
} from "../../language-server/protocol/models.ts";
import { SideAskRequest } from "../../language-server/protocol/side.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { ChatClient, user } from "../server/support/chat-client.ts";
import type { ClientOptions, ServerProcess } from "../server/support/client.ts";
import { LanguageModelClient, type RespondOptions, said } from "../server/support/language-model-client.ts";
import type { Workplace } from "../server/support/workplace.ts";
import { ADDITION, FUNCTION_HEAD, SCRIPT } from "../workbench/script.ts";

const TEXT = `${FUNCTION_HEAD}  throw new Error("later");\n}\n`;
const BODY = { start: { line: 1, character: 0 }, end: { line: 3, character: 0 } };
const RETRY = "export function retryDownload(url) {\n  return backoff(url);\n}\n";

interface Used {
  server: ServerProcess;
  workplace: Workplace;
  model: string;
  /** An open document with `TEXT`. */
  uri: string;
}

/** By what the user would call them. */
const FEATURES: Record<string, (used: Used) => Promise<void>> = {
  async suggestions({ server, workplace }) {
    const uri = workplace.uri("suggest.ts");
    await server.open(uri, `${FUNCTION_HEAD}  return\n}\n`);
    const item = await server.suggest(uri, { line: 1, character: 8 }, { automatic: true });
    assert.equal(item?.insertText, ADDITION);
    await server.connection.sendRequest("workspace/executeCommand", item.command);
    await server.connection.sendNotification(SnoozeNotification, { until: null });
    assert.equal((await server.last()).whyNone, undefined);
  },
  async chat({ server }) {
    const question = {
      ...user("What is this?"),
      context: [{ kind: "file" as const, title: "a.ts", text: TEXT }],
    };
    const conversation = { conversationId: "c", messages: [question] };
    assert.ok(await server.connection.sendRequest(ChatMeasureRequest, conversation));
    const { promptTokens } = await new ChatClient(server).ask([question], { maxTokens: 20 });
    assert.ok(promptTokens > 0);
    const { counts } = await server.connection.sendRequest(TokensCountRequest, { texts: ["one two"] });
    assert.ok((counts[0] ?? 0) > 0);
    await server.connection.sendRequest(ContextFitRequest, { items: question.context });
  },
  async sideRequests({ server }) {
    const messages = [user("Write a commit message.")];
    const asked = await server.connection.sendRequest(SideAskRequest, { messages, maxTokens: 20 });
    assert.ok(asked.promptTokens > 0);
  },
  /** The model in VS Code's chat: its agent with a tool, a title, and another extension. */
  async languageModel({ server, workplace }) {
    const client = new LanguageModelClient(server);
    const tools = [{ name: "read_file", description: "Reads a file." }];
    const question = [said("system", "Help the user."), said("user", "What is this?")];
    for (const options of [
      { caller: "vscode", conversationId: "c", tools },
      { caller: "vscode" },
      { caller: "extension" },
    ] satisfies RespondOptions[]) {
      const { promptTokens } = await client.respond(question, { ...options, maxTokens: 20 });
      assert.ok(promptTokens > 0);
    }
    await workplace.write("looked-at.ts", "");
    const { text: tree } = await server.connection.sendRequest(AgentLookRequest, {
      tool: "print_tree",
      input: { path: "", depth: 1 },
    });
    assert.match(tree, /looked-at\.ts/);
  },
  async edits({ server, uri }) {
    await server.connection.sendRequest(EditRangeRequest, { textDocument: { uri }, range: BODY });
    const result = await server.connection.sendRequest(EditRunRequest, {
      requestId: "e",
      textDocument: { uri, version: 1 },
      range: BODY,
      instruction: "Add the numbers.",
      kind: "edit",
    });
    assert.match(result.newText, /return left \+ right;/);
  },
  async codeActions({ server, uri }) {
    const offered = await server.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: BODY,
      context: { diagnostics: [] },
    });
    const [first] = (offered ?? []) as CodeAction[];
    assert.ok(first);
    assert.ok((await server.connection.sendRequest(CodeActionResolveRequest.type, first)).edit);
  },
  async codebase({ server, workplace }) {
    await mkdir(workplace.path("src"));
    await workplace.write("src/retry.ts", RETRY);
    const query = "How are downloads retried?";
    const { items } = await server.connection.sendRequest(ContextSearchRequest, { query });
    assert.deepEqual(
      items.map(({ title }) => title),
      ["src/retry.ts"],
    );
    const { symbols } = await server.connection.sendRequest(ContextSymbolsRequest, {
      query: "retry",
      limit: 5,
    });
    assert.equal(symbols.length, 1);
    await server.connection.sendRequest(ContextExcludedRequest, { uris: [workplace.uri(".env")] });
  },
  async models({ server, model }) {
    const overview = await server.connection.sendRequest(ModelsOverviewRequest, { refresh: true });
    assert.ok(overview.catalog.length > 0);
    const inspected = await server.connection.sendRequest(ModelsInspectRequest, { path: model });
    assert.equal(inspected.length, 1);
    assert.ok((await server.connection.sendRequest(ModelPlanRequest, { path: model })).layers > 0);
    await server.unload();
    assert.equal((await server.load()).state, "ready");
    assert.equal((await server.select(model)).state, "ready");
  },
  async diagnosis({ server }) {
    assert.ok((await server.connection.sendRequest(DiagnoseRequest, {})).engine);
  },
  async statistics({ server }) {
    const { completion, chat, edit, side } = await server.stats();
    for (const lane of [completion, chat, edit, side]) assert.ok(lane.requests > 0);
  },
};

/**
 * Starts a server in the workplace and uses its features.
 *
 * @param options for the server
 * @returns the names of what was used
 */
export async function useEveryFeature(
  workplace: Workplace,
  options: Partial<ClientOptions> = {},
): Promise<string[]> {
  const model = await scriptedFixture(SCRIPT);
  const server = await workplace.server({
    settings: { model: { path: model }, engine: { threads: 1, gpu: false } },
    ...options,
  });
  await server.state("ready");
  const uri = workplace.uri("edit.ts");
  await server.open(uri, TEXT);
  for (const [name, use] of Object.entries(FEATURES)) {
    try {
      await use({ server, workplace, model, uri });
    } catch (error) {
      throw new Error(`${name} failed`, { cause: error });
    }
  }
  return Object.keys(FEATURES);
}
