/** The prompt of a suggestion in Harmony: a question, and an answer that is begun with the code before the cursor. */
import { languageName } from "../../common/languages/languages.ts";
import type { Part } from "../engine-protocol/protocol.ts";
import type { CompletionPrompt } from "./completion-prompt.ts";
import { type CompletionShape, shapedCompletion } from "./completion-shapes.ts";
import { developerText, message, openMessage, systemText } from "./harmony.ts";

/** Renders the prompt. Of the usual shape, only its last part changes while the anchor stays. */
export function renderCompletionPrompt(
  prompt: CompletionPrompt,
  shape: CompletionShape = "anchored",
): Part[] {
  const { instructions, question, begun } = shapedCompletion(shape, prompt);
  const { tag } = languageName(prompt.languageId);
  return [
    ...message({ role: "system" }, systemText("low")),
    ...message({ role: "developer" }, developerText(instructions)),
    ...message({ role: "user" }, question),
    ...message({ role: "assistant", channel: "analysis" }, ""),
    ...openMessage({ role: "assistant", channel: "final" }, `${prompt.fence}${tag}\n${begun}`),
  ];
}
