import type { ChatResult } from "../../language-server/protocol/chat.ts";
import { noChat } from "./no-chat-text.ts";
import type { Translate } from "./translate.ts";

/**
 * Why an answer is of no use, in a sentence for the user; `undefined` where it is whole.
 *
 * @param noModel what is known of a model that isn't ready
 */
export function askProblem(
  result: ChatResult,
  noModel: string | undefined,
  t: Translate,
): string | undefined {
  const reason = result.cutReason ?? result.stopReason;
  if (reason === "end" && result.answer.trim() !== "") return undefined;
  switch (reason) {
    case "end":
    case "noAnswer":
      return t("The model ended without an answer.");
    case "noModel":
      return noModel ?? t("There is no model to ask. Choose one, then try again.");
    case "noChat":
      return noChat(t);
    case "tooLong":
      return t("This is more than the model's context has room for. Select less.");
    case "length":
    case "context":
    case "repetition":
      return t("The model's answer came to no end.");
    case "engineLost":
      return t("The engine stopped in the middle of the answer. Try again.");
    default:
      return t("What the model wrote can't be read as an answer. The log says more.");
  }
}
