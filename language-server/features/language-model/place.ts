/** Where a request runs, so that it takes no conversation's place. Pure. */
import type { GenerateParams } from "../../engine-protocol/protocol.ts";
import type { RequestKind } from "./request-kind.ts";

export interface Place {
  /** As the engine has it. */
  at: Pick<GenerateParams, "lane" | "context" | "session">;
  contextTokens: number;
}

/**
 * Conversations are in the chat's context. Everything else is beside them, where the edits are, as long as it fits.
 *
 * @param conversation names it
 * @param editTokens size of the edits' context; undefined where the request doesn't fit
 */
export function placeOf(
  kind: RequestKind,
  conversation: string | undefined,
  editTokens: number | undefined,
  chatTokens: number,
): Place {
  const session = `language model ${conversation ?? kind}`;
  const inChat = { session, context: "chat" } as const;
  switch (kind) {
    case "conversation":
      return { at: { session, lane: "chat" }, contextTokens: chatTokens };
    case "compaction":
      return { at: { ...inChat, lane: "side" }, contextTokens: chatTokens };
    case "inline":
      return editTokens === undefined
        ? { at: { session, lane: "chat" }, contextTokens: chatTokens }
        : { at: { session, lane: "edit" }, contextTokens: editTokens };
    default:
      return editTokens === undefined
        ? { at: { ...inChat, lane: "side" }, contextTokens: chatTokens }
        : { at: { session, lane: "side" }, contextTokens: editTokens };
  }
}
