import type { EditResult } from "../../language-server/protocol/edit.ts";
import { t } from "./l10n.ts";
import { noChat } from "./no-chat-text.ts";

/** Why an edit came to nothing, in a sentence for the user. */
export function editMessage({ stopReason, unusable }: EditResult): string {
  if (stopReason === "cancelled") return t("Stopped. Nothing was changed.");
  if (stopReason === "engineLost")
    return t("The engine stopped before the edit was complete. Nothing was changed.");
  switch (unusable) {
    case "same":
      return t("The model found nothing to change here.");
    case "empty":
      return t("The model's answer was empty. Nothing was changed.");
    case "prose":
      return t("The model answered with text instead of code. Nothing was changed.");
    case "unbalanced":
      return t("The brackets in the model's answer don't match. Nothing was changed.");
    case "unfinished":
      return t("The answer was cut off at the token limit. Nothing was changed.");
    case "tooLong":
      return t("This is too much code for one edit. Select less.");
    case "stale":
      return t("The file changed before the edit started. Try again.");
    case "noChat":
      return noChat();
    case "noModel":
      return t("No model is ready. The status bar says why.");
    default:
      return t("The model's answer can't be used. Nothing was changed.");
  }
}
