import type { Disposable, ExtensionContext } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { DailyUsage } from "../usage/daily-usage.ts";
import type { Diagnose } from "./main.ts";

/** The commands for the report; what makes it is loaded by the first of them. */
export class DiagnoseContribution implements Disposable {
  readonly #load: () => Promise<Diagnose>;
  #diagnose: Promise<Diagnose> | undefined;

  constructor(context: ExtensionContext, server: LanguageServer, today: DailyUsage) {
    this.#load = () => {
      this.#diagnose ??= import("./main.ts").then(({ Diagnose }) => new Diagnose(context, server, today));
      return this.#diagnose;
    };
  }

  get commands() {
    return {
      "ossicle.diagnose": async () => (await this.#load()).show(),
      "ossicle.copyReport": async () => (await this.#load()).copy(),
      "ossicle.openIssue": async () => (await this.#load()).openIssue(),
    } satisfies Record<string, CommandHandler>;
  }

  dispose(): void {
    void this.#diagnose?.then((diagnose) => diagnose.dispose());
  }
}
