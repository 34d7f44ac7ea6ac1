import assert from "node:assert/strict";
import { newThread, type Thread } from "../../../../src/chat/threads/thread.ts";
import { threadOf } from "../../../../src/participant/earlier-turns.ts";
import { turn } from "./turns.ts";

const FRESH: Thread = { ...newThread("fresh", "high", 7), mode: "agent" };
const texts = ({ messages }: Thread) =>
  messages.map((message) => (message.role === "user" ? message.text : message.answer));

describe("a conversation of VS Code's chat", () => {
  it("is a new thread while it has no turns", () => {
    assert.deepEqual(threadOf([], FRESH), FRESH);
  });

  it("goes on in its thread, with everything that is kept of its turns", () => {
    const record = turn(
      "Why?",
      {},
      { rules: { text: "Be kind.", title: "AGENTS.md", uri: "file:///a", isCut: false } },
    );
    const thread = threadOf([{ prompt: "Why?", answer: "words", record }], FRESH);
    assert.deepEqual(thread.messages, [record.question, record.answer]);
    assert.deepEqual([thread.id, thread.date, thread.rules?.text], ["thread", "2026-03-01", "Be kind."]);
    assert.deepEqual([thread.mode, thread.effort, thread.updated], ["agent", "high", 7]);
  });

  it("leaves out questions that nobody has answered", () => {
    assert.deepEqual(threadOf([{ prompt: "Why?", answer: "" }], FRESH).messages, []);
  });

  it("takes the words of turns of which nothing else is kept", () => {
    const turns = [
      { prompt: "One?", answer: "Yes" },
      { prompt: "Two?", answer: "No", record: turn("Two?") },
    ];
    const thread = threadOf(turns, FRESH);
    assert.deepEqual(texts(thread), ["One?", "Yes", "Two?", "Yes."]);
    assert.equal(thread.id, "thread");
    assert.equal(new Set(thread.messages.map(({ id }) => id)).size, 4);
  });
});
