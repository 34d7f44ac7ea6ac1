/** Commands in the user's own shell, in a terminal where the user can read along and type. */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import {
  type Disposable,
  env,
  type Terminal,
  type TerminalShellExecution,
  type TerminalShellIntegration,
  window,
} from "vscode";
import { shellLine } from "../../../common/command-line/command-line.ts";
import { terminalEnvironment } from "./environment.ts";
import type { CommandToRun, Execution } from "./execution.ts";
import { endFamily, MARK } from "./processes.ts";

const NAME = "Ossicle";
/** A shell reports itself soon, or never. */
const INTEGRATION_MS = 5_000;
/** Shells in which quotes mean what they mean to POSIX. */
const SHELLS = new Set(["bash", "zsh"]);
/** More is typed by nobody, and shells take several lines for several commands. */
const MAX_CHARS = 2_000;
/** A line that isn't ended, and nothing after it: the command waits for an answer. */
const QUESTION = /[^\s][?:>\])]\s?$/;
const SILENCE_MS = 2_000;
const LAST_OUTPUT_MS = 1_000;

interface Shell {
  terminal: Terminal;
  integration: TerminalShellIntegration;
}

export class CommandTerminals implements Disposable {
  /** Those in which nothing runs, by folder. */
  readonly #idle = new Map<string, Shell>();
  readonly #all = new Set<Terminal>();
  readonly #closed = window.onDidCloseTerminal((terminal) => this.#forget(terminal));
  #hasIntegration = true;

  /** Starts a command; nothing where it can't be in a terminal: the shell is another one, or says nothing of itself. */
  async start(command: CommandToRun): Promise<Execution | undefined> {
    const line = shellLine(command.argv);
    if (!this.#hasIntegration || !SHELLS.has(basename(env.shell))) return undefined;
    if (line.length > MAX_CHARS || /\p{Cc}/u.test(line)) return undefined;
    const shell = await this.#shellIn(command.folder);
    return shell && run(shell, line, command, () => this.#giveBack(command.folder, shell));
  }

  dispose(): void {
    this.#closed.dispose();
    for (const terminal of this.#all) terminal.dispose();
  }

  async #shellIn(folder: string): Promise<Shell | undefined> {
    const idle = this.#idle.get(folder);
    this.#idle.delete(folder);
    if (idle) return idle;
    const terminal = window.createTerminal({
      name: NAME,
      cwd: folder,
      env: terminalEnvironment,
      isTransient: true,
    });
    this.#all.add(terminal);
    const integration = await integrationOf(terminal);
    if (integration) return { terminal, integration };
    // The next command needn't wait for it again.
    this.#hasIntegration = false;
    terminal.dispose();
    return undefined;
  }

  #giveBack(folder: string, shell: Shell): void {
    if (!this.#all.has(shell.terminal)) return;
    if (this.#idle.has(folder)) shell.terminal.dispose();
    else this.#idle.set(folder, shell);
  }

  #forget(terminal: Terminal): void {
    this.#all.delete(terminal);
    for (const [folder, shell] of this.#idle) if (shell.terminal === terminal) this.#idle.delete(folder);
  }
}

async function run(
  { terminal, integration }: Shell,
  line: string,
  { onOutput }: CommandToRun,
  whenIdle: () => void,
): Promise<Execution> {
  const mark = randomUUID().slice(0, 8);
  const shellId = await terminal.processId;
  const execution = integration.executeCommand(`${MARK}=${mark} ${line}`);
  const end = async () => {
    if (shellId !== undefined) await endFamily({ mark, of: { shell: shellId } });
  };
  const done = ended(terminal, execution).then(async (exitCode) => {
    // Elsewhere, what it has left behind can't be told from what the shell itself has started.
    if (process.platform === "linux") await end();
    whenIdle();
    return { exitCode };
  });
  const read = follow(terminal, execution, onOutput);
  return {
    // What it has said comes soon, also where the terminal was closed.
    done: done.then(async (how) => {
      await Promise.race([read, after(LAST_OUTPUT_MS, undefined, { ref: false })]);
      return how;
    }),
    end: () => void end(),
    dispose: () => terminal.dispose(),
  };
}

/** Its exit code, where the shell says it; the terminal may be closed before. */
function ended(terminal: Terminal, execution: TerminalShellExecution): Promise<number | undefined> {
  return new Promise((resolve) => {
    const settle = (exitCode: number | undefined) => {
      whenEnded.dispose();
      whenClosed.dispose();
      resolve(exitCode);
    };
    const whenEnded = window.onDidEndTerminalShellExecution((event) => {
      if (event.execution === execution) settle(event.exitCode);
    });
    const whenClosed = window.onDidCloseTerminal((closed) => {
      if (closed === terminal) settle(undefined);
    });
  });
}

/** Reads what the command says, and shows the terminal where it seems to wait for an answer. */
async function follow(
  terminal: Terminal,
  execution: TerminalShellExecution,
  onOutput: (text: string) => void,
): Promise<void> {
  let silence: NodeJS.Timeout | undefined;
  for await (const text of execution.read()) {
    onOutput(text);
    clearTimeout(silence);
    if (QUESTION.test(text.slice(-200))) silence = setTimeout(() => terminal.show(true), SILENCE_MS);
  }
  clearTimeout(silence);
}

function integrationOf(terminal: Terminal): Promise<TerminalShellIntegration | undefined> {
  if (terminal.shellIntegration) return Promise.resolve(terminal.shellIntegration);
  return new Promise((resolve) => {
    const settle = (integration: TerminalShellIntegration | undefined) => {
      clearTimeout(late);
      reported.dispose();
      closed.dispose();
      resolve(integration);
    };
    const late = setTimeout(() => settle(undefined), INTEGRATION_MS);
    const reported = window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) settle(event.shellIntegration);
    });
    const closed = window.onDidCloseTerminal((each) => {
      if (each === terminal) settle(undefined);
    });
  });
}
