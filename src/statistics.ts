import { commands, EventEmitter, l10n, type TextDocumentContentProvider, Uri, workspace } from "vscode";
import type { LanguageServer } from "./language-server.ts";
import { statisticsPage } from "./statistics-page.ts";

const SCHEME = "ossicle-statistics";
/** VS Code refreshes a document only when its path begins with a slash. */
const PAGE = Uri.from({ scheme: SCHEME, path: "/Ossicle Statistics.md" });

/** The statistics page: a read-only document, made anew each time the command runs. */
export class StatisticsPage implements TextDocumentContentProvider {
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<Uri>();
  #text = "";

  readonly onDidChange = this.#changed.event;
  /** After `onDidChange`: VS Code looks for that when it is registered. */
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  async show(): Promise<void> {
    const client = this.#server.runningClient;
    const [stats, last] = await Promise.all([client.engineStats(), client.lastCompletion()]);
    const { model } = this.#server;
    this.#text = statisticsPage({ ...(model ? { model } : {}), stats, last }, l10n.t);
    this.#changed.fire(PAGE);
    await commands.executeCommand("markdown.showPreview", PAGE);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
