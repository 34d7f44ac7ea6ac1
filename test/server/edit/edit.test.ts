import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeActionTriggerKind,
  LSPErrorCodes,
  type Range,
  ResponseError,
} from "vscode-languageserver/node";
import {
  EditDeltaNotification,
  EditRangeRequest,
  type EditResult,
  type EditRunParams,
  EditRunRequest,
} from "../../../language-server/protocol/edit.ts";
import type { ServerProcess } from "../support/client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { type Stream, type TestEngine, textsOf } from "../support/test-engine.ts";
import type { Workplace } from "../support/workplace.ts";

const TEXT = "function add(a, b) {\n  return a - b;\n}\n\nconst x = add(1, 2);\n";
const rangeOf = (
  startLine: number,
  startCharacter: number,
  endLine: number,
  endCharacter: number,
): Range => ({
  start: { line: startLine, character: startCharacter },
  end: { line: endLine, character: endCharacter },
});
const STATEMENT = rangeOf(1, 2, 1, 15);

describe("edits", function () {
  this.timeout(60_000);
  let played: PlayedServer;
  let workplace: Workplace;
  let engine: TestEngine;
  let server: ServerProcess;
  let uri: string;
  let files = 0;

  before(async () => {
    played = await startPlayed();
    ({ workplace, engine, server } = played);
  });
  after(async () => {
    await played?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    uri = workplace.uri(`sum-${files++}.js`);
    await server.open(uri, TEXT, "javascript");
    engine.requests.length = 0;
  });

  function edit(stream: Stream | string[], params: Partial<EditRunParams> = {}): Promise<EditResult> {
    engine.stream = Array.isArray(stream) ? { says: stream, stoppedBy: "<|return|>" } : stream;
    return server.connection.sendRequest(EditRunRequest, {
      requestId: "edit",
      textDocument: { uri, version: 1 },
      range: STATEMENT,
      instruction: "Add instead of subtracting.",
      kind: "edit",
      ...params,
    });
  }

  const prompt = () => textsOf(engine.requests.at(-1)?.prompt).join("");

  it("answers with whole lines, and streams what the model says", async () => {
    const pieces: string[] = [];
    const subscription = server.connection.onNotification(EditDeltaNotification, ({ requestId, text }) => {
      if (requestId === "edit") pieces.push(text);
    });
    const result = await edit(["  return", " a + b", ";"]);
    subscription.dispose();
    assert.equal(result.newText, "  return a + b;\n");
    assert.deepEqual(result.range, rangeOf(1, 0, 2, 0));
    assert.equal(pieces.join(""), "  return a + b;");
    assert.equal(result.stopReason, "end");
  });

  it("shows the model the code around, what is wrong, and what is related", async () => {
    await edit(["  return a + b;"], {
      kind: "fix",
      instruction: "",
      diagnostics: [{ range: STATEMENT, message: "Wrong\nsign", code: 7, source: "lint", severity: 2 }],
      related: [{ path: "lib.js", text: "export const sign = 1;" }],
    });
    assert.match(prompt(), /File: sum-\d+\.js\nLanguage: JavaScript/);
    assert.match(prompt(), /before the selection:\n```javascript\nfunction add\(a, b\) \{\n```/);
    assert.match(prompt(), /after the selection:\n```javascript\n\}\n\nconst x/);
    assert.match(prompt(), /Line 2: Warning \[lint 7\]: Wrong sign\n/);
    assert.match(prompt(), /From lib\.js:\n```javascript\nexport const sign = 1;/);
    assert.match(prompt(), /Selection:\n```javascript\n {2}return a - b;\n```.*```javascript\n$/s);
    assert.equal(engine.requests.at(-1)?.draft, "input");
  });

  it("is for the block around the cursor where nothing is selected", async () => {
    const cursor = rangeOf(1, 4, 1, 4);
    const { range } = await server.connection.sendRequest(EditRangeRequest, {
      textDocument: { uri },
      range: cursor,
    });
    assert.deepEqual(range, rangeOf(0, 0, 3, 0));
    const result = await edit(["const add = (a, b) => a + b;"], { range: cursor });
    assert.deepEqual([result.range, result.newText], [range, "const add = (a, b) => a + b;\n"]);
  });

  it("leaves out the line at whose start a selection ends, and ends with the text's last line", async () => {
    assert.deepEqual((await edit(["x"], { range: rangeOf(0, 0, 3, 0) })).range, rangeOf(0, 0, 3, 0));
    await server.change(uri, { text: "a();\r\nb();" });
    const result = await edit(["c();"], {
      range: rangeOf(1, 0, 1, 4),
      textDocument: { uri, version: 2 },
    });
    assert.deepEqual([result.range, result.newText], [rangeOf(1, 0, 1, 4), "c();"]);
    const first = await edit(["c();\nd();"], {
      range: rangeOf(0, 0, 0, 4),
      textDocument: { uri, version: 2 },
    });
    assert.equal(first.newText, "c();\r\nd();\r\n");
  });

  const useless: { what: string; stream: Stream; unusable: EditResult["unusable"] }[] = [
    { what: "empty", stream: { says: [] }, unusable: "empty" },
    { what: "the same", stream: { says: ["return a - b;"] }, unusable: "same" },
    {
      what: "prose",
      stream: { says: ["This function subtracts one number from the other."] },
      unusable: "prose",
    },
    {
      what: "without an end",
      stream: { says: ["  return a +"], stopReason: "length" },
      unusable: "unfinished",
    },
  ];
  for (const { what, stream, unusable } of useless)
    it(`says so when the answer is ${what}, and what it was`, async () => {
      const result = await edit(stream);
      assert.deepEqual([result.stopReason, result.unusable, result.newText], ["unusable", unusable, ""]);
      assert.equal(result.answer, [...stream.says].join(""));
    });

  it("is refused for a version that the document no longer has, and for more code than there is room for", async () => {
    await server.change(uri, { text: "let a;\n" });
    assert.equal((await edit(["x"])).unusable, "stale");
    await server.change(uri, { text: "let a = 1;\n".repeat(8_000) });
    const long = await edit(["x"], { range: rangeOf(0, 0, 7_999, 0), textDocument: { uri, version: 3 } });
    assert.equal(long.unusable, "tooLong");
    assert.equal(engine.requests.length, 0);
  });

  it("is refused where the context turns out too small for it", async () => {
    engine.shrinksTo = 2_048;
    assert.equal((await edit(["x"])).unusable, "tooLong");
  });

  it("stops at once", async () => {
    const cancel = new CancellationTokenSource();
    function* forever() {
      yield "x";
      cancel.cancel();
      for (;;) yield "x";
    }
    engine.stream = { says: forever(), everyMs: 2 };
    const running = server.connection.sendRequest(
      EditRunRequest,
      {
        requestId: "edit",
        textDocument: { uri, version: 1 },
        range: STATEMENT,
        instruction: "",
        kind: "edit",
      },
      cancel.token,
    );
    assert.equal((await running).stopReason, "cancelled");
  });

  function actions(
    target: ServerProcess,
    only?: string[],
    diagnostics: object[] = [],
  ): Promise<CodeAction[]> {
    return target.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: STATEMENT,
      context: { diagnostics: diagnostics as never, only, triggerKind: CodeActionTriggerKind.Invoked },
    }) as Promise<CodeAction[]>;
  }
  const PROBLEM = { range: STATEMENT, message: "a is never added", severity: 1 };

  it("are listed as code actions without asking the model, by the kinds that are wanted", async () => {
    const kinds = (await actions(server, undefined, [PROBLEM])).map(({ kind }) => kind);
    assert.deepEqual(kinds, [
      "quickfix.ossicle",
      "refactor.rewrite.ossicle.simplify",
      "refactor.rewrite.ossicle.document",
    ]);
    assert.deepEqual(
      (await actions(server, ["quickfix"], [PROBLEM])).map(({ title }) => title),
      ["Fix with Ossicle"],
    );
    assert.equal((await actions(server, ["refactor.rewrite"], [PROBLEM])).length, 2);
    assert.equal((await actions(server, ["source.organizeImports"])).length, 0);
    assert.equal(engine.requests.length, 0);
  });

  it("come whole, when another editor resolves the action", async () => {
    const [simplify] = await actions(server, ["refactor.rewrite.ossicle.simplify"]);
    assert.ok(simplify && simplify.command === undefined && simplify.edit === undefined);
    engine.stream = { says: ["  return a + b;"], stoppedBy: "<|return|>" };
    const resolved = await server.connection.sendRequest(CodeActionResolveRequest.type, simplify);
    assert.deepEqual(resolved.edit?.changes?.[uri], [
      { range: rangeOf(1, 0, 2, 0), newText: "  return a + b;\n" },
    ]);
    await server.change(uri, { text: "let a;\n" });
    await assert.rejects(
      server.connection.sendRequest(CodeActionResolveRequest.type, simplify),
      (error) => error instanceof ResponseError && error.code === LSPErrorCodes.ContentModified,
    );
  });

  it("are commands for a client that reviews edits", async () => {
    const reviewing = await workplace.server({
      settings: { model: { path: "/test.gguf" } },
      capabilities: { workspace: { configuration: true }, experimental: { ossicleReview: true } },
    });
    await reviewing.open(uri, TEXT, "javascript");
    const [fix] = await actions(reviewing, ["quickfix"], [PROBLEM]);
    assert.equal(fix?.command?.command, "ossicle.editCode");
    assert.deepEqual(fix.command.arguments, [{ uri, range: STATEMENT, kind: "fix", instruction: "" }]);
    await reviewing.end();
  });
});
