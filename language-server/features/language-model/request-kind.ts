/** What a request is for. The caller doesn't say: what it has, and what it lacks, does. Pure. */
import { createHash } from "node:crypto";
import type { RespondParams } from "../../protocol/language-model.ts";

/**
 * - `conversation`: the next message of a conversation in VS Code's chat.
 * - `compaction`: VS Code has the conversation summed up, beside its next message.
 * - `summary`: VS Code has a whole conversation summed up, which it sends as a text or as it was.
 * - `side`: a title or a commit message: no tools.
 * - `inline`: inline chat, which has one tool that edits.
 * - `foreign`: of another extension.
 */
export type RequestKind = "conversation" | "compaction" | "summary" | "side" | "inline" | "foreign";

export function requestKind({ caller, conversationId, tools, messages }: RespondParams): RequestKind {
  if (caller === "extension") return "foreign";
  const last = messages.at(-1);
  const asked = last?.role === "user" ? textOf(last) : "";
  if (conversationId !== undefined)
    return asked.length >= MIN_INSTRUCTION_CHARS && asksForSummary(asked) ? "compaction" : "conversation";
  const instructions = messages.filter(({ role }) => role === "system").map(textOf);
  if (asksForSummary([...instructions, asked].join("\n"))) return "summary";
  return tools.length > 0 ? "inline" : "side";
}

/** The form of the answer that is asked for, between its tags. */
const SUMMARY_TAGS = ["<summary>", "</summary>"];
/** Nobody types an instruction as long as that. In characters. */
const MIN_INSTRUCTION_CHARS = 1_500;

const asksForSummary = (text: string) => SUMMARY_TAGS.every((tag) => text.includes(tag));

/**
 * Names a conversation; undefined for what is none. An agent that works for another one has its id, and instructions and
 * tools of its own.
 */
export function conversationKey({ conversationId, messages, tools }: RespondParams): string | undefined {
  if (conversationId === undefined) return undefined;
  const instructions = messages.filter(({ role }) => role === "system").map(textOf);
  const own = JSON.stringify([instructions, tools]);
  return `${conversationId} ${createHash("sha256").update(own).digest("base64url").slice(0, 12)}`;
}

/** What a message says. */
export const textOf = ({ parts }: RespondParams["messages"][number]): string =>
  parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("");
