/**
 * The prompt of an inline completion: anchored and append-only.
 *
 * gpt-oss has no tokens for filling in the middle. So the file is shown as a question (pieces of other places, the code
 * after the cursor, the code before the anchor), and the answer is begun for the model with the code from the anchor to the
 * cursor. The anchor is frozen while the user types, so each keystroke only appends to the prompt, and the
 * KV cache serves the rest.
 */

import { languageName } from "../../common/languages/languages.ts";
import type { Part } from "../engine-protocol/protocol.ts";
import { developerText, message, openMessage, systemText } from "./harmony.ts";

export const COMPLETION_INSTRUCTIONS =
  "Continue the file from the cursor. Write only code that fits between what comes before and what comes after. " +
  "No explanations.";

/**
 * What a piece of another place is: code that is like what is being written, the definition of a name near the cursor,
 * another cell of the notebook, an edit of a moment ago, something that the editor reports near the cursor.
 */
export type PieceKind = "similar" | "definition" | "cell" | "edit" | "problem";

export interface PromptPiece {
  kind: PieceKind;
  path: string;
  text: string;
}

export interface CompletionPrompt {
  /** Relative to the workspace. */
  path: string;
  /** The editor's id of the language. */
  languageId: string;
  /** Longer than any run of backticks in the texts below. */
  fence: string;
  /** In the order in which they are shown, but for problems, which come last. */
  pieces: readonly PromptPiece[];
  /** The code after the cursor, as it was when the anchor was set: from the rest of its line on, or the line break. */
  suffix: string;
  /** The code before the anchor, up to it. */
  head: string;
  /** The code from the anchor to where the model goes on. */
  prefill: string;
}

/** Renders the prompt. Only its last part changes while the anchor stays. */
export function renderCompletionPrompt(prompt: CompletionPrompt): Part[] {
  const { tag } = languageName(prompt.languageId);
  return [
    ...message({ role: "system" }, systemText("low")),
    ...message({ role: "developer" }, developerText(COMPLETION_INSTRUCTIONS)),
    ...message({ role: "user" }, completionQuestion(prompt)),
    ...message({ role: "assistant", channel: "analysis" }, ""),
    ...openMessage({ role: "assistant", channel: "final" }, `${prompt.fence}${tag}\n${prompt.prefill}`),
  ];
}

/** What the user's message says: everything but the beginning of the answer. */
export function completionQuestion(prompt: CompletionPrompt): string {
  const { path, languageId, fence, pieces } = prompt;
  const suffix = prompt.suffix.replace(/^\n/, "");
  const head = prompt.head.replace(/\n$/, "");
  const { name, tag } = languageName(languageId);
  const fenced = (code: string, of = tag) => `${fence}${of}\n${code}\n${fence}`;
  const problems = pieces.filter(({ kind }) => kind === "problem");
  const sections = pieces
    .filter(({ kind }) => kind !== "problem")
    .map(({ kind, path: from, text }) =>
      kind === "edit"
        ? `Changed a moment ago in ${from}:\n${fenced(text, "diff")}`
        : `From ${from}:\n${fenced(text)}`,
    );
  sections.push(`File: ${path}\nLanguage: ${name}`);
  if (suffix.trim() !== "") sections.push(`Code after the cursor:\n${fenced(suffix)}`);
  if (head.trim() !== "") sections.push(`Code before the cursor:\n${fenced(head)}`);
  if (problems.length > 0)
    sections.push(`Problems near the cursor:\n${problems.map(({ text }) => text).join("\n")}`);
  return sections.join("\n\n");
}
