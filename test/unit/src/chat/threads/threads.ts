import type { ContextItem } from "../../../../../language-server/protocol/context.ts";
import type { Counts } from "../../../../../language-server/protocol/status.ts";
import type { StepEvent } from "../../../../../src/chat/threads/agent-step.ts";
import { append, ask, finish, newThread, type Thread } from "../../../../../src/chat/threads/thread.ts";

export const NOW = new Date(2026, 2, 4, 14, 30).getTime();
export const COUNTS: Counts = {
  promptTokens: 1_500,
  reusedTokens: 1_400,
  generatedTokens: 149,
  draftedTokens: 0,
  acceptedTokens: 0,
  firstTokenMs: 300,
  totalMs: 1_300,
};
export const ITEM: ContextItem = {
  kind: "file",
  title: "src/queue.ts",
  uri: "file:///w/src/queue.ts",
  text: "export {};",
};

/** A thread of so many questions, each with a whole answer. Ids are "q0", "a0", "q1", … */
export function talk(id: string, turns: number, updated = NOW): Thread {
  let thread = newThread(id, "medium", updated);
  for (let turn = 0; turn < turns; turn++) {
    thread = asked(thread, turn, `Question ${turn} of ${id}`, updated);
    thread = append(thread, "answer", `Answer ${turn} of ${id}`);
    thread = finish(thread, { reason: "end", counts: COUNTS }, updated);
  }
  return thread;
}

/** The thread with a question whose answer is under way. */
export function asked(thread: Thread, turn: number, text: string, now = NOW): Thread {
  const question = { id: `q${turn}`, text, attached: [] };
  return ask(thread, question, `a${turn}`, { date: "2026-03-04" }, now);
}

/** The model reads a file, after it has thought and said something. */
export const called = (id: string, more: Partial<Extract<StepEvent, { kind: "call" }>> = {}): StepEvent => ({
  kind: "call",
  call: { id, name: "repo_browser.open_file", arguments: '{"path":"src/queue.ts"}' },
  aim: { kind: "read", path: "src/queue.ts" },
  reasoning: "I should look.",
  reasoningMs: 900,
  text: "I look.",
  ...more,
});

/** What the model got of it. */
export const got = (callId: string, result = "export {};"): StepEvent => ({
  kind: "result",
  callId,
  result,
  facts: { kind: "read", path: "src/queue.ts", uri: "file:///w/src/queue.ts", first: 1, last: 1, lines: 1 },
});
