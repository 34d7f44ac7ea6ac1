/** Which part of a conversation the model sees. Pure: sizes in, an index out. All sizes are tokens. */

import { answerReserve } from "../../protocol/limits.ts";

/** Less is no answer. */
const MIN_ANSWER_TOKENS = 256;

export interface Sizes {
  contextTokens: number;
  /** System and developer messages, and where the answer begins. */
  head: number;
  /** Of each message. */
  messages: readonly number[];
}

/**
 * The index of the first message that the model sees.
 *
 * While everything since `first` fits, nothing changes. Else the oldest turns go, until what is left takes half of
 * the room at most, so that the next questions have room again and the KV cache is used; the last turn stays.
 *
 * @param turns indices of the messages with which a turn begins, ascending
 * @param first what was left out already stays out
 */
export function firstVisible(sizes: Sizes, turns: readonly number[], first: number): number {
  const room = sizes.contextTokens - answerReserve(sizes.contextTokens) - sizes.head;
  const taken = (from: number) => takenFrom(sizes, turns, from);
  if (taken(first) <= room) return first;
  const later = turns.filter((turn) => turn > first);
  return later.find((turn) => taken(turn) <= room / 2) ?? later.at(-1) ?? first;
}

/** Whether what the model is to see leaves no room for an answer. */
export function isTooLong(sizes: Sizes, first: number, turns: readonly number[] = []): boolean {
  const taken = sizes.head + takenFrom(sizes, turns, first);
  return taken > sizes.contextTokens - Math.min(MIN_ANSWER_TOKENS, answerReserve(sizes.contextTokens));
}

/** What the messages from `from` on take, with the question before them where `from` is in the middle of a turn. */
export function takenFrom(sizes: Sizes, turns: readonly number[], from: number): number {
  const question = turns.findLast((turn) => turn <= from) ?? from;
  const ofQuestion = question < from ? (sizes.messages[question] ?? 0) : 0;
  return sizes.messages.slice(from).reduce((sum, size) => sum + size, ofQuestion);
}

/** The messages that the model sees. Those in the middle of a turn stay with its question. */
export function visibleFrom<Message extends { role: string }>(
  messages: readonly Message[],
  first: number,
): Message[] {
  const question = messages.findLastIndex(({ role }, index) => role === "user" && index <= first);
  const before = question >= 0 && question < first ? messages.slice(question, question + 1) : [];
  return [...before, ...messages.slice(first)];
}
