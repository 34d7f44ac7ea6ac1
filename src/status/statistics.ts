import { commands, type Disposable } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { TextPage } from "../ui/text-page.ts";
import type { DailyUsage } from "../usage/daily-usage.ts";
import { statisticsPage } from "./statistics-page.ts";

/** The statistics page: a read-only document, made again each time the command runs. */
export class StatisticsPage implements Disposable {
  readonly #server: LanguageServer;
  readonly #today: DailyUsage;
  readonly #page = new TextPage("ossicle-statistics", "Ossicle Statistics.md");

  constructor(server: LanguageServer, today: DailyUsage) {
    this.#server = server;
    this.#today = today;
  }

  async show(): Promise<void> {
    const client = this.#server.runningClient;
    const [stats, last] = await Promise.all([client.engineStats(), client.lastCompletion()]);
    const { model } = this.#server;
    const today = this.#today.counts;
    this.#page.text = statisticsPage({ ...(model ? { model } : {}), stats, last, today });
    await commands.executeCommand("markdown.showPreview", this.#page.uri);
  }

  dispose(): void {
    this.#page.dispose();
  }
}
