/** A suggestion whose first line is shown before the rest is there, as it comes over the wire. */
import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  ExecuteCommandRequest,
  type InlineCompletionItem,
} from "vscode-languageserver/node";
import { CompletionGrownNotification } from "../../../language-server/protocol/completion.ts";
import { CAPABILITIES, type ServerProcess } from "../support/client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { SlowAnswer } from "../support/slow-answer.ts";
import { until } from "../support/until.ts";

const FIRST = "const size = a * b;";
const REST = "\n  log(size);\n  return size;";
const TEXT = "function area(a, b) {\n  \n}\n";
const AT = { line: 1, character: 2 };

describe("a suggestion that grows", () => {
  let played: PlayedServer;
  let grown: unknown[];
  let answer: SlowAnswer;
  let uri: string;
  let documents = 0;

  before(async () => {
    const capabilities = { ...CAPABILITIES, experimental: { ossicleGrowing: true } };
    played = await startPlayed({}, { capabilities });
    played.server.connection.onNotification(CompletionGrownNotification, (place) => void grown.push(place));
  });
  after(() => played?.[Symbol.asyncDispose]());

  beforeEach(async () => {
    grown = [];
    answer = new SlowAnswer(FIRST, REST);
    played.engine.streams = [answer.stream];
    played.engine.requests.length = 0;
    uri = played.workplace.uri(`area-${++documents}.js`);
    await played.server.open(uri, TEXT, "javascript");
  });
  afterEach(async () => {
    answer.mayGoOn = true;
    await played.server.close(uri);
  });

  const asked = () => played.engine.requests.filter(({ lane }) => lane === "completion").length;
  const suggest = async (character = AT.character, server: ServerProcess = played.server) =>
    (await server.suggest(uri, { ...AT, character }, { automatic: true })) ?? assert.fail("no suggestion");
  const textOf = ({ insertText }: InlineCompletionItem) => insertText.toString();

  async function type(text: string, at = AT.character): Promise<void> {
    const place = { line: AT.line, character: at };
    await played.server.change(uri, { range: { start: place, end: place }, text });
  }

  it("is its first line, then a word that there is more, then the whole, of one answer of the model", async () => {
    const first = await suggest();
    assert.equal(textOf(first), FIRST);
    assert.equal(answer.hasEnded, false);
    assert.deepEqual(grown, []);
    answer.mayGoOn = true;
    await until("it has grown", () => grown.length > 0 || undefined);
    assert.deepEqual(grown, [{ uri, version: 1, position: AT }]);
    const whole = await suggest();
    assert.equal(textOf(whole), FIRST + REST);
    assert.deepEqual(whole.command, first.command, "it is the same suggestion");
    assert.equal(asked(), 1);
  });

  it("is whole at once for a client that can't add the rest", async () => {
    const { engine, workplace } = played;
    const other = await workplace.server({ settings: { model: { path: "/test.gguf" } } });
    await other.state("ready");
    other.connection.onNotification(CompletionGrownNotification, (place) => void grown.push(place));
    await other.open(uri, TEXT, "javascript");
    const whole = suggest(AT.character, other);
    await until("the first line is written", () => engine.sent > 200 || undefined);
    answer.mayGoOn = true;
    assert.equal(textOf(await whole), FIRST + REST);
    await other.end();
    assert.deepEqual(grown, []);
  });

  it("grows where the user is who types along with it", async () => {
    await suggest();
    await type("const ");
    assert.equal(textOf(await suggest(8)), FIRST.slice(6));
    answer.mayGoOn = true;
    await until("it has grown", () => grown.length > 0 || undefined);
    assert.deepEqual(grown, [{ uri, version: 2, position: { ...AT, character: 8 } }]);
    assert.equal(textOf(await suggest(8)), FIRST.slice(6) + REST);
    assert.equal(asked(), 1);
  });

  it("isn't written any further where the user types something else, and never grows", async () => {
    await suggest();
    played.engine.streams = [{ says: ["other();", "\n```"] }];
    await type("let x = ");
    await until("the model has stopped", () => answer.hasEnded || undefined);
    assert.equal(textOf(await suggest(10)), "other();");
    assert.equal(asked(), 2);
    assert.deepEqual(grown, []);
  });

  it("goes on where its first line was accepted, with what was written since", async () => {
    const { command } = await suggest();
    await type(FIRST);
    await played.server.connection.sendRequest(ExecuteCommandRequest.type, {
      command: command?.command ?? "",
      arguments: command?.arguments,
    });
    const rest = suggest(AT.character + FIRST.length);
    answer.mayGoOn = true;
    assert.equal(textOf(await rest), REST);
    assert.equal(asked(), 1);
    assert.deepEqual(grown, []);
  });

  it("is taken over by the next request where the one before was canceled", async () => {
    const { server } = played;
    const source = new CancellationTokenSource();
    const canceled = server.suggest(uri, AT, { automatic: true, token: source.token });
    await until("the model writes", () => answer.isWriting || undefined);
    source.cancel();
    const first = suggest();
    assert.equal(await canceled.catch(() => null), null);
    assert.equal(textOf(await first), FIRST);
    answer.mayGoOn = true;
    await until("it has grown", () => grown.length > 0 || undefined);
    assert.equal(textOf(await suggest()), FIRST + REST);
    assert.equal(asked(), 1);
  });
});
