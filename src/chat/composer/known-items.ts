import { isDeepStrictEqual } from "node:util";
import type { ContextItem, FittedItem } from "../../../language-server/protocol/context.ts";

/** Whether an earlier question has attached the same, unchanged. What was cut counts as a whole. */
export function isKnown(item: ContextItem, earlier: readonly FittedItem[]): boolean {
  return earlier.some(({ item: before, cut }) => {
    if (item.kind !== before.kind || item.uri !== before.uri || item.title !== before.title) return false;
    return cut ? item.text.startsWith(before.text) : isDeepStrictEqual(item, before);
  });
}
