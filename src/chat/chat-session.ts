import { randomUUID } from "node:crypto";
import { CancellationTokenSource, type Disposable, EventEmitter, type LogOutputChannel } from "vscode";
import type { ChatConversation } from "../../language-server/protocol/chat.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import type { Composer } from "./composer/composer.ts";
import { ContextMeter } from "./composer/context-meter.ts";
import type { QuestionBuilder } from "./composer/question-builder.ts";
import { projectRules } from "./composer/workspace-instructions.ts";
import type { OpenThread } from "./threads/live-threads.ts";
import { OpenThreads } from "./threads/open-threads.ts";
import {
  ask,
  type ConversationStart,
  emptied,
  openAnswer,
  type Question,
  regenerate,
  resume,
  rewindTo,
  type Thread,
  toConversation,
} from "./threads/thread.ts";
import type { ThreadStore } from "./threads/thread-store.ts";
import type { Meter, Notice } from "./view/messages.ts";
import { modelNotice } from "./view/model-text.ts";
import { isoDate } from "./view/when.ts";

/** The chat in this window: what the user asks in the thread that is shown, and what has to be said about it. */
export class ChatSession implements Disposable {
  readonly threads: OpenThreads;
  readonly #server: LanguageServer;
  readonly #composer: Composer;
  readonly #questions: QuestionBuilder;
  readonly #log: LogOutputChannel;
  readonly #meter: ContextMeter;
  readonly #subscriptions: Disposable[];
  readonly #changed = new EventEmitter<void>();
  readonly #filledIn = new EventEmitter<string>();
  /** While what is attached to a question is read. */
  #preparing: CancellationTokenSource | undefined;
  #problem: string | undefined;

  /** Something that is shown changed, but not only by a piece of text. */
  readonly onDidChange = this.#changed.event;
  /** The composer's text was changed by something else than the user. */
  readonly onDidFillIn = this.#filledIn.event;

