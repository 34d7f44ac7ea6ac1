/**
 * The prompt of an edit: the code around, what is wrong with it, what to do, and the code to be replaced, last. The
 * answer is begun for the model, without thinking, with the opening fence: so it is the replacement and nothing
 * else. The code stands after the very words that the answer is begun with, which is where drafts of it start.
 */

import { fenceFor } from "../../common/fence.ts";
import { languageFacts, languageName } from "../../common/languages/languages.ts";
import type { Part } from "../engine-protocol/protocol.ts";
import { developerText, message, openMessage, systemText } from "./harmony.ts";

export const EDIT_INSTRUCTIONS =
  "Edit code. Answer with the code that takes the place of the selection, whole, in one fenced block, and nothing " +
  "else. Change only what is asked for; keep everything else, the indentation and the style as they are.";

const ORDINARY_FENCE = "```";

export interface EditPrompt {
  /** Relative to the workspace. */
  path: string;
  /** The editor's id of the language. */
  languageId: string;
  /** What to do, as the user or the command says it. */
  instruction: string;
  /** Lines before and after the selection. */
  before: string;
  after: string;
  /** The code to be replaced. */
  selection: string;
  /** Definitions that matter, other files of the project: each with its path. */
  related: readonly { path: string; text: string }[];
  /** What the compiler or linter says, a line each. */
  problems: readonly string[];
}

/** In Harmony. The fence ends the answer: it is longer than any run of backticks in the code. */
export function renderEditPrompt(prompt: EditPrompt): { parts: Part[]; fence: string } {
  const { text, fence } = editQuestion(prompt);
  return {
    fence,
    parts: [
      ...message({ role: "system" }, systemText("low")),
      ...message({ role: "developer" }, developerText(EDIT_INSTRUCTIONS)),
      ...message({ role: "user" }, text),
      ...message({ role: "assistant", channel: "analysis" }, ""),
      ...openMessage(
        { role: "assistant", channel: "final" },
        `${fence}${languageName(prompt.languageId).tag}\n`,
      ),
    ],
  };
}

/** What the user's message says. */
export function editQuestion(prompt: EditPrompt): { text: string; fence: string } {
  const { path, languageId, selection, before, after, related } = prompt;
  const { name, tag } = languageName(languageId);
  const texts = [selection, before, after, prompt.instruction, ...related.map(({ text }) => text)];
  // A text may get code blocks by the edit: the answer's own fence is longer than those.
  if (languageFacts(languageId)?.isProse) texts.push(ORDINARY_FENCE);
  const fence = fenceFor(texts);
  const fenced = (code: string) => `${fence}${tag}\n${code}\n${fence}`;
  const sections = related.map((one) => `From ${one.path}:\n${fenced(one.text)}`);
  sections.push(`File: ${path}\nLanguage: ${name}`);
  if (before.trim() !== "") sections.push(`Lines before the selection:\n${fenced(before)}`);
  if (after.trim() !== "") sections.push(`Lines after the selection:\n${fenced(after)}`);
  if (prompt.problems.length > 0) sections.push(`Problems in the selection:\n${prompt.problems.join("\n")}`);
  sections.push(prompt.instruction, `Selection:\n${fenced(selection)}`);
  return { text: sections.join("\n\n"), fence };
}
