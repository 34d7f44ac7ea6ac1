import { Disposable, type LogOutputChannel, commands as vscode, window } from "vscode";
import { messageOf } from "../../common/errors.ts";
import { COMMAND_IDS, type CommandId } from "../command-ids.ts";
import { t } from "../text/l10n.ts";
import { isRefusal, type Refusal } from "../text/refusal.ts";

/** What a command does. What it throws is shown to the user who ran it. */
export type CommandHandler = (...args: unknown[]) => void | Promise<void>;

/** Registers every command; the type asks for all of them. */
export function registerCommands(
  handlers: Record<CommandId, CommandHandler>,
  log: LogOutputChannel,
): Disposable {
  return Disposable.from(
    ...COMMAND_IDS.map((id) =>
      vscode.registerCommand(id, async (...args: unknown[]) => {
        try {
          await handlers[id](...args);
        } catch (error) {
          // Whoever runs a command doesn't wait until its message is closed.
          if (isRefusal(error)) void showRefusal(error);
          else void showError(id, error, log);
        }
      }),
    ),
  );
}

async function showRefusal({ message, action }: Refusal): Promise<void> {
  const picked = await window.showInformationMessage(message, ...(action ? [action.label] : []));
  if (action && picked) await vscode.executeCommand(action.command, ...(action.arguments ?? []));
}

async function showError(id: CommandId, error: unknown, log: LogOutputChannel): Promise<void> {
  const message = messageOf(error);
  log.error(`${id}: ${message}`);
  const showLog = t("Show Log");
  if ((await window.showErrorMessage(message, showLog)) === showLog) log.show();
}
