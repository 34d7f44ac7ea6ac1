import { type Disposable, type Terminal, window, workspace } from "vscode";
import { type TerminalCommand, terminalCommand } from "../../code/terminal-command.ts";
import { t } from "../../text/l10n.ts";

/** A shell with shell integration reports it within this time. */
const SHELL_INTEGRATION_MS = 3_000;

/** Runs code blocks in Ossicle's own terminal, after the user has seen and confirmed the command. */
export class CommandTerminal implements Disposable {
  #terminal: Terminal | undefined;
  #isBusy = false;
  readonly #subscriptions = [
    window.onDidStartTerminalShellExecution(({ terminal }) => {
      if (terminal === this.#terminal) this.#isBusy = true;
    }),
    window.onDidEndTerminalShellExecution(({ terminal }) => {
      if (terminal === this.#terminal) this.#isBusy = false;
    }),
    window.onDidCloseTerminal((terminal) => {
      if (terminal === this.#terminal) this.#terminal = undefined;
    }),
  ];

  /** @throws an Error with a sentence for the user, when the code may not run */
  async run(code: string, language: string): Promise<void> {
    if (!workspace.isTrusted)
      throw new Error(
        t("Commands can't be run in an untrusted workspace. Trust it first, or copy the command."),
      );
    const parsed = terminalCommand(code, language);
    if (parsed.kind === "refused") throw new Error(refusal(parsed.why));
    const run = t("Run");
    const choice = await window.showWarningMessage(
      t("Run this command in the terminal?"),
      { modal: true, detail: parsed.command },
      run,
    );
    if (choice !== run) return;
    const terminal = this.#free();
    terminal.show(true);
    const integration = await shellIntegrationOf(terminal);
    if (integration) integration.executeCommand(parsed.command);
    else terminal.sendText(parsed.command, true);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /**
   * Text typed while a command runs would go to that command. A shell without integration doesn't report whether one
   * runs, so each code block gets a new terminal there.
   */
  #free(): Terminal {
    if (this.#terminal?.shellIntegration && this.#terminal.exitStatus === undefined && !this.#isBusy)
      return this.#terminal;
    this.#terminal = window.createTerminal("Ossicle");
    this.#isBusy = false;
    return this.#terminal;
  }
}

function refusal(why: Extract<TerminalCommand, { kind: "refused" }>["why"]): string {
  switch (why) {
    case "empty":
      return t("There is no command in this block.");
    case "invisible":
      return t(
        "This block contains invisible characters, so it can't be run. The text that runs would differ from the text that is shown.",
      );
    case "tooLong":
      return t("This block is too long to show before it runs. Save it as a script, or copy it.");
  }
}

async function shellIntegrationOf(terminal: Terminal) {
  if (terminal.shellIntegration) return terminal.shellIntegration;
  return new Promise<Terminal["shellIntegration"]>((resolve) => {
    const done = (integration: Terminal["shellIntegration"]) => {
      clearTimeout(timer);
      subscription.dispose();
      resolve(integration);
    };
    const timer = setTimeout(() => done(undefined), SHELL_INTEGRATION_MS);
    const subscription = window.onDidChangeTerminalShellIntegration(
      ({ terminal: changed, shellIntegration }) => {
        if (changed === terminal) done(shellIntegration);
      },
    );
  });
}
