/** A terminal that shows what commands say which run without one. Nothing can be typed into it but Ctrl+C. */
import { type Disposable, EventEmitter, type Terminal, window } from "vscode";
import type { CommandToRun, Execution, StartCommand } from "./execution.ts";

const NAME = "Ossicle";
/** Given to the terminal at once; more of a flood isn't shown. */
const MAX_CHARS = 100_000;
const FLUSH_MS = 50;
const CTRL_C = "\u0003";

export class OutputTerminal implements Disposable {
  readonly #written = new EventEmitter<string>();
  readonly #running = new Set<Execution>();
  #terminal: Terminal | undefined;
  #isOpen = false;
  #pending = "";
  #timer: NodeJS.Timeout | undefined;

  /** Starts a command and shows it with what it says. Ctrl+C in the terminal ends it, and so does closing it. */
  async run(command: CommandToRun, start: StartCommand): Promise<Execution> {
    const execution = await start({
      ...command,
      onOutput: (text) => {
        this.#write(text);
        command.onOutput(text);
      },
    });
    this.#write(`\u001b[1m$ ${command.shown}\u001b[22m\n`);
    this.#running.add(execution);
    void execution.done.then(({ exitCode }) => {
      this.#running.delete(execution);
      this.#write(exitCode === 0 ? "\n" : `\u001b[2m[${exitCode ?? "–"}]\u001b[22m\n\n`);
    });
    return execution;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#terminal?.dispose();
    this.#written.dispose();
  }

  /** Opens the terminal where there is none, without showing it. */
  #write(text: string): void {
    this.#terminal ??= this.#create();
    this.#pending += text.replace(/\r?\n/g, "\r\n");
    if (this.#pending.length > MAX_CHARS) this.#pending = `\r\n[…]\r\n${this.#pending.slice(-MAX_CHARS / 2)}`;
    this.#flushSoon();
  }

  #create(): Terminal {
    return window.createTerminal({
      name: NAME,
      isTransient: true,
      pty: {
        onDidWrite: this.#written.event,
        open: () => {
          this.#isOpen = true;
          this.#flushSoon();
        },
        close: () => {
          this.#terminal = undefined;
          this.#isOpen = false;
          this.#endAll();
        },
        handleInput: (data: string) => {
          if (data === CTRL_C) this.#endAll();
        },
      },
    });
  }

  #endAll(): void {
    for (const { end } of this.#running) end();
  }

  /** What is written before the terminal is open would be lost. */
  #flushSoon(): void {
    if (!this.#isOpen) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const text = this.#pending;
      this.#pending = "";
      if (text !== "") this.#written.fire(text);
    }, FLUSH_MS);
  }
}
