import { randomUUID } from "node:crypto";
import { CancellationTokenSource, type Disposable, EventEmitter, type LogOutputChannel } from "vscode";
import { isoDate } from "../../common/format.ts";
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

/** The chat in this window: asks in the thread that is shown, and knows the notice above the composer. */
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
  /** Set while the attachments of a question are read. */
  #preparing: CancellationTokenSource | undefined;
  #problem: string | undefined;

  /** Something on screen changed. A piece of text for an answer fires `threads.onDidAppend` instead. */
  readonly onDidChange = this.#changed.event;
  /** The composer's text was changed, but not by the user. */
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
    this.#meter = new ContextMeter(server, () => this.#measuredConversation());
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

  /** The most urgent notice. */
  get notice(): Notice | undefined {
    if (this.#problem !== undefined) return { severity: "error", text: this.#problem, actions: [] };
    const text = this.threads.undoable;
    if (text !== undefined)
      return { severity: "info", text, actions: [{ label: t("Undo"), action: "undo" }] };
    const { state: server, model } = this.#server;
    return modelNotice({ server, model }, openAnswer(this.thread) !== undefined);
  }

  /** Sends the composer's text. Text that can't be sent is put back, and the reason is shown. */
  async send(text: string): Promise<void> {
    if (this.busy || text.trim() === "") return;
    const { current: open } = this.threads;
    const preparing = new CancellationTokenSource();
    this.#preparing = preparing;
    this.showProblem(undefined);
    try {
      const built = await this.#questions.build(text, preparing.token);
      const start = await this.#conversationStart(open.thread);
      this.#preparing = undefined;
      if (preparing.token.isCancellationRequested) this.#fillIn(text);
      else if (built.kind === "ask") this.#ask(open, built.question, start);
      else this.#run(built.kind);
    } catch (error) {
      this.#fillIn(text);
      if (!preparing.token.isCancellationRequested) this.showProblem(error);
    } finally {
      this.#preparing = undefined;
      preparing.dispose();
      this.#changed.fire();
    }
  }

  /** Stops the answer that is shown, at once. */
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
    const losesText = answer.answer !== "" || !isLast;
    this.threads.change(
      open,
      (thread) => regenerate(thread, messageId, randomUUID(), Date.now()),
      losesText ? t("The earlier answer was replaced.") : undefined,
    );
  }

  /** Continues an answer that was cut. */
  continue(messageId: string): void {
    const { current: open } = this.threads;
    if (!this.busy) this.threads.change(open, (thread) => resume(thread, messageId, Date.now()));
  }

  /** Puts a question into the composer to be edited; without an id, ends the edit. */
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

  /** Shows an error until the user's next step; `undefined` removes it. */
  showProblem(error: unknown): void {
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
    start: ConversationStart,
  ): void {
    const { editing } = this.#composer;
    this.threads.stop(open);
    const isFork = open.thread.messages.some(({ id }) => id === editing);
    const undoText = t("The chat continues from the edited question. Everything after it was removed.");
    this.#composer.sent();
    const step = (thread: Thread) => {
      const kept = editing === undefined ? thread : rewindTo(thread, editing);
      return ask(kept, { id: randomUUID(), ...question }, randomUUID(), start, Date.now());
    };
    this.threads.change(open, step, isFork ? undoText : undefined);
    this.#meter.update();
  }

  /** A command that asks nothing. */
  #run(command: "clear" | "new"): void {
    this.#composer.sent();
    const { current: open } = this.threads;
    if (command === "new") this.threads.startNew();
    else if (open.thread.messages.length > 0) this.threads.change(open, emptied, t("The chat was cleared."));
  }

  /** Date and rules for a first question. A thread whose first question is edited starts over. */
  async #conversationStart(thread: Thread): Promise<ConversationStart> {
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

  /** The thread and the next question, as the context meter measures them. */
  #measuredConversation(): ChatConversation {
    const conversation = toConversation(this.thread);
    const context = this.#composer.attachments.items;
    if (context.length === 0) return conversation;
    const question = { role: "user" as const, content: this.#composer.draft, context };
    return { ...conversation, messages: [...conversation.messages, question] };
  }
}
