import type { Disposable } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { SeenPromptPage } from "./main.ts";

/** The command that shows what the model saw; the page is loaded by it. */
export class SeenPromptsContribution implements Disposable {
  readonly #server: LanguageServer;
  #page: Promise<SeenPromptPage> | undefined;

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  get commands() {
    return {
      "ossicle.showSeenPrompt": async (kind) => {
        this.#page ??= import("./main.ts").then(({ SeenPromptPage }) => new SeenPromptPage(this.#server));
        await (await this.#page).show(kind);
      },
    } satisfies Record<string, CommandHandler>;
  }

  dispose(): void {
    void this.#page?.then((page) => page.dispose());
  }
}
