import { Disposable, EventEmitter, type Memento, workspace } from "vscode";
import type {
  ApplyParams,
  ApplyResult,
  ExecParams,
  ExecResult,
  GoOnParams,
  ToolOutput,
  ToolParams,
} from "../../language-server/protocol/agent.ts";
import type { AgentMode } from "../../language-server/protocol/chat.ts";
import type { Reviews } from "../review/index.ts";
import type { AgentHandlers } from "../server/agent-handlers.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import type { AgentChanges } from "./changes.ts";
import type { AgentCommand, CommandRunner } from "./command-runner.ts";
import { type AgentQuestion, type Ask, Questions } from "./questions.ts";

/** A run of the agent that this window has asked for. */
export interface AgentRun {
  requestId: string;
  threadId: string;
  /** The answer that it writes. */
  answerId: string;
  mode: AgentMode;
}

export interface AgentWorkOptions {
  server: Pick<LanguageServer, "serveAgent">;
  reviews: Reviews;
  /** The folder of the workspace's threads: what is kept of the changes lies in it too. */
  threadsFolder: string;
  /** Of the workspace. */
  state: Memento;
  /** Without it no commands are run. */
  commands?: CommandRunner;
  log: (line: string) => void;
}

/** What the agent does to the user's files and machine, and what the user decides about it. */
export class AgentWork implements AgentHandlers, Disposable {
  readonly #options: AgentWorkOptions;
  readonly #questions = new Questions();
  readonly #changed = new EventEmitter<void>();
  readonly #runs = new Map<string, AgentRun>();
  readonly #subscriptions: Disposable;

  /** Questions, commands or changes of a thread are others. */
  readonly onDidChange = this.#changed.event;

  constructor(options: AgentWorkOptions) {
    this.#options = options;
    const update = () => this.#changed.fire();
    this.#subscriptions = Disposable.from(
      options.server.serveAgent(this),
      this.#questions.onDidChange(update),
      ...(options.commands ? [options.commands.onDidChange(update), options.commands] : []),
    );
  }

  /** Does what a run asks for, until disposed. */
  begin(run: AgentRun): Disposable {
    this.#runs.set(run.requestId, run);
    return { dispose: () => void this.#runs.delete(run.requestId) };
  }

  /** What waits for the user in a thread, the oldest first. */
  questions(threadId: string): AgentQuestion[] {
    return this.#questions.of(threadId);
  }

  /** @param note what the user wants done instead */
  answer(questionId: string, actionId: string, note?: string): void {
    this.#questions.answer(questionId, actionId, note);
  }

  /** Commands of a thread that run. */
  commands(threadId: string): AgentCommand[] {
    return this.#options.commands?.commands(threadId) ?? [];
  }

  stopCommand(id: string): void {
    this.#options.commands?.stop(id);
  }

  /** The agent doesn't wait for the command any more. */
  letGoOn(id: string): void {
    this.#options.commands?.letGoOn(id);
  }

  /** What is changed in a thread and neither kept nor undone; nothing where nothing was changed, or it isn't read yet. */
  changes(_threadId: string): AgentChanges | undefined {
    return undefined;
  }

  /** Takes back what one answer has changed. @throws an Error with a sentence for the user */
  async undoTurn(_threadId: string, _answerId: string): Promise<void> {}

  /** Brings the files back to what they were after an answer. @throws an Error with a sentence for the user */
  async restoreTo(_threadId: string, _answerId: string): Promise<void> {}

  /** Accepts all changes of a thread. */
  async keepAll(_threadId: string): Promise<void> {}

  /** Takes back all changes of a thread that aren't kept. @throws an Error with a sentence for the user */
  async undoAll(_threadId: string): Promise<void> {}

  /** Shows the changes of a thread. */
  async review(_threadId: string): Promise<void> {}

  async apply({ requestId }: ApplyParams, _signal: AbortSignal): Promise<ApplyResult> {
    const run = this.#runs.get(requestId);
    return { kind: "refused", reason: this.#whyNot(run) ?? t("Files can't be changed here.") };
  }

  async exec(params: ExecParams, signal: AbortSignal): Promise<ExecResult> {
    const run = this.#runs.get(params.requestId);
    const { commands } = this.#options;
    const reason = this.#whyNot(run);
    if (reason !== undefined || !run || !commands)
      return { kind: "failed", reason: reason ?? t("Commands can't be run here.") };
    return commands.run(params, run.threadId, this.#askIn(run), signal);
  }

  async callTool({ name }: ToolParams, _signal: AbortSignal): Promise<ToolOutput> {
    return { text: t("There is no tool {0}.", name), isError: true };
  }

  async goesOn({ requestId, steps }: GoOnParams, signal: AbortSignal): Promise<boolean> {
    const run = this.#runs.get(requestId);
    if (!run) return false;
    const reply = await this.#askIn(run)(
      {
        text: t("The agent has taken {0} steps. Should it go on?", steps),
        actions: [
          { id: "goOn", label: t("Go On"), isPrimary: true },
          { id: "stop", label: t("Stop"), isPrimary: false },
        ],
        takesNote: false,
      },
      signal,
    );
    return reply?.actionId === "goOn";
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#questions.dispose();
    this.#changed.dispose();
  }

  #askIn({ threadId }: AgentRun): Ask {
    return (question, signal) => this.#questions.ask(threadId, question, signal);
  }

  /** Why a run may change nothing, in a sentence; nothing where it may. */
  #whyNot(run: AgentRun | undefined): string | undefined {
    if (!run) return t("The chat that the agent answers in isn't open.");
    if (run.mode !== "agent") return t("In Ask mode nothing is changed and no command is run.");
    return workspace.isTrusted
      ? undefined
      : t("This workspace isn't trusted: the agent changes nothing here.");
  }
}
