import { commands, type QuickPickItem, window } from "vscode";
import { bytes } from "../../../common/format.ts";
import type { Download } from "../../../language-server/protocol/models.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { isRunning } from "../../text/download-text.ts";
import { t } from "../../text/l10n.ts";
import { quietMoment } from "../../ui/quiet-moment.ts";
import { showProgress } from "./download-progress.ts";
import { targetOf } from "./target.ts";

/** What becomes of a file that was downloaded. */
export interface DownloadUses {
  /** Makes it the model in use. */
  use(path: string): Promise<void>;
  /** Has it write the suggestions alone. */
  useForSuggestions(path: string): Promise<void>;
  /** Whether a catalog model can neither chat nor edit. */
  onlySuggests(id: string): Promise<boolean>;
}

/** Controls the downloads. They run on the server's side, and continue when this window is closed. */
export class Downloads {
  readonly #server: LanguageServer;
  readonly #uses: DownloadUses;
  /** Downloads that have a notification in this window. */
  readonly #watched = new Set<string>();

  constructor(server: LanguageServer, uses: DownloadUses) {
    this.#server = server;
    this.#uses = uses;
  }

  /** Starts or continues a download, and shows its progress until it ends. */
  async start(id: string): Promise<void> {
    const begun = await this.#server.runningClient.startDownload(id);
    const title = t("Downloading {0}", begun.name);
    const end = await this.#follow(begun, title, () => this.#stopped(begun));
    if (end?.state === "done" && end.path !== undefined) await this.#arrived(end, end.path);
    if (end?.state === "failed") await this.#failed(end, t("Try Again"));
  }

  /** Verifies the file on disk, and shows the result. */
  async verify(id: string): Promise<void> {
    const begun = await this.#server.runningClient.startDownload(id, true);
    const title = t("Verifying {0}", begun.name);
    const end = await this.#follow(begun, title, () => this.#server.runningClient.cancelDownload(id, true));
    if (end?.state === "failed") await this.#failed(end, t("Download Again"));
    if (end?.state === "done")
      await window.showInformationMessage(t("{0} is intact: its checksum matches the catalog.", end.name));
  }

  async resume(argument: unknown): Promise<void> {
    const download = this.#find(argument, ({ state }) => state === "paused" || state === "failed");
    if (download) await this.start(download.id);
  }

  async pause(argument: unknown): Promise<void> {
    const download = this.#find(argument, ({ state }) => state === "running");
    if (download) await this.#server.runningClient.pauseDownload(download.id);
  }

  /** Asks whether to keep the partial download. */
  async cancel(argument: unknown): Promise<void> {
    const download = this.#find(argument, ({ state }) => state !== "done");
    if (!download) return;
    const keep = download.bytes === 0 ? false : await this.#asksToKeep(download);
    if (keep !== undefined) await this.#server.runningClient.cancelDownload(download.id, keep);
  }

  /** The download that a command names; without a name, the first one that fits. */
  #find(argument: unknown, matches: (download: Download) => boolean): Download | undefined {
    const { id } = targetOf(argument);
    const { downloads } = this.#server;
    return downloads.find((download) => (id === undefined ? matches(download) : download.id === id));
  }

  async #asksToKeep({ name, bytes: there }: Download): Promise<boolean | undefined> {
    const keep: QuickPickItem = {
      label: `$(archive) ${t("Keep Partial Download")}`,
      detail: t("A later download continues from there. It uses {0} of disk space.", bytes(there)),
    };
    const remove: QuickPickItem = { label: `$(trash) ${t("Delete Partial Download")}` };
    const title = t("Cancel Download of {0}", name);
    const picked = await window.showQuickPick([keep, remove], { title, ignoreFocusOut: true });
    return picked && picked === keep;
  }

  /**
   * Shows one notification for each download, in the window that started it.
   *
   * @param stop when the notification's button is pressed
   * @returns how it ended; undefined when it was canceled, or already has a notification
   */
  async #follow(begun: Download, title: string, stop: () => Promise<unknown>): Promise<Download | undefined> {
    if (this.#watched.has(begun.id)) return undefined;
    this.#watched.add(begun.id);
    try {
      let end = isRunning(begun) ? await showProgress(this.#server, begun.id, title) : begun;
      while (end === "asked") {
        await stop();
        const now = this.#server.downloads.find(({ id }) => id === begun.id);
        end = now && isRunning(now) ? await showProgress(this.#server, begun.id, title) : now;
      }
      return end;
    } finally {
      this.#watched.delete(begun.id);
    }
  }

  /** The notification's button was pressed. */
  async #stopped({ id, name }: Download): Promise<void> {
    const pause: QuickPickItem = {
      label: `$(debug-pause) ${t("Pause")}`,
      detail: t("You can resume it at any time, even after a restart."),
    };
    const cancel: QuickPickItem = { label: `$(close) ${t("Cancel Download…")}` };
    const goOn: QuickPickItem = { label: `$(play) ${t("Continue")}` };
    const picked = await window.showQuickPick([pause, cancel, goOn], { title: name, ignoreFocusOut: true });
    if (picked === pause) await this.pause(id);
    if (picked === cancel) await this.cancel(id);
  }

  /** When there was no model, the server uses the downloaded one automatically. */
  async #arrived({ id, name }: Download, path: string): Promise<void> {
    await quietMoment();
    const { model } = this.#server;
    if (model?.model?.path === path || model?.completionModel?.model?.path === path) return;
    const use = t("Use This Model");
    const suggest = t("Use for Suggestions");
    // One that can do nothing else stands beside a model that can.
    const offers = model?.model && (await this.#uses.onlySuggests(id)) ? [suggest, use] : [use];
    const message = t("{0} was downloaded and verified.", name);
    const picked = await window.showInformationMessage(message, ...offers);
    if (picked === use) await this.#uses.use(path);
    if (picked === suggest) await this.#uses.useForSuggestions(path);
  }

  async #failed({ id, name, reason, advice }: Download, again: string): Promise<void> {
    await quietMoment();
    const showLog = t("Show Log");
    const why = [reason, advice].filter(Boolean).join(" ");
    const message = why || t("{0} couldn't be downloaded.", name);
    const picked = await window.showErrorMessage(message, again, showLog);
    if (picked === again) await commands.executeCommand("ossicle.resumeDownload", id);
    if (picked === showLog) await commands.executeCommand("ossicle.showLog");
  }
}
