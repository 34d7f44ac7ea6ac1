/** What models get wrong, and what must come of it in VS Code's chat: a call that is right, an answer, or nothing. */
import assert from "node:assert/strict";
import type { ToolSpec } from "../../../language-server/protocol/chat.ts";
import { answerStream } from "../support/agent-streams.ts";
import { LanguageModelClient, said } from "../support/language-model-client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import type { Stream } from "../support/test-engine.ts";

const TOOLS: ToolSpec[] = [
  {
    name: "read_file",
    description: "",
    parameters: { type: "object", properties: { path: { type: "string" } } },
  },
  { name: "list_dir", description: "" },
];
const ARGS = '{"path":"/a"}';
const CALL = { name: "read_file", input: { path: "/a" } };

/** A marker is a token of its own, and so is each text between two. */
function stream(text: string, stoppedBy = "<|call|>"): Stream {
  return { says: text.split(/(<\|[a-z]+\|>)/).filter((piece) => piece !== ""), stoppedBy };
}

const THOUGHT = "<|channel|>analysis<|message|>I look.<|end|><|start|>assistant";

/** Each is a call of read_file. */
const CALLS: Record<string, Stream> = {
  "the recipient before the channel": stream(
    `to=functions.read_file<|channel|>commentary <|constrain|>json<|message|>${ARGS}`,
  ),
  "the recipient behind the channel": stream(
    `<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>${ARGS}`,
  ),
  "the recipient on the channel of thoughts": stream(
    `${THOUGHT}<|channel|>analysis to=functions.read_file code<|message|>${ARGS}`,
  ),
  "no namespace": stream(`<|channel|>commentary to=read_file <|constrain|>json<|message|>${ARGS}`),
  "no marker before the arguments": stream(`<|channel|>commentary to=functions.read_file json ${ARGS}`),
  "an answer in JSON that is one": stream(
    `<|channel|>final<|message|>{"name":"read_file","arguments":${ARGS}}`,
    "<|return|>",
  ),
  "an answer that ends with one": stream(
    `<|channel|>final<|message|>\n\`\`\`json\n{"name":"read_file","arguments":${ARGS}}\n\`\`\``,
    "<|return|>",
  ),
  "an answer in another model's markup": stream(
    `<|channel|>final<|message|><tool_call>\n{"name":"read_file","arguments":${ARGS}}\n</tool_call>`,
    "<|return|>",
  ),
};

/** Each is written again. */
const AGAIN: Record<string, Stream> = {
  "a call whose name is a channel's": stream(`<|channel|>commentary to=commentary<|message|>${ARGS}`),
  "a call without a recipient": stream(`<|channel|>commentary<|message|>${ARGS}`),
  "arguments that are cut off": {
    ...stream('<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>{"path":"/'),
    stoppedBy: "<|return|>",
  },
  "arguments that are no object": stream(
    '<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>"/a"',
  ),
  "a call without arguments": stream("<|channel|>commentary to=functions.read_file"),
  "a tool that isn't offered": stream(
    `<|channel|>commentary to=functions.run_everything <|constrain|>json<|message|>${ARGS}`,
  ),
  "a tool of the model's training that isn't offered": stream(
    `<|channel|>analysis to=repo_browser.open_file code<|message|>${ARGS}`,
  ),
  "nothing behind the thoughts": stream("<|channel|>analysis<|message|>I look.", "<|return|>"),
  "nothing at all": { says: [], stoppedBy: "<|return|>" },
  "an answer as if the result were known": stream(
    `<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>{"pa<|end|><|start|>assistant<|channel|>final<|message|>So.`,
    "<|return|>",
  ),
};

