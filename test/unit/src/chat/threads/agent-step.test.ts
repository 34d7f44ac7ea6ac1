import assert from "node:assert/strict";
import { withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import {
  append,
  endReasoning,
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
    const thread = withEvent(streamed, called("1"), "");
    assert.deepEqual(said(thread), { answer: "", reasoning: "", reasoningMs: undefined, steps: 1 });
    const [step] = openAnswer(withEvent(thread, got("1", "text"), ""))?.steps ?? [];
    assert.ok(step?.kind === "call");
    assert.deepEqual([step.text, step.reasoning, step.result], ["I look.", "I should look.", "text"]);
  });

  it("loses what is written again, and keeps what an earlier run had left", () => {
    const streamed = append(append(begun, "answer", "half"), "answer", " <broken>");
    const thread = withEvent(append(streamed, "reasoning", "Hm."), { kind: "redrawn" }, "half");
    assert.deepEqual(said(thread), { answer: "half", reasoning: "", reasoningMs: undefined, steps: 0 });
  });

  it("goes on, before its first call, with the text that an earlier run had left", () => {
    const thread = withEvent(append(begun, "answer", "First, "), called("1", { text: "I look." }), "First, ");
    const [step] = openAnswer(thread)?.steps ?? [];
    assert.equal(step?.kind === "call" && step.text, "First, I look.");
  });
});
