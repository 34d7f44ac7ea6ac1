import assert from "node:assert/strict";
import { type StepEvent, withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import { seenFrom, toConversation } from "../../../../../src/chat/threads/conversation.ts";
import {
  append,
  ask,
  finish,
  newThread,
  rewindTo,
  type Thread,
} from "../../../../../src/chat/threads/thread.ts";
import { asked, COUNTS, called, got, ITEM, NOW, talk } from "./threads.ts";

describe("conversation for the server", () => {
  it("holds all messages, what was attached, and what a command means", () => {
    const question = {
      id: "q0",
      text: "/explain why",
      prompt: "Explain the attached code.\n\nwhy",
      attached: [{ item: ITEM, tokens: 3 }],
    };
    const thread = ask(newThread("t", "high", NOW), question, "a0", { date: "2026-03-04" }, NOW);
    assert.deepEqual(toConversation(thread, undefined), {
      conversationId: "t",
      messages: [{ role: "user", content: "Explain the attached code.\n\nwhy", context: [ITEM] }],
      reasoningEffort: "high",
      date: "2026-03-04",
    });
  });

  it("leaves out an answer that hasn't begun, and ends with one that has", () => {
    const open = asked(talk("t", 1), 1, "More");
    const roles = toConversation(open, undefined).messages.map(({ role }) => role);
    assert.deepEqual(roles, ["user", "assistant", "user"]);
    const begun = toConversation(append(open, "answer", "half"), undefined).messages.at(-1);
    assert.deepEqual(begun, { role: "assistant", content: "half" });
  });

  it("keeps what the model no longer sees, also over a fork", () => {
    const thread = seenFrom(talk("t", 4), 2, undefined);
    assert.equal(toConversation(thread, undefined).firstMessage, 2);
    assert.equal(toConversation(rewindTo(thread, "q3"), undefined).firstMessage, 2);
    assert.equal(toConversation(rewindTo(thread, "q1"), undefined).firstMessage, undefined);
    assert.equal(toConversation(seenFrom(thread, 0, undefined), undefined).firstMessage, undefined);
  });

  it("tells no counts and no reasoning of the past", () => {
    const thought = append(asked(newThread("t", "low", NOW), 0, "Why?"), "reasoning", "a thought");
    const thread = finish(append(thought, "answer", "So."), { reason: "end", counts: COUNTS }, NOW);
    assert.deepEqual(toConversation(thread, undefined).messages[1], { role: "assistant", content: "So." });
  });

  const working = (...events: StepEvent[]) =>
    events.reduce((thread, event) => withEvent(thread, "a1", event, ""), asked(talk("t", 1), 1, "More"));
  const contents = (thread: Thread) => toConversation(thread, "ask").messages.map(({ content }) => content);
  const step = (id: string) => [called(id), got(id, `result of ${id}`)];

  it("has each step as the model's message and the tool's, then the answer", () => {
    const thread = append(working(...step("1")), "answer", "So.");
    assert.deepEqual(toConversation(thread, "agent").messages.slice(3), [
      {
        role: "assistant",
        content: "I look.",
        reasoning: "I should look.",
        toolCalls: [{ id: "1", name: "repo_browser.open_file", arguments: '{"path":"src/queue.ts"}' }],
      },
      { role: "tool", content: "result of 1", toolCallId: "1" },
      { role: "assistant", content: "So." },
    ]);
    assert.equal(toConversation(thread, "agent").mode, "agent");
  });

  it("goes on after the last step that has ended", () => {
    const killed = working(...step("1"), called("2"));
    assert.deepEqual(contents(killed).slice(3), ["I look.", "result of 1"]);
    // Another question comes after an answer that was stopped.
    const stopped = asked(finish(killed, { reason: "cancelled" }, NOW), 2, "And?");
    assert.deepEqual(contents(stopped).slice(3), ["I look.", "result of 1", "And?"]);
  });

  it("has no steps for a model that knows no tools", () => {
    const thread = finish(append(working(...step("1")), "answer", "So."), { reason: "end" }, NOW);
    const { messages, mode } = toConversation(thread, undefined);
    assert.deepEqual([messages.length, messages.at(-1)?.content, mode], [4, "So.", undefined]);
  });

  it("begins after what was summed up, and has the summary", () => {
    const summed = { kind: "compacted" as const, summary: "Read a lot.", before: 9_000, after: 700 };
    const thread = working(...step("1"), ...step("2"), { ...summed, upTo: "1" }, ...step("3"));
    const { messages, firstMessage = 0, summary } = toConversation(thread, "agent");
    assert.deepEqual(
      messages[firstMessage]?.toolCalls?.map(({ id }) => id),
      ["2"],
    );
    assert.equal(summary, "Read a lot.");
    const beforeIt = toConversation(working(...step("1"), summed), "agent");
    // The last call of an earlier turn is no end within this one.
    const afterTurn = toConversation(
      withEvent(
        asked(finish(working(...step("1")), { reason: "end" }, NOW), 2, "And?"),
        "a2",
        { ...summed, upTo: "1" },
        "",
      ),
      "agent",
    );
    assert.equal(afterTurn.messages[afterTurn.firstMessage ?? 0]?.content, "And?");
    assert.equal(beforeIt.messages[beforeIt.firstMessage ?? 0]?.content, "More");
  });

  it("counts the messages of steps where the server says what the model has seen", () => {
    const thread = seenFrom(working(...step("1"), ...step("2")), 5, "ask");
    // The question of a turn is seen as long as the turn goes on.
    assert.equal(thread.firstSeen, "q1");
    assert.equal(toConversation(thread, "ask").firstMessage, 2);
  });

  it("has others' tools in Agent mode alone", () => {
    const tools = [{ name: "weather", description: "Says how it is." }];
    assert.deepEqual(toConversation(talk("t", 1), "agent", tools).tools, tools);
    assert.equal(toConversation(talk("t", 1), "ask", tools).tools, undefined);
  });
});
