import { randomUUID } from "node:crypto";
import { type Disposable, EventEmitter } from "vscode";
import type { AgentWork } from "../../agent/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import { chatSettings } from "../chat-settings.ts";
import { Answering } from "./answering.ts";
import { LiveThreads, type OpenThread, type ThreadUpdate } from "./live-threads.ts";
import {
  bringBack,
  type Channel,
  closeInterrupted,
  newThread,
  openAnswer,
  rename,
  type Thread,
} from "./thread.ts";
import type { ThreadStore } from "./thread-store.ts";
import { Undo } from "./undo.ts";

/** A piece for the end of an answer that the user sees. */
export interface Appended {
  threadId: string;
  messageId: string;
  channel: Channel;
  text: string;
}

/** The thread that is shown, and others in which an answer is still being written. All are saved as they change. */
export class OpenThreads implements Disposable {
  readonly #store: ThreadStore;
  readonly #live = new LiveThreads((update) => this.#updated(update));
  readonly #answering: Answering;
  readonly #undo = new Undo();
  readonly #changed = new EventEmitter<void>();
  readonly #switched = new EventEmitter<void>();
  readonly #appended = new EventEmitter<Appended>();
  readonly #used = new EventEmitter<void>();
  #current = this.#freshThread();

  /** The thread that is shown changed, but not only by a piece of text. */
  readonly onDidChange = this.#changed.event;
  /** Another thread is shown. */
  readonly onDidSwitch = this.#switched.event;
  readonly onDidAppend = this.#appended.event;
  /** `usedTokens` is another number, or `isQueued` has changed. */
  readonly onDidUse = this.#used.event;

  constructor(server: LanguageServer, store: ThreadStore, work: AgentWork) {
    this.#store = store;
    this.#answering = new Answering({ server, threads: this.#live, work, waits: true });
    this.#answering.onDidUse((open) => {
      if (open === this.#current) this.#used.fire();
    });
    this.#undo.onDidChange(() => this.#changed.fire());
  }

  /** The one that is shown. */
  get current(): OpenThread {
    return this.#current;
  }

  /** What the answer under way in the thread that is shown has taken of the context, where the server has said so. */
  get usedTokens(): number | undefined {
    return this.#answering.usedTokens(this.#current);
  }

  /** Whether the answer under way in the thread that is shown waits for another conversation's. */
  get isQueued(): boolean {
    return this.#answering.waiting(this.#current).isQueued;
  }

  /** The ids of the thread that is shown, and of those whose answers are being written. */
  get inUse(): string[] {
    return [...new Set([this.#current, ...this.#answering.threads])].map(({ thread }) => thread.id);
  }

  /** What undo would take back, as a sentence; `undefined` when there is nothing. */
  get undoable(): string | undefined {
    return this.#undo.text;
  }

  undo(): Promise<void> {
    return this.#undo.run();
  }

  /** Stops the answer in a thread, at once. */
  stop(open: OpenThread): void {
    this.#answering.stop(open);
  }

  /** Changes a thread by a step, then requests its open answer. With `undoText`, offers to undo the step. */
  change(open: OpenThread, step: (thread: Thread) => Thread, undoText?: string): void {
    const before = open.thread;
    this.#live.update(open, step);
    if (undoText !== undefined) this.#undo.offer(undoText, () => this.#bringBack(open, before));
    else if (openAnswer(open.thread) && !openAnswer(before)) this.#undo.withdraw();
    this.#answering.start(open);
  }

  /** Shows a new thread. An answer that is being written in another thread continues there. */
  startNew(): void {
    if (this.#current.thread.messages.length > 0) this.#show(this.#freshThread());
  }

  /** Shows a thread. @throws when it can't be read. */
  async open(id: string): Promise<void> {
    if (id === this.#current.thread.id) return;
    const open = await this.#use(id);
    if (!open) throw new Error(t("The chat couldn't be read. The log says why."));
    this.#show(open);
  }

  /**
   * Shows a conversation that was begun elsewhere, and keeps it. One that is kept already and has gone on since stays as it
   * is.
   *
   * @returns the identity that it has here
   */
  async adopt(thread: Thread): Promise<string> {
    const known = await this.#use(thread.id);
    const last = thread.messages.at(-1)?.id;
    const isSame = known?.thread.messages.at(-1)?.id === last;
    const own = known && !isSame ? { ...thread, id: randomUUID() } : thread;
    const open = isSame && known ? known : this.#live.open(own);
    this.#store.save(open.thread);
    this.#show(open);
    return open.thread.id;
  }

  /** Shows the thread that an earlier window showed, unless it is gone or a question was asked here meanwhile. */
  async restore(id: string): Promise<void> {
    const open = await this.#use(id);
    if (open && this.#current.thread.messages.length === 0) this.#show(open);
  }

  /** Gives a thread the user's title; "" removes it. */
  async rename(id: string, title: string): Promise<void> {
    const open = await this.#use(id);
    if (open) this.#live.update(open, (thread) => rename(thread, title));
  }

  /** Stops the answers in threads, then deletes the threads. `undoText` is shown beside the undo button. */
  async remove(ids: readonly string[], undoText: string): Promise<void> {
    const shown = this.#current.thread.id;
    for (const id of ids) {
      const open = this.#live.find(id);
      if (!open) continue;
      this.stop(open);
      this.#live.close(open);
    }
    if (ids.includes(shown)) this.#show(this.#freshThread());
    await this.#store.remove(ids);
    this.#undo.offer(undoText, async () => {
      await this.#store.restore(ids);
      if (ids.includes(shown)) await this.open(shown);
    });
  }

  /** Takes over the state that another window has saved of the thread that is shown. */
  followOtherWindows(): Promise<void> {
    return this.#follow(this.#current);
  }

  /** Changes a thread's id, because it was saved under another one. */
  renameId(before: string, after: string): void {
    const open = this.#live.find(before);
    if (open) this.#live.update(open, (thread) => ({ ...thread, id: after }));
  }

  dispose(): void {
    this.#answering.dispose();
    this.#undo.dispose();
    for (const emitter of [this.#changed, this.#switched, this.#appended, this.#used]) emitter.dispose();
  }

  #freshThread(): OpenThread {
    return this.#live.open(newThread(randomUUID(), chatSettings().reasoningEffort, Date.now()));
  }

  /** The thread in its latest state; `undefined` when it can't be read. */
  async #use(id: string): Promise<OpenThread | undefined> {
    const open = this.#live.find(id);
    if (open) {
      await this.#follow(open);
      return open;
    }
    const thread = await this.#store.load(id);
    return thread && this.#live.open(closeInterrupted(thread));
  }

  async #follow(open: OpenThread): Promise<void> {
    if (openAnswer(open.thread)) return;
    await this.#store.readChange(open.thread.id, (thread) =>
      this.#live.update(open, () => closeInterrupted(thread), { isSaved: true }),
    );
  }

  #show(open: OpenThread): void {
    this.#current = open;
    this.#switched.fire();
  }

  #bringBack(open: OpenThread, before: Thread): void {
    this.stop(open);
    this.#live.update(open, (thread) => bringBack(thread, before));
  }

  #updated({ open, delta, isSaved = false }: ThreadUpdate): void {
    const { thread } = open;
    if (!isSaved) this.#store.save(thread);
    if (open !== this.#current) return;
    const messageId = thread.messages.at(-1)?.id;
    if (delta && messageId !== undefined) this.#appended.fire({ threadId: thread.id, messageId, ...delta });
    else this.#changed.fire();
  }
}
