import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import * as v from "valibot";
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
} from "vscode-jsonrpc/node";
import {
  ask,
  nothing,
  notification,
  onNotification,
  onRequest,
  request,
  serve,
} from "../../../common/wire.ts";

const INVALID_PARAMS = -32602;

const Double = request("double", v.object({ of: v.number() }), v.object({ is: v.number() }));
const Wait = request("wait", v.object({}), v.string());
const Last = request("last", nothing, v.number());
const Said = notification("said", v.object({ text: v.string() }));

describe("messages that are defined by their schemas", () => {
  let client: MessageConnection;
  let server: MessageConnection;
  let toServer: PassThrough;

  beforeEach(() => {
    toServer = new PassThrough();
    const toClient = new PassThrough();
    client = createMessageConnection(toClient, toServer);
    server = createMessageConnection(toServer, toClient);
    client.listen();
    server.listen();
  });
  afterEach(() => {
    client.dispose();
    server.dispose();
  });

  it("answers a request, without what the schema doesn't know", async () => {
    serve(server, [onRequest(Double, (params) => ({ is: 2 * params.of, keys: Object.keys(params) }))]);
    assert.deepEqual(await client.sendRequest("double", { of: 4, more: 1 }), { is: 8, keys: ["of"] });
    assert.deepEqual(await ask(client, Double, { of: 4 }), { is: 8 });
  });

  it("answers InvalidParams to parameters that don't fit, naming the field but not what it held", async () => {
    let calls = 0;
    serve(server, [onRequest(Double, () => ({ is: calls++ }))]);
    for (const params of [undefined, null, {}, { of: "SECRET" }, { of: null }, [4], "SECRET"])
      await assert.rejects(
        client.sendRequest("double", params),
        (error: ResponseError<void>) => error.code === INVALID_PARAMS && !error.message.includes("SECRET"),
        JSON.stringify(params),
      );
    await assert.rejects(client.sendRequest("double", { of: "4" }), /^Error: of: number expected$/);
    assert.equal(calls, 0);
  });

  it("takes null and an empty object for no parameters", async () => {
    serve(server, [onRequest(Last, () => 7)]);
    assert.equal(await client.sendRequest("last", null), 7);
    assert.equal(await client.sendRequest("last", {}), 7);
  });

  it("takes an empty list for no parameters, as Lua sends an empty table", async () => {
    const called = new Promise<void>((resolve) => {
      serve(server, [
        onRequest(Last, () => {
          resolve();
          return 7;
        }),
      ]);
    });
    const message = JSON.stringify({ jsonrpc: "2.0", id: "list", method: "last", params: [] });
    toServer.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
    await called;
  });

  it("rejects a result that doesn't fit, naming the field", async () => {
    server.onRequest("double", () => ({ is: "8" }));
    await assert.rejects(ask(client, Double, { of: 4 }), /double.*is: number expected/);
    server.onRequest("double", () => null);
    await assert.rejects(ask(client, Double, { of: 4 }), /double.*result: Object expected/);
  });

  it("aborts what is running when it is cancelled, and when its table's owner ends", async () => {
    const owner = new AbortController();
    let began = () => {};
    const beginning = () => new Promise<void>((resolve) => (began = resolve));
    serve(
      server,
      [
        onRequest(Wait, (_, signal) => {
          began();
          return new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("aborted")));
        }),
      ],
      { ended: owner.signal },
    );
    const cancel = new CancellationTokenSource();
    let hasBegun = beginning();
    const cancelled = ask(client, Wait, {}, cancel.token);
    await hasBegun;
    cancel.cancel();
    assert.equal(await cancelled, "aborted");
    hasBegun = beginning();
    const ended = ask(client, Wait, {});
    await hasBegun;
    owner.abort();
    assert.equal(await ended, "aborted");
  });

  it("turns what a handler throws into the error that the other side gets", async () => {
    const toError = (error: unknown) => new ResponseError(7, `because ${String(error)}`);
    serve(server, [onRequest(Double, () => Promise.reject("of that"))], { toError });
    await assert.rejects(ask(client, Double, { of: 4 }), { code: 7, message: "because of that" });
    await assert.rejects(client.sendRequest("double", {}), { code: INVALID_PARAMS });
  });

  it("leaves a notification out that doesn't fit, and says so without what it held", async () => {
    const heard: string[] = [];
    const lines: string[] = [];
    let done = () => {};
    const end = new Promise<void>((resolve) => (done = resolve));
    serve(server, [onNotification(Said, ({ text }) => (text === "end" ? done() : void heard.push(text)))], {
      log: (line) => lines.push(line),
    });
    for (const params of [
      { text: "one" },
      { text: 5 },
      null,
      { other: "SECRET" },
      { text: "two" },
      { text: "end" },
    ])
      await client.sendNotification("said", params);
    await end;
    assert.deepEqual(heard, ["one", "two"]);
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? "", /said.*text: string expected/);
    assert.ok(!lines.join().includes("SECRET"));
  });

  it("answers no more once it is disposed", async () => {
    serve(server, [onRequest(Double, ({ of }) => ({ is: 2 * of }))]).dispose();
    await assert.rejects(ask(client, Double, { of: 4 }), /Unhandled method/);
  });
});
