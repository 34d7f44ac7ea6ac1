import { type Disposable, type Terminal, type TerminalShellExecution, window } from "vscode";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { commandText } from "./terminal-text.ts";

/** Kept of the output of each terminal's last command, in UTF-16 units: the end, where errors stand. */
const MAX_CHARS = 64_000;

interface Command {
  execution: TerminalShellExecution;
  output: string;
  isCut: boolean;
  exitCode: number | undefined;
}

/**
 * Remembers the last command of each terminal and what it said. Terminals only tell what they run from now on, and
 * only where the shell has VS Code's integration.
 */
export class TerminalOutput implements Disposable {
  readonly #commands = new Map<Terminal, Command>();
  readonly #subscriptions = [
    window.onDidStartTerminalShellExecution(
      ({ terminal, execution }) => void this.#follow(terminal, execution),
    ),
    window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
      const command = this.#commands.get(terminal);
      if (command?.execution === execution) command.exitCode = exitCode;
    }),
    window.onDidCloseTerminal((terminal) => this.#commands.delete(terminal)),
  ];

  /**
   * The last command of the active terminal, or of the one that ran one last, with its output.
   *
   * @throws an Error with a sentence for the user where there is none
   */
  read(): { title: string; text: string } {
    const active = window.activeTerminal;
    const [terminal, command] =
      active && this.#commands.has(active)
        ? [active, this.#commands.get(active)]
        : ([...this.#commands].at(-1) ?? [undefined, undefined]);
    if (terminal && command) {
      const { execution, output, exitCode, isCut } = command;
      return {
        title: terminal.name,
        text: commandText(execution.commandLine.value, output, exitCode, isCut),
      };
    }
    if (!active) throw new Refusal(t("No terminal is open. Run a command in one, then attach it."));
    throw new Refusal(
      active.shellIntegration
        ? t("No command has run in the terminal since Ossicle started. Run it again, then attach it.")
        : t(
            "The shell in this terminal doesn't report its commands. Copy the output, or use a shell with VS Code's shell integration.",
          ),
    );
  }

  /**
   * The terminal whose last command failed: the active one, else the one where that was last. A shell that doesn't
   * tell how a command ended is taken for one of them if it is active.
   */
  get failed(): { terminal: Terminal; command: string } | undefined {
    const active = window.activeTerminal;
    const all = [...this.#commands].reverse();
    const [terminal, command] =
      all.find(([each, { exitCode }]) => each === active && exitCode !== 0) ??
      all.find(([, { exitCode }]) => exitCode !== undefined && exitCode !== 0) ??
      [];
    return terminal && command && { terminal, command: command.execution.commandLine.value };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#commands.clear();
  }

  async #follow(terminal: Terminal, execution: TerminalShellExecution): Promise<void> {
    const command: Command = { execution, output: "", isCut: false, exitCode: undefined };
    // The latest stands last.
    this.#commands.delete(terminal);
    this.#commands.set(terminal, command);
    for await (const data of execution.read()) {
      // Another command has begun, or the terminal was closed.
      if (this.#commands.get(terminal) !== command) return;
      command.output += data;
      if (command.output.length > 2 * MAX_CHARS) {
        // Not in the middle of a line, where an escape sequence may stand.
        const end = command.output.slice(-MAX_CHARS);
        command.output = end.slice(end.indexOf("\n") + 1);
        command.isCut = true;
      }
    }
  }
}
