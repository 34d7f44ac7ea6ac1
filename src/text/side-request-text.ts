import type { SideAskResult } from "../../language-server/protocol/side.ts";
import { t } from "./l10n.ts";
import { noChat } from "./no-chat-text.ts";

/**
 * Why an answer is of no use, in a sentence for the user; `undefined` where it is whole.
 *
 * @param noModel what is known of a model that isn't ready
 */
export function askProblem(result: SideAskResult, noModel: string | undefined): string | undefined {
  const reason = result.cutReason ?? result.stopReason;
  if (reason === "end" && result.answer.trim() !== "") return undefined;
  switch (reason) {
    case "end":
    case "noAnswer":
      return t("The model didn't give an answer.");
    case "noModel":
      return noModel ?? t("No model is available. Select one, then try again.");
    case "noChat":
      return noChat();
    case "tooLong":
      return tooLong(result);
    case "length":
    case "context":
      return t("The answer was cut off at the token limit.");
    case "repetition":
      return t("The model kept repeating itself, so the answer was stopped.");
    case "engineLost":
      return t("The engine stopped before the answer was complete. Try again.");
    default:
      return t("The model's answer couldn't be read. See the log for details.");
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
