import { Disposable, EventEmitter, type Memento, type TreeDataProvider, type TreeItem, window } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { DailyUsage } from "../usage/daily-usage.ts";
import { useOneModel } from "./completion-model.ts";
import type { Models } from "./main.ts";
import { tellOnceWithoutModel } from "./setup/first-run.ts";
import { trySuggestion } from "./setup/try-suggestion.ts";
import type { ModelsLine } from "./view/models-view-text.ts";

const VIEW = "ossicle.models";

/** The models' view and commands in VS Code. The first use of any of them loads the code behind them. */
export class ModelsContribution implements Disposable, TreeDataProvider<ModelsLine> {
  readonly #server: LanguageServer;
  readonly #today: DailyUsage;
  readonly #changed = new EventEmitter<ModelsLine[] | undefined>();
  readonly #registrations: Disposable;
  #models: Promise<Models> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param store shared by all windows */
  constructor(server: LanguageServer, today: DailyUsage, store: Memento) {
    this.#server = server;
    this.#today = today;
    this.#registrations = Disposable.from(
      this.#changed,
      window.createTreeView(VIEW, { treeDataProvider: this }),
      tellOnceWithoutModel(server, store),
    );
  }

  async getChildren(line?: ModelsLine): Promise<ModelsLine[]> {
    return line ? line.children : (await this.#load()).lines();
  }

  async getTreeItem(line: ModelsLine): Promise<TreeItem> {
    return (await this.#load()).item(line);
  }

  get commands() {
    const withModels =
      (work: (models: Models, argument: unknown) => void | Promise<void>) => async (argument?: unknown) =>
        work(await this.#load(), argument);
    return {
      "ossicle.setUp": withModels((models) => models.setUp()),
      "ossicle.selectModel": withModels((models, path) => models.selectFile(path)),
      "ossicle.selectCompletionModel": withModels((models, path) => models.selectFileForSuggestions(path)),
      "ossicle.useModel": withModels((models, node) => models.use(node)),
      "ossicle.useForSuggestions": withModels((models, node) => models.useForSuggestions(node)),
      "ossicle.useOneModel": () => useOneModel(),
      "ossicle.downloadModel": withModels((models, node) => models.download(node)),
      "ossicle.pauseDownload": withModels((models, node) => models.downloads.pause(node)),
      "ossicle.resumeDownload": withModels((models, node) => models.downloads.resume(node)),
      "ossicle.cancelDownload": withModels((models, node) => models.downloads.cancel(node)),
      "ossicle.verifyModel": withModels((models, node) => models.verify(node)),
      "ossicle.refreshModels": withModels((models) => models.refresh()),
      "ossicle.addModelFolder": withModels((models) => models.addFolder()),
      "ossicle.showModelFacts": withModels((models, node) => models.showFacts(node)),
      "ossicle.revealModel": withModels((models, node) => models.reveal(node)),
      "ossicle.copyModelPath": withModels((models, node) => models.copyPath(node)),
      "ossicle.openModelPage": withModels((models, node) => models.openPage(node)),
      "ossicle.trySuggestion": () => trySuggestion(this.#server),
    } satisfies Record<string, CommandHandler>;
  }

  dispose(): void {
    this.#registrations.dispose();
    void this.#models?.then((models) => models.dispose());
  }

  #load(): Promise<Models> {
    this.#models ??= import("./main.ts").then(
      ({ Models }) => new Models(this.#server, this.#today, (lines) => this.#changed.fire(lines)),
    );
    return this.#models;
  }
}
