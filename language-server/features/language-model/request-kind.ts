/** What a request is for. The caller doesn't say: what it has, and what it lacks, does. Pure. */
import type { RespondParams } from "../../protocol/language-model.ts";

/**
 * - `conversation`: the next message of a conversation in VS Code's chat.
 * - `compaction`: VS Code has the conversation summed up, beside its next message.
 * - `side`: a title, a commit message, or the summary of a whole conversation: no tools.
 * - `inline`: inline chat, which has one tool that edits.
 * - `foreign`: of another extension.
 */
export type RequestKind = "conversation" | "compaction" | "side" | "inline" | "foreign";

export function requestKind({ caller, conversationId, tools, messages }: RespondParams): RequestKind {
  if (caller === "extension") return "foreign";
  if (conversationId === undefined) return tools.length === 0 ? "side" : "inline";
  return asksForSummary(messages) ? "compaction" : "conversation";
}

/** The form of the answer that is asked for, between its tags. */
const SUMMARY_TAGS = ["<summary>", "</summary>"];
/** Nobody types an instruction as long as that. In characters. */
const MIN_INSTRUCTION_CHARS = 1_500;

function asksForSummary(messages: RespondParams["messages"]): boolean {
  const last = messages.at(-1);
  const text = (last?.parts ?? []).flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("");
  return (
    last?.role === "user" &&
    text.length >= MIN_INSTRUCTION_CHARS &&
    SUMMARY_TAGS.every((tag) => text.includes(tag))
  );
}
