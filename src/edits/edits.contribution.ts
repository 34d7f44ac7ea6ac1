import { type Disposable, Uri, window } from "vscode";
import type { Reviews } from "../review/index.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { noOpenFile } from "../text/refusal.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { TerminalOutput } from "../workspace/terminal-output.ts";
import { EditActions } from "./edit-actions.ts";
import type { AskInChat, Edits } from "./main.ts";
import { ProblemHelp } from "./problem-help.ts";

/** The commands for the code at the cursor. The first one that runs loads the code behind them. */
export class EditsContribution implements Disposable {
  readonly #server: LanguageServer;
  readonly #reviews: Reviews;
  readonly #terminals: TerminalOutput;
  readonly #ask: AskInChat;
  readonly #help = new ProblemHelp();
  readonly #actions = new EditActions();
  #edits: Promise<Edits> | undefined;

  constructor(server: LanguageServer, reviews: Reviews, terminals: TerminalOutput, ask: AskInChat) {
    this.#server = server;
    this.#reviews = reviews;
    this.#terminals = terminals;
    this.#ask = ask;
  }

  get commands() {
    const withEdits =
      (work: (edits: Edits, argument: unknown) => void | Promise<void>) => async (argument?: unknown) =>
        work(await this.#load(), argument);
    return {
      "ossicle.editCode": withEdits((edits, args) => edits.edit(args)),
      "ossicle.editWithInstruction": withEdits((edits) => edits.withInstruction()),
      "ossicle.refactorCode": withEdits((edits) => edits.refactor()),
      "ossicle.fixCode": withEdits((edits) => edits.ofKind("fix", t("Fix"))),
      "ossicle.simplifyCode": withEdits((edits) => edits.ofKind("refactor", t("Simplify"))),
      "ossicle.documentCode": withEdits((edits) => edits.ofKind("document", t("Add documentation"))),
      "ossicle.explainCode": withEdits(async (edits) => this.#ask("/explain", [await edits.codeHere()])),
      "ossicle.explainFile": async (uri?: unknown) => {
        const file = uri instanceof Uri ? uri : window.activeTextEditor?.document.uri;
        if (!file) throw noOpenFile();
        await this.#ask("/explain", [{ kind: "file", uri: file.toString() }]);
      },
      "ossicle.explainTerminal": withEdits(async (edits) => {
        const { question, about } = await edits.aboutTerminal();
        return this.#ask(question, about);
      }),
      "ossicle.testCode": withEdits((edits) => edits.writeTests()),
      "ossicle.suggestNames": withEdits((edits) => edits.suggestNames()),
      "ossicle.commitMessage": withEdits((edits, sourceControl) => edits.commitMessage(sourceControl)),
      // Running the command again stops a message that is being written.
      "ossicle.stopCommitMessage": withEdits((edits) => edits.commitMessage(undefined)),
      "ossicle.fixProblem": async (...place: unknown[]) => (await this.#load()).fixProblem(place),
      "ossicle.explainProblem": async (...place: unknown[]) => {
        const { question, about } = await (await this.#load()).aboutProblem(place);
        await this.#ask(question, about);
      },
      "ossicle.stopEdit": withEdits((edits, id) => edits.queue.stop(id)),
      "ossicle.retryEdit": withEdits((edits, id) => edits.queue.retry(id)),
      "ossicle.fixAgain": withEdits((edits, id) => edits.queue.fixAgain(id)),
      "ossicle.followUpEdit": withEdits((edits, id) => edits.followUp(id)),
      "ossicle.showEditAnswer": withEdits((edits, id) => edits.queue.showAnswer(id)),
      "ossicle.dismissEdit": withEdits((edits, id) => edits.queue.dismiss(id)),
    } satisfies Record<string, CommandHandler>;
  }

  dispose(): void {
    this.#help.dispose();
    this.#actions.dispose();
    void this.#edits?.then((edits) => edits.dispose());
  }

  #load(): Promise<Edits> {
    this.#edits ??= import("./main.ts").then(
      ({ Edits }) => new Edits(this.#server, this.#reviews, this.#terminals),
    );
    return this.#edits;
  }
}
