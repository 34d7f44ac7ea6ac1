/** Where a request runs, so that it takes no conversation's place. Pure. */
import type { Lane } from "../../protocol/lanes.ts";
import type { RequestKind } from "./request-kind.ts";

export interface Place {
  lane: Lane;
  session: string;
  contextTokens: number;
}

/**
 * Conversations are in the chat's context. Everything else is beside them, where the edits are, as long as it fits.
 *
 * @param editTokens size of the edits' context; undefined where the request doesn't fit
 */
export function placeOf(
  kind: RequestKind,
  conversationId: string | undefined,
  editTokens: number | undefined,
  chatTokens: number,
): Place {
  if (kind === "conversation" || kind === "compaction")
    return { lane: "chat", session: `vscode ${conversationId}`, contextTokens: chatTokens };
  const session = `language model ${kind}`;
  if (editTokens === undefined) return { lane: "chat", session, contextTokens: chatTokens };
  return { lane: kind === "inline" ? "edit" : "side", session, contextTokens: editTokens };
}
