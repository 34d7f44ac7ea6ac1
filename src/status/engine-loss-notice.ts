import { type Disposable, type LogOutputChannel, window } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { engineWasLost } from "./engine-loss.ts";

/** Tells the user, once in a window, that the engine ended unexpectedly; the status bar tells how it goes on. */
export function tellEngineLossOnce(server: LanguageServer, log: LogOutputChannel): Disposable {
  let before = server.model;
  const subscription = server.onDidChange(() => {
    const after = server.model;
    if (engineWasLost(before, after)) {
      subscription.dispose();
      void tell(after?.reason);
    }
    before = after;
  });
  return subscription;

  async function tell(reason = t("The engine stopped unexpectedly.")): Promise<void> {
    const showLog = t("Show Log");
    if ((await window.showWarningMessage(reason, showLog)) === showLog) log.show();
  }
}
