/** What of a conversation's tool results goes when it is over the context: the oldest ones, but for their beginnings. Pure. */
import type { ChatMessage } from "../../protocol/chat.ts";

/** What stays of one, and about as much in tokens. */
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
