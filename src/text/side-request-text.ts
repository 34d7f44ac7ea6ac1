import type { SideAskResult } from "../../language-server/protocol/side.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "./l10n.ts";
import { noChat, noModelMessage } from "./no-chat-text.ts";
import { Refusal } from "./refusal.ts";
import { remedy, statusRemedy } from "./remedy-text.ts";

/**
 * Why an answer is of no use, to be thrown; `undefined` where it is whole.
 *
 * @param status of the model that was asked
 */
export function askProblem(result: SideAskResult, status: ModelStatus | undefined): Error | undefined {
  const reason = result.cutReason ?? result.stopReason;
  if (reason === "end" && result.answer.trim() !== "") return undefined;
  switch (reason) {
    case "end":
    case "noAnswer":
      return new Refusal(t("The model didn't give an answer."));
    case "noModel":
      return new Refusal(
        noModelMessage(status) ?? t("No model is available. Select one, then try again."),
        statusRemedy(status) ?? remedy("selectModel"),
      );
    case "noChat":
      return new Refusal(noChat(), remedy("selectModel"));
    case "tooLong":
      return new Refusal(tooLong(result));
    case "length":
    case "context":
      return new Refusal(t("The answer was cut off at the token limit."));
    case "repetition":
      return new Refusal(t("The model kept repeating itself, so the answer was stopped."));
    case "engineLost":
      return new Error(t("The engine stopped before the answer was complete. Try again."));
    default:
      return new Error(t("The model's answer couldn't be read. See the log for details."));
  }
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
