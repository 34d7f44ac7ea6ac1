import { randomUUID } from "node:crypto";
import { CancellationTokenSource, type Disposable, EventEmitter, type LogOutputChannel } from "vscode";
import { messageOf } from "../../common/errors.ts";
import { isoDate } from "../../common/format.ts";
import type { ChatConversation } from "../../language-server/protocol/chat.ts";
import type { AgentWork } from "../agent/index.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { frozen } from "./composer/attachments.ts";
import type { Composer } from "./composer/composer.ts";
import { ContextMeter } from "./composer/context-meter.ts";
import { type AskedQuestion, QuestionBuilder } from "./composer/question-builder.ts";
import { projectRules } from "./composer/workspace-instructions.ts";
import { modeFacts } from "./mode-facts.ts";
import { toConversation } from "./threads/conversation.ts";
import type { OpenThread } from "./threads/live-threads.ts";
import { OpenThreads } from "./threads/open-threads.ts";
import {
  ask,
  attachedBefore,
  type ConversationStart,
  emptied,
  endsWell,
  openAnswer,
  regenerate,
  resume,
  rewindTo,
  type Thread,
} from "./threads/thread.ts";
import type { ThreadStore } from "./threads/thread-store.ts";
import type { Meter, Notice } from "./view/messages.ts";
import { usedMode } from "./view/mode-text.ts";
import { modelNotice, readiness } from "./view/model-text.ts";

