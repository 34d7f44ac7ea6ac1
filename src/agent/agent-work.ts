import { commands, Disposable, EventEmitter, type Memento, Uri, window, workspace } from "vscode";
import { AsyncQueue } from "../../common/async-queue.ts";
import { commandLine } from "../../common/command-line/command-line.ts";
import { messageOf } from "../../common/errors.ts";
import type {
  ApplyParams,
  ApplyResult,
  ExecParams,
  ExecResult,
  GoOnParams,
  ToolOutput,
  ToolParams,
} from "../../language-server/protocol/agent.ts";
import type { AgentMode, ToolSpec } from "../../language-server/protocol/chat.ts";
import { type AskToChange, changeQuestion, type Reviews } from "../review/index.ts";
import type { AgentHandlers } from "../server/agent-handlers.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { Applying } from "./applying.ts";
import { type AgentChanges, changesOf } from "./changes.ts";
import { CheckpointFiles } from "./checkpoints/checkpoint-files.ts";
import {
  type CheckpointRecord,
  changingAnswers,
  commandsOf,
  openTargets,
  type Target,
  targetsOf,
  withCommand,
  withOpenUndone,
  withoutOpen,
  withoutTurns,
} from "./checkpoints/record.ts";
import type { AgentCommand, CommandRunner } from "./command-runner.ts";
import { EarlierTexts } from "./earlier-texts.ts";
import { type KnownThread, KnownThreads } from "./known-threads.ts";
import { type AgentQuestion, type Ask, Questions } from "./questions.ts";
import { Restoring } from "./restoring.ts";
import { OtherTools } from "./tools/other-tools.ts";
import { watched } from "./watched.ts";

/** A run of the agent that this window has asked for. */
export interface AgentRun {
  requestId: string;
  threadId: string;
  /** The answer that it writes. */
  answerId: string;
  mode: AgentMode;
  /** What its commands are run by, where it isn't what this window's agent has for them. */
  commands?: Pick<CommandRunner, "run">;
}

export interface AgentWorkOptions {
  server: Pick<LanguageServer, "serveAgent">;
  reviews: Reviews;
  /** For what files were before they were changed: a folder in it for each thread. */
  checkpoints: string;
  /** Of the workspace. */
  state: Memento;
  /** Without it no commands are run. */
  commands?: CommandRunner;
  log: (line: string) => void;
}

/** What the agent does to the user's files and machine, and what the user decides about it. */
export class AgentWork implements AgentHandlers, Disposable {
  readonly #options: AgentWorkOptions;
  readonly #changed = new EventEmitter<void>();
  readonly #questions = new Questions(() => this.#changed.fire());
  readonly #files: CheckpointFiles;
  readonly #applying: Applying;
  readonly #restoring: Restoring;
  readonly #texts: EarlierTexts;
  readonly #tools: OtherTools;
  readonly #known = new KnownThreads();
  /** Aborts when this window closes. */
  readonly #closing = new AbortController();
  /** One change of files after another. */
  readonly #work = new AsyncQueue();
  readonly #runs = new Map<string, AgentRun>();
  readonly #subscriptions: Disposable;

  /** Questions, commands or changes of a thread are others. */
  readonly onDidChange = this.#changed.event;

  constructor(options: AgentWorkOptions) {
    this.#options = options;
    this.#files = new CheckpointFiles(options.checkpoints, options.log);
    this.#applying = new Applying(options.reviews, this.#files);
    this.#restoring = new Restoring(options.reviews, this.#files);
    this.#texts = new EarlierTexts(this.#files);
    this.#tools = new OtherTools(options.state);
    const update = () => this.#changed.fire();
    this.#subscriptions = Disposable.from(
      options.server.serveAgent(this),
      this.#texts,
      options.reviews.onDidEnd((uri) => void this.#decided(uri)),
      ...(options.commands ? [options.commands.onDidChange(update), options.commands] : []),
    );
  }

