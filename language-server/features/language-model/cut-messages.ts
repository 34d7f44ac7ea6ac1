/** What of a conversation goes when it is over the context. Pure. */
import type { ChatMessage } from "../../protocol/chat.ts";

/** What stays of a result, and about as much in tokens. */
const KEPT_CHARS = 200;
const KEPT_TOKENS = 80;
const MARK = "\n… (cut: the conversation is too long. Call the tool again if you need the rest.)";
/** Once something has to go, so much goes that the next results have room too: what changes is evaluated again. */
const ROOMY_SHARE = 0.75;

/**
 * The ids of the calls whose results have to be cut, from the oldest on; none where that wouldn't be enough. What the
 * model has just asked for stays.
 *
 * @param sizes tokens of the messages
 * @param taken tokens of all, the head included
 * @param room tokens, at most
 */
export function resultsToCut(
  messages: readonly ChatMessage[],
  sizes: readonly number[],
  taken: number,
  room: number,
): string[] {
  if (taken <= room) return [];
  const lastAnswer = messages.findLastIndex(({ role }) => role === "assistant");
  const ids: string[] = [];
  let left = taken;
  for (const [index, { toolCallId, content }] of messages.slice(0, Math.max(0, lastAnswer)).entries()) {
    if (left <= room * ROOMY_SHARE) break;
    const spared = (sizes[index] ?? 0) - KEPT_TOKENS;
    if (toolCallId === undefined || content.length <= KEPT_CHARS + MARK.length || spared <= 0) continue;
    ids.push(toolCallId);
    left -= spared;
  }
  return left <= room ? ids : [];
}

export function withCutResults(messages: readonly ChatMessage[], ids: ReadonlySet<string>): ChatMessage[] {
  return messages.map((message) => {
    if (!ids.has(message.toolCallId ?? "") || message.content.endsWith(MARK)) return message;
    return { ...message, content: message.content.slice(0, KEPT_CHARS) + MARK };
  });
}

const LEFT_OUT = "\n… (left out: the conversation is too long)\n";
/** The end of a conversation says more than its beginning. */
const BEGINNING_SHARE = 0.25;
/** Tokens of a text are not spread evenly over it. */
const SAFE_SHARE = 0.9;

/** Leaves out of the longest message, in its middle, what is too much. */
export function withoutMiddle(
  messages: readonly ChatMessage[],
  sizes: readonly number[],
  taken: number,
  room: number,
): ChatMessage[] {
  const longest = sizes.indexOf(Math.max(...sizes));
  return messages.map((message, index) => {
    const size = sizes[index] ?? 0;
    if (index !== longest || taken <= room || size === 0) return message;
    const { content } = message;
    const share = (Math.max(0, size - (taken - room)) / size) * SAFE_SHARE;
    const kept = Math.floor(content.length * share);
    const beginning = Math.floor(kept * BEGINNING_SHARE);
    return {
      ...message,
      content: content.slice(0, beginning) + LEFT_OUT + content.slice(content.length - (kept - beginning)),
    };
  });
}