/** The chat in this window: asks in the thread that is shown, and knows the notice above the composer. */
export class ChatSession implements Disposable {
  readonly threads: OpenThreads;
  readonly #server: LanguageServer;
  readonly #composer: Composer;
  readonly #questions: QuestionBuilder;
  readonly #work: AgentWork;
  readonly #log: LogOutputChannel;
  readonly #meter: ContextMeter;
  readonly #subscriptions: Disposable[];
  readonly #changed = new EventEmitter<void>();
  readonly #filledIn = new EventEmitter<{ text: string } | { before: string }>();
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
    work: AgentWork,
    log: LogOutputChannel,
  ) {
    this.#server = server;
    this.#composer = composer;
    this.#questions = questions;
    this.#work = work;
    this.#log = log;
    this.threads = new OpenThreads(server, store, work);
    this.#meter = new ContextMeter(server, () => this.#measuredConversation());
    this.#subscriptions = [
      this.threads.onDidChange(() => {
        if (!openAnswer(this.thread)) this.#answered();
        this.#changed.fire();
      }),
      this.threads.onDidSwitch(() => this.#switched()),
      this.threads.onDidUse(() => this.#changed.fire()),
      this.#meter.onDidChange(() => this.#changed.fire()),
      server.onDidChange(() => this.#changed.fire()),
      composer.attachments.onDidChange(() => {
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

  /** The question waits for a model, as the notice says. */
  get isHeld(): boolean {
    const open = openAnswer(this.thread);
    const isEmpty = open?.answer === "" && open.reasoning === "" && open.steps.length === 0;
    return isEmpty && readiness(this.#modelState) !== "ready";
  }

  /** While an answer with steps comes, the server says how much of the context it has taken, but not of what. */
  get meter(): Meter | undefined {
    const { meter } = this.#meter;
    const { usedTokens } = this.threads;
    return meter && usedTokens !== undefined ? { ...meter, usedTokens, parts: [] } : meter;
  }

  /** The most urgent notice. */
  get notice(): Notice | undefined {
    if (this.#problem !== undefined) return { severity: "error", text: this.#problem, actions: [] };
    const text = this.threads.undoable;
    if (text !== undefined)
      return { severity: "info", text, actions: [{ label: t("Undo"), action: "undo" }] };
    return modelNotice(this.#modelState, openAnswer(this.thread) !== undefined);
  }

  /**
   * Sends a text, or keeps it until the answer under way is finished. Text that can't be sent is put back, and the
   * reason is shown.
   *
   * @param looks whether what the user looks at belongs to it
   */
  async send(text: string, looks: "away" | "new" = "new"): Promise<void> {
    const sent = text.trim();
    if (sent === "") return;
    // Another chat leaves the answer alone, and an edited question replaces it.
    const waits = this.#composer.editing === undefined && !QuestionBuilder.startsNew(sent);
    if (this.#preparing || (this.busy && waits)) {
      this.#composer.queue(sent);
      this.#changed.fire();
    } else {
      await this.#send(sent, looks);
    }
  }

  /** Puts what was to be sent next back into the composer. */
  takeBack(): void {
    const queued = this.#composer.takeQueued();
    if (queued !== undefined) this.#giveBack(queued);
  }

  /** Stops the answer that is shown, at once. A question that waits for a model is put back. */
  stop(): void {
    this.#preparing?.cancel();
    const { current: open } = this.threads;
    const question = this.isHeld ? this.thread.messages.at(-2) : undefined;
    this.threads.stop(open);
    if (question?.role !== "user") return;
    this.threads.change(open, (thread) => rewindTo(thread, question.id));
    if (this.#composer.attachments.isEmpty("away"))
      this.#composer.attachments.replace(frozen(question.attached));
    this.#giveBack(question.text);
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
    this.#filledIn.fire({ text: this.#composer.draft });
    this.#changed.fire();
  }

  /** What the model may do from the next question on. */
  setMode(mode: Thread["mode"]): void {
    this.threads.change(this.threads.current, (thread) => ({ ...thread, mode }));
    this.#meter.update();
  }

  setEffort(effort: Thread["effort"]): void {
    this.threads.change(this.threads.current, (thread) => ({ ...thread, effort }));
  }

  /** Shows an error until the user's next step; `undefined` removes it. */
  showProblem(error: unknown): void {
    this.#problem = error === undefined ? undefined : messageOf(error);
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

  get #modelState() {
    const { state: server, model } = this.#server;
    return { server, model };
  }

  async #send(text: string, looks: "away" | "new"): Promise<void> {
    const { current: open } = this.threads;
    const preparing = new CancellationTokenSource();
    this.#preparing = preparing;
    this.#composer.sending = text;
    this.showProblem(undefined);
    let input = "";
    try {
      const known = attachedBefore(open.thread);
      const built = await this.#questions.build(text, looks, known, preparing.token);
      const start = await this.#conversationStart(open.thread);
      this.#preparing = undefined;
      if (preparing.token.isCancellationRequested) this.#giveBack(text);
      else if (built.kind === "ask") this.#ask(open, built.question, start);
      else {
        this.#run(built.kind, text, built.input);
        input = built.input;
      }
    } catch (error) {
      this.#giveBack(text);
      if (!preparing.token.isCancellationRequested) this.showProblem(error);
    } finally {
      this.#preparing = undefined;
      this.#composer.sending = undefined;
      preparing.dispose();
      this.#changed.fire();
    }
    if (input !== "") await this.send(input, looks);
  }

  /** The answer is over: what was typed meanwhile is sent, or put back where the answer was no good. */
  #answered(): void {
    this.#meter.update();
    if (this.#preparing || this.#composer.queued === undefined) return;
    const last = this.thread.messages.at(-1);
    const text = last?.role === "assistant" && endsWell(last) ? this.#composer.takeQueued() : undefined;
    if (text === undefined) this.takeBack();
    else void this.send(text);
  }

  #ask(open: OpenThread, question: AskedQuestion, start: ConversationStart): void {
    const { editing } = this.#composer;
    this.threads.stop(open);
    const isFork = open.thread.messages.some(({ id }) => id === editing);
    const undoText = t("Continued from the edited question. Later messages were removed.");
    this.#composer.sent(question.text);
    const step = (thread: Thread) => {
      const kept = editing === undefined ? thread : rewindTo(thread, editing);
      return ask(kept, { id: randomUUID(), ...question }, randomUUID(), start, Date.now());
    };
    this.threads.change(open, step, isFork ? undoText : undefined);
    this.#meter.update();
  }

  /** A command that asks nothing itself. The attachments are for what was typed behind it. */
  #run(command: "clear" | "new", text: string, input: string): void {
    if (input === "") this.#composer.sent(text);
    else this.#composer.endEdit();
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
    this.takeBack();
    this.#problem = undefined;
    this.#meter.update();
    this.#changed.fire();
  }

  #giveBack(text: string): void {
    this.#composer.giveBack(text);
    this.#filledIn.fire({ before: text });
  }

  /** The thread and the next question, as the context meter measures them. */
  #measuredConversation(): ChatConversation {
    const mode = usedMode(this.thread.mode, modeFacts(this.#server));
    const conversation = toConversation(this.thread, mode, this.#work.tools());
    const context = this.#composer.attachments.items(attachedBefore(this.thread));
    if (context.length === 0) return conversation;
    const question = { role: "user" as const, content: this.#composer.draft, context };
    return { ...conversation, messages: [...conversation.messages, question] };
  }
}
