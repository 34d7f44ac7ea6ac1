import type { RespondResult } from "../../language-server/protocol/language-model.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { answerProblem } from "../text/answer-problem-text.ts";
import { t } from "../text/l10n.ts";

/**
 * Why an answer isn't whole, to be thrown; `undefined` where it is, or the caller has ended it.
 *
 * @param status of the model that was asked
 */
export function responseProblem(result: RespondResult, status: ModelStatus | undefined): Error | undefined {
  if (/^(toolCalls|cancelled)$/.test(result.stopReason) && result.cutReason === undefined) return undefined;
  return answerProblem(result, status, () => tooLong(result));
}

function tooLong({ sizes }: RespondResult): string {
  return sizes
    ? t(
        "The request has {0} tokens, but the model's context only has room for {1}. Start a new chat, attach less, or use an agent with fewer tools.",
        sizes.promptTokens.toLocaleString(),
        sizes.contextTokens.toLocaleString(),
      )
    : t("The request doesn't fit in the model's context. Start a new chat, or attach less.");
}
