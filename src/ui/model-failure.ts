import { commands, window } from "vscode";
import type { OneModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";
import { type Action, remedy } from "../text/remedy-text.ts";

/**
 * Tells why a model that the user asked for can't be used, with the button that mends it.
 *
 * @param mends what that is, where the status alone doesn't say it
 */
export async function tellModelFailure(
  { reason, advice, remedy: action = "showLog", model }: OneModelStatus,
  mends: Action = remedy(action, model?.path),
): Promise<void> {
  const { label, command, arguments: args = [] } = mends;
  const message = [reason ?? t("The model couldn't be loaded."), advice].filter(Boolean).join(" ");
  if ((await window.showErrorMessage(message, label)) === label)
    await commands.executeCommand(command, ...args);
}
