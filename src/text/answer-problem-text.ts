import type { CutReason } from "../../language-server/protocol/chat.ts";
import type { ModelStatus, StopReason } from "../../language-server/protocol/status.ts";
import { fixBy, statusFix } from "./fix-text.ts";
import { t } from "./l10n.ts";
import { noChat, noModelMessage } from "./no-chat-text.ts";
import { Refusal } from "./refusal.ts";

/**
 * Why an answer is of no use, to be thrown; `undefined` where it is whole.
 *
 * @param status of the model that was asked
 * @param tooLong what is said of a question that doesn't fit
 */
export function answerProblem(
  { stopReason, cutReason }: { stopReason: StopReason; cutReason?: CutReason | undefined },
  status: ModelStatus | undefined,
  tooLong: () => string,
): Error | undefined {
  const reason = cutReason ?? stopReason;
  switch (reason) {
    case "end":
      return undefined;
    case "noAnswer":
      return new Refusal(t("The model didn't give an answer."));
    case "noModel":
      return new Refusal(
        noModelMessage(status) ?? t("No model is available. Select one, then try again."),
        statusFix(status) ?? fixBy("selectModel"),
      );
    case "noChat":
      return new Refusal(noChat(), fixBy("selectModel"));
    case "noTools":
      return new Refusal(
        t(
          "This model can't use tools, so it can't look into the workspace or change it. Select gpt-oss for that.",
        ),
        fixBy("selectModel"),
      );
    case "tooLong":
      return new Refusal(tooLong());
    case "length":
    case "context":
      return new Refusal(t("The answer was cut off at the token limit."));
    case "repetition":
      return new Refusal(t("The model kept repeating itself, so the answer was stopped."));
    case "unknownTool":
      return new Refusal(t("The model called an unknown tool, so the answer was stopped."));
    case "engineLost":
      return new Error(t("The engine stopped before the answer was complete. Try again."));
    default:
      return new Error(t("The model's answer couldn't be read. See the log for details."));
  }
}
