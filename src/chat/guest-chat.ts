import { randomUUID } from "node:crypto";
import type { CancellationToken, Disposable, LogOutputChannel } from "vscode";
import { isoDate } from "../../common/format.ts";
import type { AgentMode, ReasoningEffort } from "../../language-server/protocol/chat.ts";
import type { AgentWork, CommandRunner } from "../agent/index.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { chatSettings } from "./chat-settings.ts";
import { projectRules } from "./composer/workspace-instructions.ts";
import { modeFacts } from "./mode-facts.ts";
import { Answering, type Waiting } from "./threads/answering.ts";
import { LiveThreads, type OpenThread } from "./threads/live-threads.ts";
import { ask, newThread, openAnswer, type Question, type Thread } from "./threads/thread.ts";
import { guestId } from "./threads/threads-folder.ts";
import { usedMode } from "./view/mode-text.ts";

/** A question in a conversation that is kept elsewhere. */
export interface GuestTurn {
  thread: Thread;
  question: Pick<Question, "text" | "title" | "prompt" | "attached">;
  /** What the agent's commands are run by; absent for this window's own. */
  commands: Pick<CommandRunner, "run"> | undefined;
  /** Called with each state of the thread, and with what its answer waits for. */
  onUpdate: (thread: Thread, waiting: Waiting) => void;
}

/** Answers in conversations that are shown and kept elsewhere, by the same work as the chat's own. */
export class GuestChat implements Disposable {
  readonly #server: LanguageServer;
  readonly #log: LogOutputChannel;
  readonly #live: LiveThreads;
  readonly #answering: Answering;
  readonly #turns = new Map<OpenThread, { turn: GuestTurn; end: () => void }>();
  readonly #subscriptions: Disposable[];

  constructor(server: LanguageServer, work: AgentWork, log: LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#live = new LiveThreads(({ open }) => this.#show(open));
    const commandsOf = (threadId: string) =>
      [...this.#turns].find(([{ thread }]) => thread.id === threadId)?.[1].turn.commands;
    this.#answering = new Answering({
      server,
      threads: this.#live,
      work: {
        begin: (run) => {
          const commands = commandsOf(run.threadId);
          return work.begin(commands ? { ...run, commands } : run);
        },
        tools: () => work.tools(),
      },
      waits: false,
    });
    this.#subscriptions = [this.#answering.onDidUse((open) => this.#show(open)), this.#answering];
  }

  /** A thread without messages. */
  newThread(mode: AgentMode, effort: ReasoningEffort | undefined): Thread {
    return { ...newThread(guestId(), effort ?? chatSettings().reasoningEffort, Date.now()), mode };
  }

  /** The tools that the model has where the user lets it do so much; undefined for none. */
  usedMode(mode: AgentMode): AgentMode | undefined {
    return usedMode(mode, modeFacts(this.#server));
  }

  /**
   * Asks, and resolves with the thread once its answer has ended: it says how. Where no model is about to be ready, that is at
   * once. A cancel ends the answer at once; what its tools have done by then still comes to the thread. A conversation that is
   * answered already goes on in a thread of its own.
   */
  async run(turn: GuestTurn, token: CancellationToken): Promise<OpenThread> {
    const rules = turn.thread.messages.length === 0 ? await projectRules(this.#log) : undefined;
    const start = { date: isoDate(Date.now()), ...(rules ? { rules } : {}) };
    const question = { id: randomUUID(), ...turn.question };
    const open = this.#open(ask(turn.thread, question, randomUUID(), start, Date.now()));
    const ended = new Promise<void>((resolve) => this.#turns.set(open, { turn, end: resolve }));
    const stop = token.onCancellationRequested(() => this.#answering.stop(open));
    try {
      this.#answering.start(open);
      if (token.isCancellationRequested) this.#answering.stop(open);
      await ended;
      return open;
    } finally {
      stop.dispose();
      this.#turns.delete(open);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { end } of this.#turns.values()) end();
  }

  /** Whoever keeps the thread knows its state better than an earlier turn does. */
  #open(thread: Thread): OpenThread {
    const before = this.#live.find(thread.id);
    if (!before) return this.#live.open(thread);
    if (this.#turns.has(before)) return this.#live.open({ ...thread, id: guestId() });
    this.#live.close(before);
    return this.#live.open(thread);
  }

  #show(open: OpenThread): void {
    const found = this.#turns.get(open);
    if (!found) return;
    found.turn.onUpdate(open.thread, this.#answering.waiting(open));
    if (!openAnswer(open.thread)) found.end();
  }
}
