import { Disposable, type LogOutputChannel, commands as vscode, window } from "vscode";
import { COMMAND_IDS, type CommandId } from "../command-ids.ts";
import { t } from "../text/l10n.ts";

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
          const message = error instanceof Error ? error.message : String(error);
          log.error(`${id}: ${message}`);
          const showLog = t("Show Log");
          if ((await window.showErrorMessage(message, showLog)) === showLog) log.show();
        }
      }),
    ),
  );
}
