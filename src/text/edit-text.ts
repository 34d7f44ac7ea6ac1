import type { EditResult } from "../../language-server/protocol/edit.ts";
import { noChat } from "./no-chat-text.ts";
import type { Translate } from "./translate.ts";

/** Why an edit came to nothing, in a sentence for the user. */
export function editMessage({ stopReason, unusable }: EditResult, t: Translate): string {
  if (stopReason === "cancelled") return t("Stopped. Nothing was changed.");
  if (stopReason === "engineLost") return t("The engine stopped in the middle. Nothing was changed.");
  switch (unusable) {
    case "same":
      return t("The model would change nothing here.");
    case "empty":
      return t("The model's answer was empty. Nothing was changed.");
    case "prose":
      return t("The model answered with text instead of code. Nothing was changed.");
    case "unbalanced":
      return t("The model's answer has lost a bracket. Nothing was changed.");
    case "unfinished":
      return t("The model's answer came to no end. Nothing was changed.");
    case "tooLong":
      return t("This is too much code for one edit. Select less.");
    case "stale":
      return t("The file changed before the edit began. Try again.");
    case "noChat":
      return noChat(t);
    case "noModel":
      return t("No model is ready. The status bar says why.");
    default:
      return t("The model's answer can't be used. Nothing was changed.");
  }
}
