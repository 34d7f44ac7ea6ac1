/** Several suggestions for one place, as they come over the wire. */
import assert from "node:assert/strict";
import { InlineCompletionRequest, InlineCompletionTriggerKind } from "vscode-languageserver/node";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";

const ANSWERS = ["width * height;", "area(width, height);", "height;"];

describe("suggestions that the user asks for", () => {
  let played: PlayedServer;
  let uri: string;
  let documents = 0;

  before(async () => {
    played = await startPlayed();
  });
  after(() => played?.[Symbol.asyncDispose]());

  beforeEach(async () => {
    uri = played.workplace.uri(`size-${++documents}.f`);
    await played.server.open(uri, "size = \n", "fortran");
    played.engine.streams = ANSWERS.map((answer) => ({ says: [answer, "\n```"] }));
    played.engine.requests.length = 0;
  });
  afterEach(() => played.server.close(uri));

  async function ask(triggerKind: InlineCompletionTriggerKind, asksOnce?: boolean): Promise<string[]> {
    const position = { line: 0, character: 7 };
    const params = { textDocument: { uri }, position, context: { triggerKind }, asksOnce };
    const answer = await played.server.connection.sendRequest(InlineCompletionRequest.type, params);
    const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
    return items.map(({ insertText }) => insertText.toString());
  }

  it("come all at once for an editor that asks once, the likeliest first", async () => {
    assert.deepEqual(await ask(InlineCompletionTriggerKind.Invoked, true), ANSWERS);
    const asked = played.engine.requests.filter(({ lane }) => lane === "completion");
    assert.deepEqual(
      asked.map(({ sampling }) => sampling.seed),
      [undefined, 1, 2],
    );
  });

  it("are one for an editor that asks again, and all the second time", async () => {
    assert.deepEqual(await ask(InlineCompletionTriggerKind.Invoked), ANSWERS.slice(0, 1));
    played.engine.streams = ANSWERS.map((answer) => ({ says: [answer, "\n```"] }));
    assert.deepEqual(await ask(InlineCompletionTriggerKind.Invoked), ANSWERS);
  });

  it("are one where the editor asks by itself", async () => {
    assert.deepEqual(await ask(InlineCompletionTriggerKind.Automatic, true), ANSWERS.slice(0, 1));
  });
});
