/** An answer as far as it is new and adds no error to its document; else it has the reason for being empty. */
import { isBlank } from "../../../../common/text-lines.ts";
import { t } from "../../../text/l10n.ts";
import { trimAnswer } from "../answer/trim.ts";
import { whyTrimmedAway } from "../answer/why-nothing.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext } from "../cursor-context.ts";
import { insertionOf } from "../insertion.ts";
import type { SyntaxChecker } from "../syntax/syntax-client.ts";
import { withLineFeeds } from "../text-windows.ts";

/** What an answer may end with: a line, a statement, an expression. */
const MAY_BE_THE_END = /[\n;,)\]}>"'`]\s*$/;

/**
 * Has an answer looked at that is still being written, where this may be its end: the look at the whole is there then
 * when the model has written it.
 */
export function lookAhead(text: string, context: CursorContext, syntax: SyntaxChecker | undefined): void {
  if (!syntax || isBlank(text) || !MAY_BE_THE_END.test(text) || !syntax.canLook(context)) return;
  const insertion = trimAnswer(text, { ...context, cut: false });
  if (insertion) void syntax.fit(context, insertion);
}

export async function checkedAnswer(
  answer: CompletionAnswer,
  context: CursorContext,
  syntax: SyntaxChecker | undefined,
): Promise<CompletionAnswer> {
  if (isBlank(answer.text)) return answer;
  const insertion = insertionOf(answer, context);
  if (!insertion) {
    const whyNone = whyTrimmedAway(answer.text, { ...context, cut: answer.cut });
    return { ...answer, text: "", whyNone };
  }
  const fitting = await syntax?.fit(context, insertion);
  if (fitting === null)
    return { ...answer, text: "", whyNone: t("What the model wrote would be a syntax error here.") };
  if (!fitting || fitting === insertion) return answer;
  return { ...answer, text: withLineFeeds(fitting.text), cut: false };
}
