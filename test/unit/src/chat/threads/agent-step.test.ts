import assert from "node:assert/strict";
import { withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import {
  append,
  endReasoning,
  finish,
  newThread,
  openAnswer,
  type Thread,
} from "../../../../../src/chat/threads/thread.ts";
import { asked, called, got, NOW } from "./threads.ts";

const begun = asked(newThread("t", "low", NOW), 0, "Why?");
const said = (thread: Thread) => {
  const { answer, reasoning, reasoningMs, steps = [] } = openAnswer(thread) ?? {};
  return { answer, reasoning, reasoningMs, steps: steps.length };
};

describe("an answer in the agent's run", () => {
  it("hands what was streamed to the step that it led to", () => {
    const streamed = append(endReasoning(append(begun, "reasoning", "I sh"), 5), "answer", "I l");
    const thread = withEvent(streamed, "a0", called("1"), "");
    assert.deepEqual(said(thread), { answer: "", reasoning: "", reasoningMs: undefined, steps: 1 });
    const [step] = openAnswer(withEvent(thread, "a0", got("1", "text"), ""))?.steps ?? [];
    assert.ok(step?.kind === "call");
    assert.deepEqual([step.text, step.reasoning, step.result], ["I look.", "I should look.", "text"]);
  });

  it("loses what is written again, and keeps what an earlier run had left", () => {
    const streamed = append(append(begun, "answer", "half"), "answer", " <broken>");
    const thread = withEvent(append(streamed, "reasoning", "Hm."), "a0", { kind: "redrawn" }, "half");
    assert.deepEqual(said(thread), { answer: "half", reasoning: "", reasoningMs: undefined, steps: 0 });
  });

  it("that was stopped takes the result of what was under way, and nothing else", () => {
    const stopped = finish(withEvent(begun, "a0", called("1"), ""), { reason: "cancelled" }, NOW);
    const results = [called("2"), got("1"), { kind: "redrawn" as const }];
    const last = results
      .reduce((thread, event) => withEvent(thread, "a0", event, ""), stopped)
      .messages.at(-1);
    assert.ok(last?.role === "assistant");
    assert.deepEqual(
      last.steps.map((step) => step.kind === "call" && step.result),
      ["export {};"],
    );
    assert.equal(last.end?.reason, "cancelled");
  });

  it("goes on, before its first call, with the text that an earlier run had left", () => {
    const thread = withEvent(
      append(begun, "answer", "First, "),
      "a0",
      called("1", { text: "I look." }),
      "First, ",
    );
    const [step] = openAnswer(thread)?.steps ?? [];
    assert.equal(step?.kind === "call" && step.text, "First, I look.");
  });
});
