/** An answer as far as it adds no error to its document. */
import { t } from "../../../text/l10n.ts";
import { trimAnswer } from "../answer/trim.ts";
import type { CursorContext } from "../cursor-context.ts";
import type { CompletionAnswer } from "../known/typing-as-suggested.ts";
import { withLineFeeds } from "../text-windows.ts";
import type { SyntaxChecker } from "./syntax-client.ts";

export async function checkedAnswer(
  answer: CompletionAnswer,
  context: CursorContext,
  syntax: SyntaxChecker | undefined,
): Promise<CompletionAnswer> {
  const insertion = trimAnswer(answer.text, { ...context, cut: answer.cut });
  const fitting = insertion && (await syntax?.fit(context, insertion));
  if (insertion && fitting === null)
    return { ...answer, text: "", whyNone: t("What the model wrote would be a syntax error here.") };
  if (!fitting || fitting === insertion) return answer;
  return { ...answer, text: withLineFeeds(fitting.text), cut: false };
}
