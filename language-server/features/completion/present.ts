/** From an answer to what is shown of it at a place. */
import { t } from "../../text/l10n.ts";
import { trimAnswer } from "./answer/trim.ts";
import { type CursorContext, toEdit } from "./cursor-context.ts";
import type { ShownSuggestions } from "./known/shown-suggestions.ts";
import type { CompletionAnswer } from "./known/typing-as-suggested.ts";
import { nothing, type Outcome } from "./outcome.ts";
import type { CompletionRequest } from "./types.ts";

/** The outcome for an answer, which counts as shown then; undefined when nothing of it is new at this place. */
export function present(
  answer: CompletionAnswer,
  context: CursorContext,
  trigger: CompletionRequest["trigger"],
  shown: ShownSuggestions,
): Outcome | undefined {
  if (answer.text.trim() === "")
    return nothing(answer.whyNone ?? t("The model has nothing to add here."), answer.last);
  const insertion = trimAnswer(answer.text, { ...context, cut: answer.cut });
  if (!insertion) return undefined;
  if (trigger === "automatic" && shown.isRefused(context, answer)) {
    return nothing(t("You just dismissed this suggestion here."), answer.last);
  }
  const id = shown.show(context, answer);
  return { suggestion: { id, ...toEdit(context, insertion) }, last: answer.last };
}