  constructor(
    server: LanguageServer,
    store: ThreadStore,
    composer: Composer,
    questions: QuestionBuilder,
    log: LogOutputChannel,
  ) {
    this.#server = server;
    this.#composer = composer;
    this.#questions = questions;
    this.#log = log;
    this.threads = new OpenThreads(server, store);
    this.#meter = new ContextMeter(server, () => this.#measured());
    this.#subscriptions = [
      this.threads.onDidChange(() => {
        if (!openAnswer(this.thread)) this.#meter.update();
        this.#changed.fire();
      }),
      this.threads.onDidSwitch(() => this.#switched()),
      this.#meter.onDidChange(() => this.#changed.fire()),
      server.onDidChange(() => this.#changed.fire()),
      composer.attachments.onDidChange(() => {
        this.#problem = undefined;
        this.#meter.update();
        this.#changed.fire();
      }),
    ];
  }

  get thread(): Thread {
    return this.threads.current.thread;
  }

  get busy(): boolean {
    return this.#preparing !== undefined || openAnswer(this.thread) !== undefined;
  }

  get meter(): Meter | undefined {
    return this.#meter.meter;
  }

  /** What has to be said now, the most pressing first. */
  get notice(): Notice | undefined {
    if (this.#problem !== undefined) return { severity: "error", text: this.#problem, actions: [] };
    const text = this.threads.undoable;
    if (text !== undefined)
      return { severity: "info", text, actions: [{ label: t("Undo"), action: "undo" }] };
    const { state: server, model } = this.#server;
    return modelNotice({ server, model }, openAnswer(this.thread) !== undefined);
  }

  /** Sends what stands in the composer. What can't be sent goes back there, with the reason. */
  async send(text: string): Promise<void> {
    if (this.busy || text.trim() === "") return;
    const { current: open } = this.threads;
    const preparing = new CancellationTokenSource();
    this.#preparing = preparing;
    this.tell(undefined);
    try {
      const made = await this.#questions.make(text, preparing.token);
      const beginning = await this.#beginning(open.thread);
      this.#preparing = undefined;
      if (preparing.token.isCancellationRequested) this.#fillIn(text);
      else if (made.kind === "ask") this.#ask(open, made.question, beginning);
      else this.#run(made.kind);
    } catch (error) {
      this.#fillIn(text);
      if (!preparing.token.isCancellationRequested) this.tell(error);
    } finally {
      this.#preparing = undefined;
      preparing.dispose();
      this.#changed.fire();
    }
  }

  /** Ends the answer that is shown, at once. */
  stop(): void {
    this.#preparing?.cancel();
    this.threads.stop(this.threads.current);
  }

  /** Asks the question before this answer again. */
  regenerate(messageId: string): void {
    const { current: open } = this.threads;
    const answer = open.thread.messages.find(({ id }) => id === messageId);
    if (answer?.role !== "assistant" || this.#preparing) return;
    this.threads.stop(open);
    const isLast = open.thread.messages.at(-1)?.id === messageId;
    const takesAway = answer.answer !== "" || !isLast;
    this.threads.change(
      open,
      (thread) => regenerate(thread, messageId, randomUUID(), Date.now()),
      takesAway ? t("The earlier answer was replaced.") : undefined,
    );
  }

  /** Goes on with an answer that was cut. */
  continue(messageId: string): void {
    const { current: open } = this.threads;
    if (!this.busy) this.threads.change(open, (thread) => resume(thread, messageId, Date.now()));
  }

  /** Takes a question into the composer; without an id, ends that. */
  edit(messageId: string | undefined): void {
    const question = this.thread.messages.find(({ id }) => id === messageId);
    if (question?.role === "user") this.#composer.edit(question);
    else this.#composer.endEdit();
    this.#fillIn(this.#composer.draft);
    this.#changed.fire();
  }

  setEffort(effort: Thread["effort"]): void {
    this.threads.change(this.threads.current, (thread) => ({ ...thread, effort }));
  }

  /** Shows what went wrong, until the next step. */
  tell(error: unknown): void {
    this.#problem = error === undefined ? undefined : error instanceof Error ? error.message : String(error);
    if (error !== undefined) this.#log.warn(`Chat: ${this.#problem}`);
    this.#changed.fire();
  }

  dispose(): void {
    this.#preparing?.cancel();
    this.threads.dispose();
    this.#meter.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const emitter of [this.#changed, this.#filledIn]) emitter.dispose();
  }

  #ask(
    open: OpenThread,
    question: Pick<Question, "text" | "prompt" | "attached">,
    beginning: ConversationStart,
  ): void {
    const { editing } = this.#composer;
    this.threads.stop(open);
    const isFork = open.thread.messages.some(({ id }) => id === editing);
    const said = t("The chat continues from the edited question. Everything after it was removed.");
    this.#composer.sent();
    const step = (thread: Thread) => {
      const kept = editing === undefined ? thread : rewindTo(thread, editing);
      return ask(kept, { id: randomUUID(), ...question }, randomUUID(), beginning, Date.now());
    };
    this.threads.change(open, step, isFork ? said : undefined);
    this.#meter.update();
  }

  /** A command that asks nothing. */
  #run(command: "clear" | "new"): void {
    this.#composer.sent();
    const { current: open } = this.threads;
    if (command === "new") this.threads.startNew();
    else if (open.thread.messages.length > 0) this.threads.change(open, emptied, t("The chat was cleared."));
  }

  /** What a first question fixes. A thread that is edited at its first question begins again. */
  async #beginning(thread: Thread): Promise<ConversationStart> {
    const isFirst = thread.messages.length === 0 || thread.messages[0]?.id === this.#composer.editing;
    const rules = isFirst ? await projectRules(this.#log) : undefined;
    return { date: isoDate(Date.now()), ...(rules ? { rules } : {}) };
  }

  #switched(): void {
    this.#composer.endEdit();
    this.#problem = undefined;
    this.#meter.update();
    this.#changed.fire();
  }

  #fillIn(text: string): void {
    this.#composer.draft = text;
    this.#filledIn.fire(text);
  }

  /** The thread with what is attached to the next question. */
  #measured(): ChatConversation {
    const conversation = toConversation(this.thread);
    const context = this.#composer.attachments.items;
    if (context.length === 0) return conversation;
    const question = { role: "user" as const, content: this.#composer.draft, context };
    return { ...conversation, messages: [...conversation.messages, question] };
  }
}
