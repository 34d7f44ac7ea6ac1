/** A conversation goes into the engine, and its answer is read from what streams out. */
import assert from "node:assert/strict";
import { renderConversation } from "../../language-server/prompt/conversation.ts";
import { type AnswerEvent, StreamParser } from "../../language-server/prompt/stream-parser.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import type { ScriptPart } from "../../tools/fixtures/scripted.ts";
import { EngineBench } from "./support.ts";

/** What comes of a question to a model that goes on from "<|start|>assistant" with these parts. */
async function answerOf(parts: ScriptPart[]): Promise<AnswerEvent[]> {
  const bench = await EngineBench.create();
  try {
    const client = await bench.ready(
      await scriptedFixture({ sequences: [[{ text: "assistant" }, ...parts]] }),
    );
    const parser = new StreamParser();
    const events: AnswerEvent[] = [];
    const prompt = renderConversation({
      reasoning: "low",
      instructions: "Be brief.",
      messages: [{ role: "user", content: "Why <|end|>?" }],
    });
    const { stoppedBy } = await client.generate(
      {
        lane: "chat",
        session: "test",
        prompt,
        sampling: { temperature: 0 },
        stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
        maxTokens: 64,
      },
      {
        signal: new AbortController().signal,
        onTokens: (tokens) => events.push(...tokens.flatMap((token) => parser.push(token))),
      },
    );
    return [...events, ...parser.end(stoppedBy)];
  } finally {
    await bench.end();
  }
}

describe("engine: answers in Harmony", () => {
  it("streams an answer without its header, with characters whole", async () => {
    const events = await answerOf([
      { special: "<|channel|>" },
      { text: "final" },
      { special: "<|message|>" },
      { text: " déjà 🙂 რ" },
      { special: "<|return|>" },
    ]);
    assert.ok(events.length > 2, "in pieces");
    assert.ok(events.every((event) => event.kind === "answer" && event.text !== "" && event.message === 1));
    assert.equal(events.map((event) => (event.kind === "answer" ? event.text : "")).join(""), " déjà 🙂 რ");
  });

  it("makes a tool call of an answer that ends with <|call|>", async () => {
    const events = await answerOf([
      { special: "<|channel|>" },
      { text: "commentary to=functions.read" },
      { special: "<|constrain|>" },
      { text: "json" },
      { special: "<|message|>" },
      { text: '{"path":1}' },
      { special: "<|call|>" },
    ]);
    assert.deepEqual(events, [
      { kind: "toolCall", name: "read", arguments: '{"path":1}', channel: "commentary" },
    ]);
  });
});
