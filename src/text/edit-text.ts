import type { EditResult } from "../../language-server/protocol/edit.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { type Action, fixBy, statusFix } from "./fix-text.ts";
import { t } from "./l10n.ts";
import { noChat, noModelMessage } from "./no-chat-text.ts";

/** What helps where an edit came to nothing: a button. */
export function failedEditAction(
  { unusable }: EditResult,
  model: ModelStatus | undefined,
): Action | undefined {
  if (unusable === "noModel") return statusFix(model);
  return unusable === "noChat" ? fixBy("selectModel") : undefined;
}

/** Why an edit came to nothing, in a sentence for the user. */
export function editMessage({ stopReason, unusable }: EditResult, model: ModelStatus | undefined): string {
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
    case "placeholder":
      return t("The answer leaves out code instead of writing it. Nothing was changed.");
    case "unbalanced":
      return t("Brackets don't match in the answer. Nothing was changed.");
    case "unfinished":
      return t("The answer never finished, so nothing was changed.");
    case "tooLong":
      return t("This is too much code for one edit. Select less.");
    case "stale":
      return t("The file changed before the edit started. Try again.");
    case "noChat":
      return noChat();
    case "noModel":
      return noModelMessage(model) ?? t("No model is ready.");
    default:
      return t("The model's answer can't be used. Nothing was changed.");
  }
}
