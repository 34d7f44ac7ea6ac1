import { randomUUID } from "node:crypto";
import { type Disposable, EventEmitter } from "vscode";
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

/** The thread that is shown, and those that were left while an answer is written in them. All are kept as they change. */
export class OpenThreads implements Disposable {
  readonly #store: ThreadStore;
  readonly #live = new LiveThreads((update) => this.#updated(update));
  readonly #answering: Answering;
  readonly #undo = new Undo();
  readonly #changed = new EventEmitter<void>();
  readonly #switched = new EventEmitter<void>();
  readonly #appended = new EventEmitter<Appended>();
  #current = this.#freshThread();

  /** What is shown changed, but not only by a piece of text. */
  readonly onDidChange = this.#changed.event;
  /** Another thread is shown. */
  readonly onDidSwitch = this.#switched.event;
  readonly onDidAppend = this.#appended.event;

  constructor(server: LanguageServer, store: ThreadStore) {
    this.#store = store;
    this.#answering = new Answering(server, this.#live);
    this.#undo.onDidChange(() => this.#changed.fire());
  }

  /** The one that is shown. */
  get current(): OpenThread {
    return this.#current;
  }

  /** What was done last, as long as it can be undone. */
  get undoable(): string | undefined {
    return this.#undo.text;
  }

  undo(): Promise<void> {
    return this.#undo.run();
  }

  /** Ends the answer that is written in a thread, at once. */
  stop(open: OpenThread): void {
    this.#answering.stop(open);
  }

  /** Changes a thread by a step, has an answer written when it has an open one, and offers the way back, if asked to. */
  change(open: OpenThread, step: (thread: Thread) => Thread, said?: string): void {
    const before = open.thread;
    this.#live.update(open, step);
    if (said !== undefined) this.#undo.offer(said, () => this.#bringBack(open, before));
    else if (openAnswer(open.thread) && !openAnswer(before)) this.#undo.withdraw();
    this.#answering.start(open);
  }

  /** Shows a new thread. What is being written in another goes on there. */
  startNew(): void {
    if (this.#current.thread.messages.length > 0) this.#show(this.#freshThread());
  }

  /** Shows a thread. @throws when it can't be read. */
  async open(id: string): Promise<void> {
    if (id === this.#current.thread.id) return;
    const open = await this.#use(id);
    if (!open)
      throw new Error(t("The chat couldn't be read and was moved aside. The log says why and where."));
    this.#show(open);
  }

  /** Shows the thread that an earlier window showed, if it is still there and nothing was begun here. */
  async restore(id: string): Promise<void> {
    const open = await this.#use(id);
    if (open && this.#current.thread.messages.length === 0) this.#show(open);
  }

  /** Gives a thread a title of the user's own; "" takes that away. */
  async rename(id: string, title: string): Promise<void> {
    const open = await this.#use(id);
    if (open) this.#live.update(open, (thread) => rename(thread, title));
  }

  /** Deletes threads; what was written in them is stopped. `said` is shown beside the way back. */
  async remove(ids: readonly string[], said: string): Promise<void> {
    const shown = this.#current.thread.id;
    for (const id of ids) {
      const open = this.#live.find(id);
      if (!open) continue;
      this.stop(open);
      this.#live.close(open);
    }
    if (ids.includes(shown)) this.#show(this.#freshThread());
    await this.#store.remove(ids);
    this.#undo.offer(said, async () => {
      await this.#store.restore(ids);
      if (ids.includes(shown)) await this.open(shown);
    });
  }

  /** Takes over what another window has made of the thread that is shown. */
  followOtherWindows(): Promise<void> {
    return this.#follow(this.#current);
  }

  /** A thread has another id from now on. */
  renameId(before: string, after: string): void {
    const open = this.#live.find(before);
    if (open) this.#live.update(open, (thread) => ({ ...thread, id: after }));
  }

  dispose(): void {
    this.#answering.dispose();
    this.#undo.dispose();
    for (const emitter of [this.#changed, this.#switched, this.#appended]) emitter.dispose();
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
