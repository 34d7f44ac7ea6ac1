import assert from "node:assert/strict";
import { withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import { seenFrom, toConversation } from "../../../../../src/chat/threads/conversation.ts";
import {
  append,
  ask,
  attachedBefore,
  bringBack,
  cleanTitle,
  closeInterrupted,
  type EndReason,
  emptied,
  endReasoning,
  endsWell,
  finish,
  newThread,
  openAnswer,
  regenerate,
  rename,
  resume,
  rewindTo,
  type Thread,
  threadTitle,
} from "../../../../../src/chat/threads/thread.ts";
import { asked, called, got, ITEM, NOW, talk } from "./threads.ts";

const ids = ({ messages }: Thread) => messages.map(({ id }) => id);
const RULES = { text: "Tabs.", title: "AGENTS.md", uri: "file:///w/AGENTS.md", isCut: false };

describe("thread of the chat", () => {
  it("is named after the first line of its first question, until the user names it", () => {
    const thread = asked(newThread("t", "low", NOW), 0, "  Why is this slow?\nlet x = 1");
    assert.equal(threadTitle(thread), "Why is this slow?");
    assert.equal(threadTitle({ ...thread, title: "Speed" }), "Speed");
    assert.equal(threadTitle(newThread("t", "low", NOW)), "");
  });

  it("shortens a long name by whole characters", () => {
    const title = threadTitle(asked(newThread("t", "low", NOW), 0, "🦴".repeat(200)));
    assert.match(title, /^🦴+…$/u);
    assert.equal([...title].length, 80);
  });

  it("is named by what its first question's command does", () => {
    const question = { id: "q0", text: "/explain", title: "Explain src/queue.ts", attached: [] };
    const thread = ask(newThread("t", "low", NOW), question, "a0", { date: "2026-03-04" }, NOW);
    assert.equal(threadTitle(thread), "Explain src/queue.ts");
  });

  it("knows what the model still sees of what was attached", () => {
    const attached = [{ item: ITEM, tokens: 3 }];
    const thread = ask(talk("t", 1), { id: "q9", text: "Why?", attached }, "a9", { date: "" }, NOW);
    assert.deepEqual(attachedBefore(thread), attached);
    const later = ask(
      finish(thread, { reason: "end" }, NOW),
      { id: "q10", text: "And?", attached: [] },
      "a10",
      { date: "" },
      NOW,
    );
    assert.deepEqual(attachedBefore({ ...later, firstSeen: "q10" }), []);
  });

  it("goes on by itself after an answer that is over, and not where something has to be done first", () => {
    const ended = (reason: EndReason) =>
      endsWell({ role: "assistant", id: "a", steps: [], answer: "", reasoning: "", end: { reason } });
    for (const reason of ["end", "length", "context", "repetition", "noAnswer"] as const)
      assert(ended(reason), reason);
    for (const reason of [
      "cancelled",
      "engineLost",
      "serverLost",
      "tooLong",
      "noModel",
      "noChat",
      "failed",
    ] as const)
      assert(!ended(reason), reason);
  });

  it("takes a title on one line, and none when nothing is left", () => {
    assert.equal(cleanTitle("  a\n b "), "a b");
    assert.equal(cleanTitle(" \n"), undefined);
  });

  it("takes a title of the user's own, and goes without when that is blank", () => {
    const named = rename(talk("t", 1), " Speed ");
    assert.equal(threadTitle(named), "Speed");
    assert.deepEqual(rename(named, " "), talk("t", 1));
  });

  it("fixes date and rules at the first question", () => {
    const first = { id: "q0", text: "one", attached: [] };
    const beginning = { date: "2026-03-04", rules: RULES };
    let thread = ask(newThread("t", "low", NOW), first, "a0", beginning, NOW);
    thread = finish(append(thread, "answer", "1"), { reason: "end" }, NOW);
    const later = ask(thread, { id: "q1", text: "two", attached: [] }, "a1", { date: "2027-01-01" }, NOW);
    assert.equal(later.date, "2026-03-04");
    assert.equal(toConversation(later, undefined).rules, "Tabs.");
  });

  it("takes new rules when its first question is edited", () => {
    const thread = { ...talk("t", 2), rules: RULES };
    const edited = { id: "q9", text: "again", attached: [] };
    const again = ask(rewindTo(thread, "q0"), edited, "a9", { date: "2027-01-01" }, NOW);
    assert.deepEqual(ids(again), ["q9", "a9"]);
    assert.equal(again.date, "2027-01-01");
    assert.equal(again.rules, undefined);
  });

  it("streams into its last answer alone", () => {
    let thread = asked(talk("t", 1), 1, "And now?");
    thread = append(append(thread, "reasoning", "Hm"), "reasoning", "m.");
    thread = append(endReasoning(thread, 1_200), "answer", "Yes");
    const [, first, , last] = thread.messages;
    assert.equal(first?.role === "assistant" && first.answer, "Answer 0 of t");
    assert(last?.role === "assistant");
    const { answer, reasoning, reasoningMs } = last;
    assert.deepEqual(
      { answer, reasoning, reasoningMs },
      { answer: "Yes", reasoning: "Hmm.", reasoningMs: 1_200 },
    );
  });

  it("takes nothing more once an answer has ended", () => {
    const thread = talk("t", 1);
    assert.equal(append(thread, "answer", "more"), thread);
    assert.equal(openAnswer(thread), undefined);
  });

  it("forks where an answer is asked for again: what came after goes", () => {
    const thread = regenerate(talk("t", 3), "a1", "new", NOW);
    assert.deepEqual(ids(thread), ["q0", "a0", "q1", "new"]);
    assert.equal(openAnswer(thread)?.answer, "");
  });

  it("doesn't ask a question again in place of an answer", () => {
    const thread = talk("t", 2);
    assert.equal(regenerate(thread, "q1", "new", NOW), thread);
    assert.equal(regenerate(thread, "unknown", "new", NOW), thread);
  });

  it("goes on with a cut answer that has a text, and with no other", () => {
    const open = append(asked(talk("t", 1), 1, "More"), "answer", "half");
    const cut = finish(open, { reason: "cancelled" }, NOW);
    assert.equal(openAnswer(resume(cut, "a1", NOW))?.answer, "half");
    assert.equal(openAnswer(resume(cut, "a0", NOW)), undefined);
    const empty = finish(asked(talk("t", 1), 1, "More"), { reason: "cancelled" }, NOW);
    assert.equal(openAnswer(resume(empty, "a1", NOW)), undefined);
    const repeated = finish(open, { reason: "repetition" }, NOW);
    assert.equal(openAnswer(resume(repeated, "a1", NOW)), undefined);
  });

  it("goes on with an answer that has steps, though it says nothing yet", () => {
    const events = [called("1"), got("1"), called("2")];
    const asking = asked(newThread("t", "low", NOW), 0, "Why?");
    const open = events.reduce((thread, event) => withEvent(thread, "a0", event, ""), asking);
    const cut = finish(open, { reason: "interrupted" }, NOW);
    // Nobody works at the last one any more.
    assert.deepEqual(
      openAnswer(resume(cut, "a0", NOW))?.steps.map((step) => step.kind === "call" && step.id),
      ["1"],
    );
  });

  it("marks an answer that nobody writes any more", () => {
    const thread = closeInterrupted(append(asked(talk("t", 1), 1, "More"), "answer", "half"));
    const last = thread.messages.at(-1);
    assert.deepEqual(last?.role === "assistant" && [last.answer, last.end?.reason], ["half", "interrupted"]);
    assert.deepEqual(closeInterrupted(talk("t", 1)), talk("t", 1));
  });

  it("comes back as it was, under the id, the title and the effort that it has now", () => {
    const before = seenFrom({ ...talk("t", 2), title: "Old", rules: RULES }, 2, undefined);
    const now: Thread = { ...emptied(before), id: "fork", title: "New", effort: "high" };
    const expected: Thread = { ...before, id: "fork", title: "New", effort: "high" };
    assert.deepEqual(bringBack(now, before), expected);
    assert.equal(bringBack(rename(now, ""), before).title, undefined);
  });

  it("comes back with an answer under way marked as cut", () => {
    const before = append(asked(talk("t", 1), 1, "More"), "answer", "half");
    assert.equal(openAnswer(bringBack(emptied(before), before)), undefined);
  });

  it("can be emptied, and keeps its name", () => {
    const thread = emptied({ ...talk("t", 2), title: "Mine", rules: RULES, firstSeen: "q1" });
    assert.deepEqual(thread, { ...newThread("t", "medium", NOW), title: "Mine" });
  });
});
