/** From an answer to what is shown of it at a place. */
import { t } from "../../text/l10n.ts";
import type { ShownInsertion } from "./asking/speculation.ts";
import type { CompletionAnswer } from "./completion-answer.ts";
import { type CursorContext, toEdit } from "./cursor-context.ts";
import { insertionOf } from "./insertion.ts";
import type { ShownSuggestions } from "./known/shown-suggestions.ts";
import { nothing, type Outcome } from "./outcome.ts";
import type { CompletionRequest } from "./types.ts";

export interface Presented {
  outcome: Outcome;
  /** The suggestion, where there is one. */
  shown?: ShownInsertion;
}

/** What an answer comes to, which counts as shown then; undefined when nothing of it is new at this place. */
export function present(
  answer: CompletionAnswer,
  context: CursorContext,
  trigger: CompletionRequest["trigger"],
  shown: ShownSuggestions,
): Presented | undefined {
  if (answer.text.trim() === "")
    return { outcome: nothing(answer.whyNone ?? t("The model has nothing to add here."), answer.asked) };
  const insertion = insertionOf(answer, context);
  if (!insertion) return undefined;
  if (trigger === "automatic" && shown.isRefused(context, answer)) {
    return { outcome: nothing(t("You just dismissed this suggestion here."), answer.asked) };
  }
  const id = shown.show(context, answer);
  const suggestion = { id, ...toEdit(context, insertion) };
  return { outcome: { suggestion, asked: answer.asked }, shown: { id, context, insertion } };
}
