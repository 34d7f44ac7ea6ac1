/** `Ossicle: Diagnose`: a report to paste into an issue, to be read before it is. */

import { homedir } from "node:os";
import {
  CodeLens,
  type CodeLensProvider,
  Disposable,
  type ExtensionContext,
  env,
  languages,
  Range,
  UIKind,
  Uri,
  version,
  window,
  workspace,
} from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { TextPage } from "../ui/text-page.ts";
import type { DailyUsage } from "../usage/daily-usage.ts";
import { changedSettings } from "./changed-settings.ts";
import { logTail } from "./log-tail.ts";
import { report } from "./report.ts";

const SCHEME = "ossicle-diagnose";
/** In `.github/ISSUE_TEMPLATE`. */
const ISSUE_FORM = "bug.yml";
const LOG_LINES = 60;
/** An engine that hangs must not keep the report away: that it hangs is part of it. */
const TIMEOUT_MS = 10_000;

export class Diagnose implements Disposable, CodeLensProvider {
  readonly #context: ExtensionContext;
  readonly #server: LanguageServer;
  readonly #today: DailyUsage;
  readonly #page = new TextPage(SCHEME, "Ossicle Diagnosis.md");
  readonly #disposables: Disposable;

  constructor(context: ExtensionContext, server: LanguageServer, today: DailyUsage) {
    this.#context = context;
    this.#server = server;
    this.#today = today;
    this.#disposables = Disposable.from(
      this.#page,
      languages.registerCodeLensProvider({ scheme: SCHEME }, this),
    );
  }

  async show(): Promise<void> {
    this.#page.text = await this.#report();
    const document = await workspace.openTextDocument(this.#page.uri);
    await window.showTextDocument(document, { preview: false });
  }

  async copy(): Promise<void> {
    await env.clipboard.writeText(this.#page.text);
    window.setStatusBarMessage(t("The report was copied to the clipboard."), 3_000);
  }

  /** The issue's page opens in the browser; the report waits in the clipboard, since an address can't hold it. */
  async openIssue(): Promise<void> {
    await this.copy();
    const { repository } = this.#context.extension.packageJSON as { repository?: { url?: string } };
    const address = (repository?.url ?? "").replace(/\.git$/, "");
    await env.openExternal(Uri.parse(`${address}/issues/new?template=${ISSUE_FORM}`));
  }

  provideCodeLenses(): CodeLens[] {
    const top = new Range(0, 0, 0, 0);
    return [
      new CodeLens(top, { title: `$(copy) ${t("Copy")}`, command: "ossicle.copyReport" }),
      new CodeLens(top, {
        title: `$(github) ${t("Copy and Open Issue")}`,
        command: "ossicle.openIssue",
      }),
    ];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #report(): Promise<string> {
    const { extension, logUri } = this.#context;
    const { client, model, state, downloads } = this.#server;
    const [diagnosis, stats, log] = await Promise.all([
      within(client?.diagnose()),
      within(client?.engineStats()),
      logTail(Uri.joinPath(logUri, "Ossicle.log").fsPath, LOG_LINES),
    ]);
    return report({
      extension: String(extension.packageJSON.version),
      editor: `${env.appName} ${version}`,
      remote: remoteKind(env.remoteName),
      ui: env.uiKind === UIKind.Web ? "web" : "desktop",
      server: state,
      settings: changedSettings(extension.id),
      ...(diagnosis ? { diagnosis } : {}),
      ...(model ? { status: model } : {}),
      downloads,
      ...(stats ? { stats } : {}),
      today: this.#today.counts,
      log,
      home: homedir(),
      folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    });
  }
}

/** A kind such as "ssh-remote"; where there is none, as in a browser, its place may hold the machine's address. */
function remoteKind(name: string | undefined): string {
  if (name === undefined) return "none";
  return /^[a-z-]+$/.test(name) ? name : "other";
}

/** The answer, or undefined where there is none in time. */
async function within<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer?.catch(() => undefined), patience]);
  } finally {
    clearTimeout(timer);
  }
}
