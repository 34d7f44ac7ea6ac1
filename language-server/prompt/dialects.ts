/**
 * What is asked of a model, in the dialect that it speaks: gpt-oss' Harmony, infill tokens, its own chat template, or
 * the bare code. Features hand over what is to be said and don't care in which of them.
 */

import { languageName } from "../../common/languages/languages.ts";
import type { ChatPrompt, Prompt } from "../engine-protocol/protocol.ts";
import type { Dialect } from "../protocol/models.ts";
import type { CompletionPrompt } from "./completion-prompt.ts";
import { type CompletionShape, shapedCompletion } from "./completion-shapes.ts";
import { EDIT_INSTRUCTIONS, type EditPrompt, editQuestion, renderEditPrompt } from "./edit-prompt.ts";
import { renderCompletionPrompt } from "./harmony-completion.ts";
import { renderInfillPrompt } from "./infill-prompt.ts";

/** The dialects that can answer: a model with infill tokens does so by its chat template. */
export type ChatDialect = "harmony" | "template";

export function chatDialect(dialect: Dialect): ChatDialect {
  return dialect === "harmony" ? "harmony" : "template";
}

export interface RenderedCompletion {
  prompt: Prompt;
  /** What ends the answer, where it stands in a fenced block. */
  fence?: string;
}

/**
 * Of the usual shape, only its end changes while the anchor stays.
 *
 * @param shape how a model is asked that answers questions
 */
export function renderCompletion(
  dialect: Dialect,
  prompt: CompletionPrompt,
  shape?: CompletionShape,
): RenderedCompletion {
  const { fence } = prompt;
  switch (dialect) {
    case "harmony":
      return { prompt: renderCompletionPrompt(prompt, shape), fence };
    case "template": {
      const shaped = shapedCompletion(shape ?? "anchored", prompt);
      return { prompt: begun(shaped.instructions, shaped.question, prompt, shaped.begun), fence };
    }
    case "infill":
      return { prompt: renderInfillPrompt(prompt, "prefix") };
    case "infillSuffixFirst":
      return { prompt: renderInfillPrompt(prompt, "suffix") };
    case "plain":
      // One text: a model that knows nothing else than text would see a seam in it.
      return { prompt: [{ start: true }, { text: `${prompt.head}${prompt.prefill}` }] };
  }
}

export interface RenderedEdit {
  prompt: Prompt;
  /** The fence that ends the answer: longer than any run of backticks in the code. */
  fence: string;
}

export function renderEdit(dialect: ChatDialect, prompt: EditPrompt): RenderedEdit {
  if (dialect === "harmony") {
    const { parts, fence } = renderEditPrompt(prompt);
    return { prompt: parts, fence };
  }
  const { text, fence } = editQuestion(prompt);
  return { prompt: begun(EDIT_INSTRUCTIONS, text, { fence, languageId: prompt.languageId }, ""), fence };
}

/** The texts of a prompt, for counting. */
export function textsOfPrompt(prompt: Prompt): string[] {
  if (Array.isArray(prompt)) return prompt.flatMap((part) => ("text" in part ? [part.text] : []));
  return [...prompt.messages.map(({ text }) => text), prompt.prefill ?? ""];
}

/** A question whose answer is begun with a fence and the code so far. */
function begun(
  instructions: string,
  question: string,
  { fence, languageId }: { fence: string; languageId: string },
  code: string,
): ChatPrompt {
  return {
    messages: [
      { role: "system", text: instructions },
      { role: "user", text: question },
    ],
    prefill: `${fence}${languageName(languageId).tag}\n${code}`,
  };
}
