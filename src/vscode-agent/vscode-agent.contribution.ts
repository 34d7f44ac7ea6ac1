import type { Disposable, Memento } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import type { CommandHandler } from "../ui/commands.ts";
import { registerLookTools } from "./look-tools.ts";

/** What VS Code's own agent has of Ossicle, and the command that leads there. */
export class VsCodeAgentContribution implements Disposable {
  readonly #server: LanguageServer;
  readonly #store: Memento;
  readonly #tools: Disposable;

  /** @param store shared by all windows */
  constructor(server: LanguageServer, store: Memento) {
    this.#server = server;
    this.#store = store;
    this.#tools = registerLookTools(server);
  }

  get commands() {
    return {
      "ossicle.useInAgent": async () => {
        const { openInAgent } = await import("./main.ts");
        await openInAgent(this.#server, this.#store);
      },
    } satisfies Record<string, CommandHandler>;
  }

  dispose(): void {
    this.#tools.dispose();
  }
}
