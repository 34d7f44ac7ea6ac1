/** VS Code's chat on the model over the wire, with an engine that says what a test wants. */
import assert from "node:assert/strict";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { TokensCountRequest, type ToolSpec } from "../../../language-server/protocol/chat.ts";
import { answerReserve } from "../../../language-server/protocol/limits.ts";
import { answerStream } from "../support/agent-streams.ts";
import { calling, LanguageModelClient, resultOf, said } from "../support/language-model-client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { type Stream, textsOf } from "../support/test-engine.ts";
import { until } from "../support/until.ts";

const WEATHER: ToolSpec = {
  name: "weather",
  description: "Says what the weather is.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const CLOCK: ToolSpec = { name: "clock", description: "Says the time." };

const ID = "5f1c9b8e-0000-4000-8000-000000000001";
const SYSTEM = `Be brief.\nLog to /logs/${ID}/debug.`;

/** A call of one of the caller's tools. */
function functionCall(name: string, args: string, thought = ""): Stream {
  const thoughts =
    thought === ""
      ? []
      : ["<|channel|>", "analysis", "<|message|>", thought, "<|end|>", "<|start|>", "assistant"];
  return {
    says: [
      ...thoughts,
      ...["<|channel|>", `commentary to=functions.${name} `, "<|constrain|>", "json", "<|message|>", args],
    ],
    stoppedBy: "<|call|>",
  };
}

describe("the language model over the wire", () => {
  let played: PlayedServer;
  let client: LanguageModelClient;
  before(async () => {
    played = await startPlayed();
    client = new LanguageModelClient(played.server);
  });
  beforeEach(() => {
    played.engine.stream = answerStream("Nothing more was expected.");
    played.engine.streams = [];
    played.engine.says = undefined;
    played.engine.countsPrompts = false;
    played.engine.requests.length = 0;
  });
  after(() => played?.[Symbol.asyncDispose]());

  const question = [said("system", SYSTEM), said("user", "How is it in Rome?")];
  const options = { conversationId: ID, tools: [WEATHER, CLOCK] };
  const lastPrompt = () => textsOf(played.engine.requests.at(-1)?.prompt).join("");

  it("answers, with its thoughts and what it took", async () => {
    played.engine.streams = [answerStream("Sunny.", "Hm.")];
    const responded = await client.respond(question, options);
    assert.deepEqual([responded.text, responded.thoughts, responded.stopReason], ["Sunny.", "Hm.", "end"]);
    assert.deepEqual([responded.promptTokens, responded.evaluatedTokens], [10, 6]);
    assert.equal(played.engine.requests[0]?.lane, "chat");
  });

  it("calls a tool of the caller's, and goes on from its own tokens once it has the result", async () => {
    played.engine.streams = [functionCall("weather", '{"city":"Rome"}', "I look."), answerStream("Sunny.")];
    const first = await client.respond(question, options);
    assert.equal(first.stopReason, "toolCalls");
    const [call] = first.calls;
    assert.deepEqual({ ...call, id: "" }, { kind: "call", id: "", name: "weather", input: { city: "Rome" } });
    assert.ok(call);
    const before = played.engine.requests[0]?.prompt;
    const next = await client.respond([...question, calling(call), resultOf(call, "sun")], options);
    assert.equal(next.text, "Sunny.");
    const after = played.engine.requests[1]?.prompt;
    assert.ok(Array.isArray(before) && Array.isArray(after));
    assert.deepEqual(after.slice(0, before.length), before);
    const text = textsOf(after.slice(before.length)).join("");
    assert.equal(
      text,
      'analysisI look.assistantcommentary to=functions.weather json{"city":"Rome"}functions.weather to=assistantcommentarysunassistant',
    );
    assert.deepEqual(
      played.engine.requests.map(({ session }) => session)[0],
      played.engine.requests[1]?.session,
    );
  });

  it("has the same beginning in every conversation, up to the line that names it", async () => {
    const other = ID.replace(/1$/, "2");
    await client.respond(question, options);
    const [one] = played.engine.requests;
    await client.respond([said("system", SYSTEM.replace(ID, other)), said("user", "Why?")], {
      ...options,
      conversationId: other,
    });
    const two = played.engine.requests.findLast(({ maxTokens }) => maxTokens > 0);
    const heads = [one, two].map((request) => {
      const prompt = request?.prompt;
      assert.ok(Array.isArray(prompt));
      return prompt.slice(
        0,
        prompt.findIndex((part) => "checkpoint" in part),
      );
    });
    assert.deepEqual(heads[0], heads[1]);
    const text = textsOf(heads[0]).join("");
    assert.match(text, /# Tools[\s\S]*# Instructions\n\nBe brief\./);
    assert.doesNotMatch(text, /\/logs/);
  });

  it("asks a title beside the conversations, with little thought", async () => {
    await client.respond([said("system", "Write a title."), said("user", "How is it?")], {
      reasoningEffort: "high",
    });
    const [request] = played.engine.requests;
    assert.equal(request?.lane, "side");
    assert.match(lastPrompt(), /Reasoning: low/);
    assert.equal(played.engine.requests.length, 1, "nothing is warmed");
  });

  it("puts inline chat where edits are", async () => {
    await client.respond(question, { tools: [WEATHER] });
    assert.equal(played.engine.requests[0]?.lane, "edit");
  });

  it("says with its sizes that a request is too long", async () => {
    const { cutReason, sizes, stopReason } = await client.respond(
      [said("user", "word ".repeat(9_000))],
      options,
    );
    assert.deepEqual([cutReason, stopReason, sizes?.contextTokens], ["tooLong", "context", 8_192]);
    assert.ok((sizes?.promptTokens ?? 0) > 11_000);
    assert.equal(played.engine.requests.length, 0);
  });

  it("answers what is as long as it may be by the counts that the caller gets", async () => {
    const texts = ["word ".repeat(1_000), ...Array.from({ length: 50 }, () => "word ".repeat(76))];
    const { counts } = await played.server.connection.sendRequest(TokensCountRequest, { texts });
    const counted = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(counted > 5_900 && counted <= 8_192 - answerReserve(8_192), `${counted} tokens`);
    const [system = "", ...users] = texts;
    const messages = [said("system", system), ...users.map((text) => said("user", text))];
    const { stopReason } = await client.respond(messages, options);
    assert.equal(stopReason, "end");
  });

  it("cuts the oldest results of a conversation that is too long, once and for all", async () => {
    const round = (id: string, characters: number) => {
      const call = { kind: "call" as const, id, name: "clock", input: {} };
      return [calling(call), resultOf(call, `${id} `.repeat(characters / (id.length + 1)))];
    };
    const rounds = [...round("first", 12_000), ...round("second", 8_000), ...round("third", 4_000)];
    await client.respond([...question, ...rounds], options);
    assert.match(lastPrompt(), /(first ){30}[^!]{0,40}… \(cut: [\s\S]*(second ){1000}/);
    assert.doesNotMatch(lastPrompt(), /(first ){50}/);
    // It would have room now.
    await client.respond([...question, ...rounds.slice(0, 4)], options);
    assert.doesNotMatch(lastPrompt(), /(first ){50}/);
  });

  it("says how far a long prompt is evaluated, and that another conversation comes first", async () => {
    played.engine.streams = [
      {
        ...answerStream("Sunny."),
        notifies: (id) => [
          ["queued", { id }],
          ["promptProgress", { id, evaluatedTokens: 512, promptTokens: 2_048 }],
        ],
      },
    ];
    const { events } = await client.respond(question, options);
    assert.deepEqual(events.slice(0, 2), [
      { kind: "queued" },
      { kind: "progress", evaluatedTokens: 512, promptTokens: 2_048 },
    ]);
  });

  it("ends at a cancel with what there is", async () => {
    const cancel = new CancellationTokenSource();
    played.engine.streams = [{ says: endlessAnswer() }];
    const { stopReason, text } = await client.respond(question, {
      ...options,
      token: cancel.token,
      onEvent: () => cancel.cancel(),
    });
    assert.equal(stopReason, "cancelled");
    assert.match(text, /^on and /);
  });

  it("warms what the next question begins with", async () => {
    played.engine.streams = [answerStream("Sunny.", "Hm.")];
    await client.respond(question, options);
    const warmed = await until("it is warmed", async () =>
      played.engine.requests.find(({ maxTokens }) => maxTokens === 0),
    );
    const text = textsOf(warmed.prompt).join("");
    assert.match(text, /assistantfinalSunny\.$/);
    assert.equal(warmed.session, played.engine.requests[0]?.session);
  });

  // The last one: the context stays as small.
  it("fits a context that turns out smaller than it was to be", async () => {
    played.engine.shrinksTo = 4_096;
    const { text, stopReason } = await client.respond(question, options);
    assert.deepEqual([text, stopReason], ["Nothing more was expected.", "end"]);
    const { sizes } = await client.respond([said("user", "word ".repeat(4_000))], options);
    assert.equal(sizes?.contextTokens, 4_096);
  });
});

/** Nothing but a cancel ends it: it doesn't repeat itself. */
function* endlessAnswer(): Generator<string> {
  yield* ["<|channel|>", "final", "<|message|>"];
  for (let count = 0; ; count++) yield `on and ${count} `;
}
