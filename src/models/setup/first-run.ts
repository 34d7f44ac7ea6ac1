import { commands, Disposable, type Memento, window } from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import { quietMoment } from "../../ui/quiet-moment.ts";

const KEY = "toldWithoutModel";

/**
 * Tells the user, only once, that there is no model yet and how to get one.
 *
 * @param store shared by all windows
 */
export function tellOnceWithoutModel(server: LanguageServer, store: Memento): Disposable {
  if (store.get(KEY)) return new Disposable(() => {});
  const subscription = server.onDidChange(() => {
    if (server.model?.state !== "none" || server.downloads.length > 0) return;
    subscription.dispose();
    void tell();
  });
  return subscription;

  /** A model on this machine is used automatically, once its header is read. */
  async function isFound(): Promise<boolean> {
    const overview = await server.client?.modelsOverview(false).catch(() => undefined);
    return overview?.recommended !== undefined && "path" in overview.recommended;
  }

  async function tell(): Promise<void> {
    await quietMoment();
    // There may be a model by now, or another window may have shown this already.
    if (server.model?.state !== "none" || store.get(KEY) || (await isFound())) return;
    await store.update(KEY, true);
    const setUp = t("Set Up…");
    const message = t("Ossicle needs a model. Use one that is already on this machine, or download one.");
    if ((await window.showInformationMessage(message, setUp)) === setUp)
      await commands.executeCommand("ossicle.setUp");
  }
}
