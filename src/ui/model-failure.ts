import { commands, window } from "vscode";
import type { OneModelStatus } from "../../language-server/protocol/status.ts";
import { type Action, fixBy } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";

/**
 * Says why a model that the user asked for can't be used, with the button that fixes it.
 *
 * @param fix what that is, where the status alone doesn't say it
 */
export async function tellModelFailure(
  { reason, advice, fix: by = "showLog", model }: OneModelStatus,
  fix: Action = fixBy(by, model?.path),
): Promise<void> {
  const { label, command, arguments: args = [] } = fix;
  const message = [reason ?? t("The model couldn't be loaded."), advice].filter(Boolean).join(" ");
  if ((await window.showErrorMessage(message, label)) === label)
    await commands.executeCommand(command, ...args);
}