  /** Does what a run asks for, until disposed. */
  begin(run: AgentRun): Disposable {
    this.#runs.set(run.requestId, { ...run });
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

  /** What is changed in a thread and neither kept nor undone; nothing where nothing is, or it isn't read yet. */
  changes(threadId: string): AgentChanges | undefined {
    return this.#of(threadId)?.changes;
  }

  /** The answers of a thread whose changes can be taken back, the oldest first. */
  undoable(threadId: string): readonly string[] {
    return this.#of(threadId)?.answers ?? [];
  }

  /** Takes back what one answer has changed. @throws an Error with a sentence for the user */
  undoTurn(threadId: string, answerId: string): Promise<void> {
    return this.#takeBack(threadId, [answerId]);
  }

  /**
   * Brings the files back to what they were after an answer.
   *
   * @param later the answers of the thread that come after it
   * @throws an Error with a sentence for the user
   */
  restoreTo(threadId: string, later: readonly string[]): Promise<void> {
    return this.#takeBack(threadId, later);
  }

  /** Accepts all changes of a thread. */
  keepAll(threadId: string): Promise<void> {
    return this.#work.run(async () => {
      const { open } = await this.#files.read(threadId);
      const uris = open.map(({ uri }) => uri);
      const after = await this.#files.update(threadId, (record) => withoutOpen(record, uris));
      for (const uri of uris) await this.#options.reviews.accept(Uri.parse(uri, true));
      await this.#show(threadId, after);
    });
  }

  /** Takes back all changes of a thread that aren't kept. @throws an Error with a sentence for the user */
  undoAll(threadId: string): Promise<void> {
    return this.#work.run(async () => {
      const record = await this.#files.read(threadId);
      await this.#restore(threadId, openTargets(record), record.commands, withOpenUndone);
    });
  }

  /** Shows the changes of a thread, each file beside what it was. */
  async review(threadId: string): Promise<void> {
    const record = await this.#files.read(threadId);
    const { files } = await changesOf(threadId, record, this.#files);
    const shown = files.map(({ uri, change }) => {
      const now = Uri.parse(uri, true);
      const file = record.open.find((each) => each.uri === uri);
      const from = record.open.find((each) => each.uri === file?.movedFrom) ?? file;
      const before = from?.before ? this.#texts.uriOf(now, threadId, from.before.text) : undefined;
      return [now, before, change === "deleted" ? undefined : now];
    });
    await commands.executeCommand("vscode.changes", t("Changes of the Agent"), shown);
  }

  /** A thread goes on under another identity: what was changed in it can be taken back there too. */
  async renamed(threadId: string, to: string): Promise<void> {
    await this.#files
      .copy(threadId, to)
      .catch((error: unknown) => this.#options.log(`Changes can't be taken back in a copied chat: ${error}`));
    for (const run of this.#runs.values()) if (run.threadId === threadId) run.threadId = to;
    this.#known.forget(threadId);
    this.#changed.fire();
  }

  async apply({ requestId, callId, changes }: ApplyParams, signal: AbortSignal): Promise<ApplyResult> {
    const run = this.#runs.get(requestId);
    const reason = this.#whyNot(run);
    if (reason !== undefined || !run) return { kind: "refused", reason: reason ?? "" };
    return this.#work.run(async () => {
      try {
        const ask: AskToChange = (asked) => this.#mayChange(run, callId, asked, signal);
        const problems = await this.#applying.apply(changes, run, ask, signal);
        return { kind: "applied", problems };
      } catch (error) {
        return { kind: "refused", reason: messageOf(error) };
      } finally {
        await this.#show(run.threadId);
      }
    });
  }

  async exec(params: ExecParams, signal: AbortSignal): Promise<ExecResult> {
    const run = this.#runs.get(params.requestId);
    const runner = run?.commands ?? this.#options.commands;
    const reason = this.#whyNot(run);
    if (reason !== undefined || !run || !runner)
      return { kind: "failed", reason: reason ?? t("Commands can't be run here.") };
    const { result, changed } = await watched(
      () => runner.run(params, run.threadId, this.#askIn(run.threadId), signal),
      this.#closing.signal,
    );
    // One that goes on in the background may still change anything; one that didn't run changes nothing.
    const hasRun = result.kind !== "refused" && result.kind !== "failed";
    const counts = async () => hasRun && (result.kind === "background" || (await changed));
    void counts().then((isListed) => (isListed ? this.#ran(run, params.command) : undefined));
    return result;
  }

  /** Tools of others that the user has switched on, for a conversation in Agent mode. */
  tools(): ToolSpec[] {
    return this.#tools.specs();
  }

  /** Lets the user switch tools of others on and off. */
  chooseTools(): Promise<void> {
    return this.#tools.pick();
  }

  async callTool(params: ToolParams, signal: AbortSignal): Promise<ToolOutput> {
    const run = this.#runs.get(params.requestId);
    const reason = this.#whyNot(run);
    if (reason !== undefined || !run) return { text: reason ?? "", isError: true };
    return this.#tools.call(params, this.#askIn(run.threadId), signal);
  }

  async goesOn({ requestId, steps }: GoOnParams, signal: AbortSignal): Promise<boolean> {
    const run = this.#runs.get(requestId);
    if (!run) return false;
    const reply = await this.#askIn(run.threadId)(
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
    this.#closing.abort();
    this.#subscriptions.dispose();
    this.#questions.dispose();
    this.#changed.dispose();
  }

  #askIn(threadId: string): Ask {
    return (question, signal) => this.#questions.ask(threadId, question, signal);
  }

  async #mayChange(
    { threadId }: AgentRun,
    callId: string,
    asked: readonly { uri: Uri; reason: string }[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const reply = await this.#askIn(threadId)(
      {
        callId,
        text: [changeQuestion(asked), ...asked.map(({ reason }) => reason)].join(" "),
        actions: [
          { id: "change", label: t("Change"), isPrimary: true },
          { id: "skip", label: t("Skip"), isPrimary: false },
        ],
        takesNote: false,
      },
      signal,
    );
    return reply?.actionId === "change";
  }

  #of(threadId: string): KnownThread | undefined {
    const known = this.#known.get(threadId);
    if (known) return known;
    this.#known.expect(threadId);
    this.#show(threadId).catch((error: unknown) => this.#options.log(`Changes can't be shown: ${error}`));
    return undefined;
  }

  /** Looks at the files again, and at what was kept unless it is given. */
  async #show(threadId: string, record?: CheckpointRecord): Promise<void> {
    const isLatest = await this.#known.read(threadId, async () => {
      const found = record ?? (await this.#files.read(threadId));
      const changes = await changesOf(threadId, found, this.#files);
      return {
        changes: changes.isPending ? changes : undefined,
        answers: changingAnswers(found),
        open: found.open.map(({ uri }) => uri),
      };
    });
    if (isLatest) this.#changed.fire();
  }

  /** The review of a file has ended: the user has accepted or rejected everything. */
  async #decided(uri: Uri): Promise<void> {
    const key = uri.toString();
    for (const threadId of this.#known.withOpen(key))
      await this.#show(threadId, await this.#files.update(threadId, (record) => withoutOpen(record, [key])));
  }

  async #ran({ threadId, answerId }: AgentRun, command: readonly string[]): Promise<void> {
    try {
      const text = commandLine(command).shown;
      await this.#show(
        threadId,
        await this.#files.update(threadId, (record) => withCommand(record, answerId, text)),
      );
    } catch (error) {
      this.#options.log(`A command can't be listed with what isn't undone: ${error}`);
    }
  }

  #takeBack(threadId: string, answerIds: readonly string[]): Promise<void> {
    return this.#work.run(async () => {
      const record = await this.#files.read(threadId);
      const targets = targetsOf(record, answerIds);
      if (targets.length === 0)
        throw new Refusal(t("Nothing of this answer's changes is left to be undone."));
      await this.#restore(threadId, targets, commandsOf(record, answerIds), (before, restored) =>
        withoutTurns(before, answerIds, restored),
      );
    });
  }

  async #restore(
    threadId: string,
    targets: readonly Target[],
    notUndone: readonly string[],
    change: (record: CheckpointRecord, restored: readonly Target[]) => CheckpointRecord,
  ): Promise<void> {
    const ask = this.#askIn(threadId);
    const restored = await this.#restoring.restore(threadId, targets, ask, this.#closing.signal);
    if (!restored) return;
    await this.#show(threadId, await this.#files.update(threadId, (record) => change(record, restored)));
    const count = restored.length;
    const said =
      count === 1 ? t("1 file is as it was before.") : t("{0} files are as they were before.", count);
    const commandsSaid =
      notUndone.length === 0 ? [] : [t("What commands have changed isn't undone: {0}", notUndone.join(", "))];
    void window.showInformationMessage([said, ...commandsSaid].join(" "));
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
