import assert from "node:assert/strict";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  ChatMeasureRequest,
  ChatSendRequest,
  TokensCountRequest,
} from "../../../language-server/protocol/chat.ts";
import {
  ContextExcludedRequest,
  ContextFitRequest,
  ContextSearchRequest,
  ContextSymbolsRequest,
} from "../../../language-server/protocol/context.ts";
import { EditRangeRequest, EditRunRequest } from "../../../language-server/protocol/edit.ts";
import {
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  ModelPlanRequest,
  ModelsInspectRequest,
} from "../../../language-server/protocol/models.ts";
import { SideAskRequest } from "../../../language-server/protocol/side.ts";
import { type EngineStats, ModelSelectRequest } from "../../../language-server/protocol/status.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const INVALID_PARAMS = -32602;

describe("messages that make no sense", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let uri: string;

  before(async () => {
    workplace = await Workplace.create();
    server = await workplace.server({
      settings: {
        model: { path: await fixture("tiny") },
        engine: { threads: 1, gpu: false },
        completion: { maxTokens: 4 },
      },
    });
    await server.state("ready");
    uri = workplace.uri("open.ts");
    await server.open(uri, "const one = 1;\n");
  });
  after(() => workplace[Symbol.asyncDispose]());

  const request = (change: object) => ({
    textDocument: { uri },
    position: { line: 0, character: 0 },
    context: { triggerKind: 1 },
    ...change,
  });

  const wrong: [string, () => unknown][] = [
    ["no params", () => undefined],
    ["null", () => null],
    ["a list", () => [1, 2]],
    ["a document that isn't open", () => request({ textDocument: { uri: workplace.uri("closed.ts") } })],
    ["a document without uri", () => request({ textDocument: {} })],
    ["no position", () => request({ position: undefined })],
    ["a negative line", () => request({ position: { line: -1, character: 0 } })],
    ["half a character", () => request({ position: { line: 0, character: 0.5 } })],
    ["a line that is text", () => request({ position: { line: "0", character: 0 } })],
    ["no context", () => request({ context: undefined })],
    ["an unknown trigger", () => request({ context: { triggerKind: 9 } })],
    [
      "a selected item without range",
      () => request({ context: { triggerKind: 1, selectedCompletionInfo: { text: "x" } } }),
    ],
  ];
  for (const [what, params] of wrong)
    it(`answers InvalidParams to an inline completion with ${what}`, async () => {
      await assert.rejects(server.connection.sendRequest("textDocument/inlineCompletion", params()), {
        code: INVALID_PARAMS,
      });
    });

  it("answers InvalidParams to commands that are not its own, or without arguments", async () => {
    const execute = (params: unknown) => server.connection.sendRequest("workspace/executeCommand", params);
    await assert.rejects(execute({ command: "rm" }), { code: INVALID_PARAMS });
    await assert.rejects(execute({ command: "ossicle.server.suggestionAccepted" }), { code: INVALID_PARAMS });
    await assert.rejects(execute({}), { code: INVALID_PARAMS });
  });

  it("answers InvalidParams to requests of its own that make no sense", async () => {
    const requests = [
      ChatSendRequest,
      ChatMeasureRequest,
      TokensCountRequest,
      ContextFitRequest,
      ContextSearchRequest,
      ContextSymbolsRequest,
      ContextExcludedRequest,
      SideAskRequest,
      EditRunRequest,
      EditRangeRequest,
      ModelSelectRequest,
      ModelsInspectRequest,
      ModelPlanRequest,
      DownloadStartRequest,
      DownloadPauseRequest,
      DownloadCancelRequest,
    ];
    for (const { method } of requests)
      for (const params of [undefined, null, [], [1, 2], {}, { path: 5, id: {}, query: [], texts: "a" }])
        await assert.rejects(
          server.connection.sendRequest(method, params),
          { code: INVALID_PARAMS },
          `${method} ${JSON.stringify(params)}`,
        );
  });

  it("refuses a malformed edit whole, and keeps the document as it was", async () => {
    const { connection } = server;
    const broken = workplace.uri("broken.ts");
    await connection.sendNotification("textDocument/didOpen", { textDocument: { uri: broken, text: 5 } });
    await assert.rejects(server.suggest(broken, { line: 0, character: 0 }), { code: INVALID_PARAMS });
    for (const contentChanges of [
      [{ text: "lost" }, { range: { start: { line: 0 } }, text: "x" }],
      [{ range: null, text: 7 }],
      "everything",
    ])
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: 2 },
        contentChanges,
      });
    await connection.sendNotification("textDocument/didChange", null);
    await connection.sendNotification("textDocument/didClose", {});
    await server.suggest(uri, { line: 1, character: 0 });
    const shown = await server.lastPrompt();
    assert.ok(shown.includes("const one = 1;"), shown);
    assert.ok(!shown.includes("lost"), shown);
  });

  it("survives what is no JSON-RPC at all", async () => {
    const { stdin } = server.process;
    const send = (body: string) => stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    for (const body of [
      "{",
      "null",
      "[]",
      "7",
      '"text"',
      "{}",
      '{"jsonrpc":"2.0","method":5}',
      '{"jsonrpc":"2.0","id":{},"method":"shutdown?"}',
      '{"jsonrpc":"2.0","method":"$/cancelRequest"}',
      '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"no such"}}',
      '{"jsonrpc":"2.0","id":"no such","result":1}',
      '{"jsonrpc":"2.0","method":"ossicle/completion/snooze","params":{"until":"never"}}',
      '{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":7}',
      '{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles"}',
      '{"jsonrpc":"2.0","method":"workspace/didChangeWorkspaceFolders","params":null}',
    ])
      send(body);
    stdin?.write("Content-Type: text/plain\r\n\r\n");
    let answer: EngineStats | undefined;
    void server.stats().then((stats) => {
      answer = stats;
    });
    // What comes in one piece with a header without length lies there until more comes:
    // https://github.com/microsoft/vscode-languageserver-node/blob/main/jsonrpc/src/common/messageReader.ts
    await until("the server still answers", async () => {
      await server.connection.sendNotification("$/setTrace", { value: "off" });
      return answer;
    });
  });

  it("keeps its documents right through thousands of random edits and requests", async () => {
    const bound = 40;
    const position = fc.record({ line: fc.nat(bound), character: fc.nat(bound) });
    const text = fc.oneof(
      fc.constantFrom(
        "\n",
        "\r\n",
        "\r",
        "\t",
        "  ",
        "}",
        "();",
        "🙂",
        "👩‍👩‍👧",
        "\uD83D",
        "é",
        "`",
        "```",
        "<|end|>",
        "",
      ),
      fc.string({ maxLength: 8 }),
    );
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({ kind: fc.constant("edit" as const), a: position, b: position, text }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("replace" as const), text: fc.string({ maxLength: 400 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("ask" as const), position, automatic: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("garbage" as const), params: fc.jsonValue() }) },
    );
    let documents = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 80 }), async (steps) => {
        const file = workplace.uri(`fuzz-${documents++}.ts`);
        const mirror = TextDocument.create(file, "typescript", 1, "start\n");
        await server.open(file, mirror.getText());
        const asked: Promise<void>[] = [];
        for (const action of steps) {
          if (action.kind === "edit" || action.kind === "replace") {
            const change =
              action.kind === "replace"
                ? { text: action.text }
                : { range: { start: action.a, end: action.b }, text: action.text };
            TextDocument.update(mirror, [change], mirror.version + 1);
            await server.change(file, change);
          } else if (action.kind === "garbage") {
            asked.push(
              server.connection.sendRequest("textDocument/inlineCompletion", action.params).then(
                () => assert.fail("An answer to garbage"),
                (error: { code: number }) => assert.equal(error.code, INVALID_PARAMS),
              ),
            );
          } else {
            const lines = mirror.lineCount;
            asked.push(
              server.suggest(file, action.position, action).then((item) => {
                if (!item?.range) return;
                assert.equal(item.range.start.line, item.range.end.line, "on one line");
                assert.ok(item.range.end.line < lines, "in the document");
              }),
            );
          }
        }
        await Promise.all(asked);
        // What the server holds is what the model is shown.
        const marker = `marker${documents}\n`;
        const end = mirror.positionAt(mirror.getText().length);
        await server.change(file, { range: { start: end, end }, text: `\n${marker}` });
        await server.suggest(file, { line: end.line + 2, character: 0 });
        const shown = await server.lastPrompt();
        assert.ok(shown.endsWith(marker), JSON.stringify(shown.slice(-80)));
        await server.close(file);
      }),
      { numRuns: 40, seed: 20, endOnFailure: true },
    );
    assert.equal(server.process.exitCode, null);
    await until("the model is ready", () => server.status?.state === "ready" || undefined);
  }).timeout(300_000);
});
