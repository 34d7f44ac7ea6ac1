import type { ChatMessage } from "../../protocol/chat.ts";
import { type CountTokens, fitItems } from "../chat/fit.ts";

/**
 * Cuts what is attached to messages until all of it together takes `maxTokens` at most: each item gets what the ones
 * before it left. An item of which nothing is left goes.
 */
export async function fitMessages(
  messages: readonly ChatMessage[],
  maxTokens: number,
  count: CountTokens,
): Promise<ChatMessage[]> {
  const items = messages.flatMap(({ context = [] }) => context);
  const fitted = (await fitItems(items, Math.max(0, maxTokens), count)).values();
  return messages.map(({ context = [], ...message }) => {
    const kept = context.flatMap(() => {
      const { value } = fitted.next();
      return value && value.item.text !== "" ? [value.item] : [];
    });
    return kept.length > 0 ? { ...message, context: kept } : message;
  });
}
