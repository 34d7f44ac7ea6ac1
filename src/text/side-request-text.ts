import type { SideAskResult } from "../../language-server/protocol/side.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { answerProblem } from "./answer-problem-text.ts";
import { t } from "./l10n.ts";

/**
 * Why an answer is of no use, to be thrown; `undefined` where it is whole.
 *
 * @param status of the model that was asked
 */
export function askProblem(result: SideAskResult, status: ModelStatus | undefined): Error | undefined {
  const isEmpty = result.stopReason === "end" && result.answer.trim() === "";
  return answerProblem(isEmpty ? { cutReason: "noAnswer", ...result } : result, status, () =>
    tooLong(result),
  );
}

function tooLong({ sizes }: SideAskResult): string {
  return sizes
    ? t(
        "This has {0} tokens, but the model's context only has room for {1}. Select less.",
        sizes.promptTokens.toLocaleString(),
        sizes.contextTokens.toLocaleString(),
      )
    : t("This doesn't fit in the model's context. Select less.");
}
