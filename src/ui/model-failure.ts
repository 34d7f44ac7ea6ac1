import { commands, window } from "vscode";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";
import { remedy } from "../text/remedy-text.ts";

/** Tells why a model that the user asked for can't be used, with the button that mends it. */
export async function tellModelFailure({
  reason,
  advice,
  remedy: action = "showLog",
  model,
}: ModelStatus): Promise<void> {
  const { label, command, arguments: args = [] } = remedy(action, model?.path);
  const message = [reason ?? t("The model couldn't be loaded."), advice].filter(Boolean).join(" ");
  if ((await window.showErrorMessage(message, label)) === label)
    await commands.executeCommand(command, ...args);
}
