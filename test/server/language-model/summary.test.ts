/** VS Code has a conversation summed up: beside its next message, or as a text of its own. */
import assert from "node:assert/strict";
import { CancellationTokenSource } from "vscode-languageserver/node";
import type { Part, Prompt } from "../../../language-server/engine-protocol/protocol.ts";
import type { LanguageModelMessage } from "../../../language-server/protocol/language-model.ts";
import { answerStream } from "../support/agent-streams.ts";
import {
  calling,
  LanguageModelClient,
  type Responded,
  resultOf,
  said,
} from "../support/language-model-client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { type Stream, textsOf } from "../support/test-engine.ts";

const TOOLS = [{ name: "read_file", description: "" }];
const ASKS = `Sum it up. ${"Say all. ".repeat(300)} Answer with <summary>…</summary>.`;
const call: Stream = {
  says: ["<|channel|>", "commentary to=functions.read_file ", "<|constrain|>", "json", "<|message|>", "{}"],
  stoppedBy: "<|call|>",
};
const summary = (text: string): Stream => ({ says: [text], stoppedBy: "<|return|>" });
const WITH_REQUEST = (text: string) =>
  `<summary>\n${text}\n\nThe user's request, word for word:\n<userRequest>\nSort the list.\n</userRequest>\n</summary>`;

describe("a conversation of VS Code's chat is summed up", () => {
  let played: PlayedServer;
  let client: LanguageModelClient;
  let conversations = 0;
  before(async () => {
    played = await startPlayed();
    client = new LanguageModelClient(played.server);
  });
  beforeEach(() => {
    conversations++;
    played.engine.streams = [];
    played.engine.says = undefined;
    played.engine.requests.length = 0;
    played.engine.stream = answerStream("Nothing more was expected.");
  });
  after(() => played?.[Symbol.asyncDispose]());

  const question = said("user", "<userRequest>Sort the list.</userRequest>");
  const respond = (
    messages: LanguageModelMessage[],
    more: Parameters<LanguageModelClient["respond"]>[1] = {},
  ) => client.respond(messages, { conversationId: `conversation-${conversations}`, tools: TOOLS, ...more });
  const partsOf = (prompt: Prompt | undefined): Part[] => (Array.isArray(prompt) ? prompt : []);
  /** The round after a call. */
  const round = ({ calls: [first] }: Responded): LanguageModelMessage[] => {
    assert.ok(first);
    return [question, calling(first), resultOf(first, "a\nb")];
  };

  it("by a text with the user's request in it, behind what the model wrote last, and never by a call", async () => {
    played.engine.streams = [call, summary("We looked.</summary>")];
    await respond([question]);
    const { text, calls, stopReason } = await respond([question, said("user", ASKS)]);
    assert.deepEqual([text, calls, stopReason], [WITH_REQUEST("We looked."), [], "end"]);
    const [main, beside] = played.engine.requests;
    assert.deepEqual([beside?.lane, beside?.context, beside?.session], ["side", "chat", main?.session]);
    const before = partsOf(main?.prompt);
    const prompt = partsOf(beside?.prompt);
    assert.deepEqual(prompt.slice(0, before.length), before);
    const written = textsOf(prompt.slice(before.length)).join("");
    assert.match(
      written,
      /^(?:assistant)?commentary to=functions\.read_file json\{\}functions\.read_file to=assistant/,
    );
    assert.match(written, /Answer with <summary>…<\/summary>\.assistantfinal<summary>\n$/);
  });

  it("behind the answer that is under way", async () => {
    played.engine.streams = [call];
    const messages = round(await respond([question]));
    played.engine.streams = [answerStream("Sorted."), summary("We sorted.")];
    const both = [respond(messages), respond([...messages, said("user", ASKS)])];
    const [answer, summed] = await Promise.all(both);
    assert.deepEqual([answer?.text, summed?.text], ["Sorted.", WITH_REQUEST("We sorted.")]);
    const asked = played.engine.requests.filter(({ maxTokens }) => maxTokens > 0).slice(1);
    assert.deepEqual(
      asked.map(({ lane }) => lane),
      ["chat", "side"],
    );
  });

  it("interrupted by the next message: that goes first, and the summary goes on behind it", async () => {
    played.engine.streams = [call];
    const messages = round(await respond([question]));
    let next: Promise<Responded> | undefined;
    const slow = function* () {
      yield "We";
      next = respond(messages);
      for (;;) yield " waited";
    };
    played.engine.streams = [{ says: slow(), everyMs: 2 }, answerStream("Sorted."), summary(" and sorted.")];
    const summed = await respond([question, said("user", ASKS)]);
    assert.equal((await next)?.text, "Sorted.");
    assert.match(summed.text, /^<summary>\nWe(?: waited)* and sorted\.\n\nThe user's request/);
    const lanes = played.engine.requests.filter(({ maxTokens }) => maxTokens > 0).map(({ lane }) => lane);
    assert.deepEqual(lanes, ["chat", "side", "chat", "side"]);
    const last = played.engine.requests.findLast(({ lane }) => lane === "side");
    assert.match(textsOf(last?.prompt).join(""), /assistantfinalSorted\.user[\s\S]*<summary>\nWe/);
  });

  it("by what was asked and called, where the context has no room for the model's own", async () => {
    played.engine.streams = [call, { says: [], stopReason: "context" }];
    await respond([question]);
    const { text, stopReason } = await respond([question, said("user", ASKS)]);
    assert.equal(stopReason, "end");
    assert.match(text, /^<summary>\nThe user asked: [\s\S]*<\/summary>$/);
  });

  it("by nothing where it is cancelled", async () => {
    const cancel = new CancellationTokenSource();
    const slow = function* () {
      yield "We";
      cancel.cancel();
      for (;;) yield " waited";
    };
    played.engine.streams = [{ says: slow(), everyMs: 2 }];
    const { text, stopReason } = await respond([question, said("user", ASKS)], { token: cancel.token });
    assert.deepEqual([text, stopReason], ["", "cancelled"]);
  });

  it("that comes as a text and is longer than the context, but for its middle", async () => {
    played.engine.streams = [summary("We looked.")];
    const conversation = `The user: <userRequest>Sort the list.</userRequest>${"word ".repeat(8_000)}The end.`;
    const { text } = await client.respond([
      said("system", ASKS),
      said("user", conversation),
      said("user", "Now."),
    ]);
    assert.equal(text, WITH_REQUEST("We looked."));
    const prompt = textsOf(played.engine.requests[0]?.prompt).join("");
    assert.match(prompt, /Sort the list[\s\S]* \(left out: [\s\S]*The end\./);
  });

  it("that comes as a text, beside the conversations", async () => {
    played.engine.streams = [summary("We looked.")];
    const messages = [
      said("system", ASKS),
      said("user", "The user: <userRequest>Sort the list.</userRequest>"),
      said("user", "Now."),
    ];
    const { text } = await client.respond(messages);
    assert.equal(text, WITH_REQUEST("We looked."));
    assert.equal(played.engine.requests[0]?.lane, "side");
  });
});
