/** What the view shows, made of the state that the extension sent and of the pieces of an answer since. Pure. */
import type { AnswerView, ChatState, MessageView, ToView } from "../../src/chat/view/messages.ts";

export type Delta = Extract<ToView, { type: "delta" }>;

/** Adds pieces of answers at the end of what is there. Messages that nothing was added to stay the same objects. */
export function withDeltas(state: ChatState, deltas: readonly Delta[]): ChatState {
  const byMessage = new Map<string, Delta[]>();
  for (const delta of deltas) {
    if (delta.threadId !== state.thread.id) continue;
    byMessage.set(delta.messageId, [...(byMessage.get(delta.messageId) ?? []), delta]);
  }
  if (byMessage.size === 0) return state;
  const messages = state.thread.messages.map((message) => grown(message, byMessage.get(message.id) ?? []));
  return { ...state, thread: { ...state.thread, messages } };
}

function grown(message: MessageView, deltas: readonly Delta[]): MessageView {
  if (deltas.length === 0 || message.role !== "assistant") return message;
  const textOf = (channel: Delta["channel"]) =>
    deltas.flatMap((delta) => (delta.channel === channel ? [delta.text] : [])).join("");
  const answer: AnswerView = {
    ...message,
    answer: message.answer + textOf("answer"),
    reasoning: message.reasoning + textOf("reasoning"),
    state: message.state === "waiting" ? "streaming" : message.state,
  };
  return answer;
}

/**
 * Takes a new state over. Messages that are as they were stay the same objects, so that nothing of them is drawn
 * again.
 */
export function withState(before: ChatState | undefined, after: ChatState): ChatState {
  if (before?.thread.id !== after.thread.id) return after;
  const known = new Map(before.thread.messages.map((message) => [message.id, message]));
  const messages = after.thread.messages.map((message) => {
    const old = known.get(message.id);
    return old && isSame(old, message) ? old : message;
  });
  return { ...after, thread: { ...after.thread, messages } };
}

/** Whether two values of plain objects, arrays and primitives are alike. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [mine, other] = [Object.entries(a), new Map(Object.entries(b))];
  return mine.length === other.size && mine.every(([key, value]) => isSame(value, other.get(key)));
}
