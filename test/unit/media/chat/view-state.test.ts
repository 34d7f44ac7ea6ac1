import assert from "node:assert/strict";
import { type Delta, withDeltas, withState } from "../../../../media/chat/view-state.ts";
import type { AnswerView, ChatState } from "../../../../src/chat/view/messages.ts";

const answer = (id: string, more: Partial<AnswerView> = {}): AnswerView => ({
  role: "assistant",
  id,
  steps: [],
  canUndo: false,
  answer: "",
  reasoning: "",
  state: "waiting",
  forgotten: false,
  ...more,
});
const chat = (messages: ChatState["thread"]["messages"], id = "t"): ChatState => ({
  thread: {
    id,
    title: "",
    messages,
    effort: "medium",
    mode: { chosen: "ask", off: [] },
    questions: [],
    commands: [],
    busy: true,
  },
  threads: [],
  chips: [],
  draft: "",
  modelLine: "",
  starters: [],
  trusted: true,
});
const delta = (messageId: string, channel: Delta["channel"], text: string, threadId = "t"): Delta => ({
  type: "delta",
  threadId,
  messageId,
  channel,
  text,
});

describe("what the view shows", () => {
  it("is the state with the pieces since, in their order", () => {
    const before = chat([answer("a"), answer("b")]);
    const after = withDeltas(before, [
      delta("b", "reasoning", "Hm"),
      delta("b", "answer", "So "),
      delta("b", "reasoning", "."),
      delta("b", "answer", "it is."),
    ]);
    assert.deepEqual(
      after.thread.messages[1],
      answer("b", { answer: "So it is.", reasoning: "Hm.", state: "streaming" }),
    );
    assert.equal(
      after.thread.messages[0],
      before.thread.messages[0],
      "what got nothing stays the same object",
    );
  });

  it("takes no pieces of another thread or message", () => {
    const before = chat([answer("a")]);
    assert.equal(withDeltas(before, [delta("a", "answer", "x", "other")]), before);
    assert.deepEqual(withDeltas(before, [delta("b", "answer", "x")]), before);
  });

  it("keeps the objects of messages that a new state has alike", () => {
    const before = chat([answer("a", { notice: { severity: "info", text: "x", actions: [] } }), answer("b")]);
    const after = withState(
      before,
      structuredClone(chat([...before.thread.messages.slice(0, 1), answer("b", { answer: "x" })])),
    );
    assert.equal(after.thread.messages[0], before.thread.messages[0]);
    assert.deepEqual(after.thread.messages[1], answer("b", { answer: "x" }));
  });

  it("sees a field that has gone", () => {
    const before = chat([answer("a", { figures: "148 tokens/s" })]);
    assert.deepEqual(withState(before, chat([answer("a")])).thread.messages, [answer("a")]);
  });
});