describe("what models get wrong in VS Code's chat", () => {
  let played: PlayedServer;
  let client: LanguageModelClient;
  before(async () => {
    played = await startPlayed();
    client = new LanguageModelClient(played.server);
  });
  beforeEach(() => {
    played.engine.streams = [];
    played.engine.requests.length = 0;
    played.engine.stream = answerStream("Nothing more was expected.");
  });
  after(() => played?.[Symbol.asyncDispose]());

  const ask = (streams: Stream[], more: Parameters<LanguageModelClient["respond"]>[1] = {}) => {
    played.engine.streams = streams;
    return client.respond([said("user", "What is in /a?")], {
      conversationId: "conversation",
      tools: TOOLS,
      ...more,
    });
  };
  const asked = () => played.engine.requests.filter(({ maxTokens }) => maxTokens > 0);

  for (const [what, one] of Object.entries(CALLS))
    it(`takes for a call: ${what}`, async () => {
      const { calls, text, stopReason } = await ask([one]);
      assert.deepEqual(
        calls.map(({ name, input }) => ({ name, input })),
        [CALL],
      );
      assert.deepEqual([text, stopReason], ["", "toolCalls"]);
    });

  for (const [what, one] of Object.entries(AGAIN))
    it(`has it written again, and nothing of it is shown: ${what}`, async () => {
      const { calls, text, stopReason } = await ask([one, answerStream("So it is.")]);
      assert.deepEqual([calls, text, stopReason], [[], "So it is.", "end"]);
      assert.equal(asked().length, 2);
    });

  it("begins the answer for a model that says nothing, at last", async () => {
    const silent: Stream = { says: [], stoppedBy: "<|return|>" };
    const rest: Stream = { says: ["So it is."], stoppedBy: "<|return|>" };
    const { text, stopReason } = await ask([...Array.from({ length: 6 }, () => silent), rest]);
    assert.deepEqual([text, stopReason], ["So it is.", "end"]);
  });

  it("says that there is none where even that leads to nothing", async () => {
    played.engine.stream = { says: [], stoppedBy: "<|return|>" };
    const { text, calls, stopReason, cutReason } = await ask([]);
    assert.deepEqual([text, calls, stopReason, cutReason], ["", [], "unusable", "noAnswer"]);
  });

  it("shows no answer twice: what was said is kept when a call behind it makes no sense", async () => {
    const one = stream(
      "<|channel|>final<|message|>So it is.<|end|><|start|>assistant<|channel|>commentary to=functions.nothing<|message|>{}",
    );
    const { text, calls, stopReason } = await ask([one]);
    assert.deepEqual([text, calls, stopReason], ["So it is.", [], "end"]);
    assert.equal(asked().length, 1);
  });

  it("shows what is said before a call", async () => {
    const one = stream(
      `<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>${ARGS}`,
    );
    const { text, calls, events } = await ask([one]);
    assert.deepEqual([text, calls.length], ["I look.", 1]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["text", "call"],
    );
  });

  it("shows an answer in JSON that is no call", async () => {
    const { text, calls } = await ask([
      stream('<|channel|>final<|message|>{"name":"my-package"}', "<|return|>"),
    ]);
    assert.deepEqual([text, calls], ['{"name":"my-package"}', []]);
  });

  it("has a call made where one is wanted, of the tool where there is one", async () => {
    const streams = [answerStream("So it is."), { says: [ARGS], stoppedBy: "<|call|>" }];
    const [tool] = TOOLS;
    const { calls, text } = await ask(streams, { mustCall: true, tools: tool ? [tool] : [] });
    assert.deepEqual([calls.map(({ name, input }) => ({ name, input })), text], [[CALL], ""]);
  });

  it("has a call made where one is wanted, and the model says which", async () => {
    const streams = [answerStream("So it is."), stream(`read_file <|constrain|>json<|message|>${ARGS}`)];
    const { calls } = await ask(streams, { mustCall: true });
    assert.equal(calls[0]?.name, "read_file");
  });

  it("asks a model that was lost and is back once more, as long as it has said nothing", async () => {
    const lost: Stream = {
      says: ["<|channel|>", "analysis", "<|message|>", "Hm."],
      stopReason: "engineLost",
    };
    const { text, stopReason } = await ask([lost, answerStream("So it is.")]);
    assert.deepEqual([text, stopReason], ["So it is.", "end"]);
  });

  it("says that a model was lost, with what it had said", async () => {
    const { text, stopReason } = await ask([
      { says: ["<|channel|>", "final", "<|message|>", "So it", " is"], stopReason: "engineLost" },
    ]);
    assert.deepEqual([text, stopReason], ["So it is", "engineLost"]);
  });
});
