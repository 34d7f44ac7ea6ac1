import { randomUUID } from "node:crypto";
import { type Disposable, l10n } from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import { chatSettings } from "../chat-settings.ts";
import { Answering, type OpenThread } from "./answering.ts";
import { type Channel, cleanTitle, closeInterrupted, newThread, openAnswer, type Thread } from "./thread.ts";
import type { ThreadStore } from "./thread-store.ts";
import { Undo } from "./undo.ts";

/** A piece for the end of an answer that the user sees. */
export interface Appended {
  threadId: string;
  messageId: string;
  channel: Channel;
  text: string;
}

export interface ThreadsOwner {
  /** What is shown changed, but not only by a piece of text. */
  changed(): void;
  /** Another thread is shown. */
  switched(): void;
  appended(appended: Appended): void;
}

/** The thread that is shown, and those that were left while an answer is written in them. All are kept as they change. */
export class OpenThreads implements Disposable {
  readonly #store: ThreadStore;
  readonly #owner: ThreadsOwner;
  readonly #answering: Answering;
  readonly #undo: Undo;
  #current: OpenThread = { thread: freshThread() };

  constructor(server: LanguageServer, store: ThreadStore, owner: ThreadsOwner) {
    this.#store = store;
    this.#owner = owner;
    this.#answering = new Answering(server, {
      changed: (open) => this.#keep(open),
      appended: (open, messageId, channel, text) => {
        store.save(open.thread);
        if (open === this.#current) owner.appended({ threadId: open.thread.id, messageId, channel, text });
      },
    });
    this.#undo = new Undo(() => owner.changed());
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

  /** Gives a thread another state, has an answer written where it has an open one, and offers the way back, if asked to. */
  change(open: OpenThread, thread: Thread, said?: string): void {
    const before = open.thread;
    open.thread = thread;
    if (said !== undefined) this.#undo.offer(said, () => this.#bringBack(before));
    else if (openAnswer(thread)) this.#undo.withdraw();
    this.#answering.start(open);
    this.#keep(open);
  }

  /** Shows a new thread. What is being written in another goes on there. */
  startNew(): void {
    if (this.#current.thread.messages.length > 0) this.#show({ thread: freshThread() });
  }

  /** Shows a thread. @throws when it can't be read. */
  async open(id: string): Promise<void> {
    if (id !== this.#current.thread.id && !(await this.#showKept(id)))
      throw new Error(l10n.t("The chat can't be read. It was set aside; the log says why and where."));
  }

  /** Shows the thread that an earlier window showed, if it is still there and nothing was begun here. */
  async restore(id: string): Promise<void> {
    if (this.#current.thread.messages.length === 0) await this.#showKept(id);
  }

  /** Gives a thread a title of the user's own; "" takes that away. */
  async rename(id: string, title: string): Promise<void> {
    const open = this.#find(id);
    const thread = open?.thread ?? (await this.#store.load(id));
    if (!thread) return;
    const { title: _, ...untitled } = thread;
    const clean = cleanTitle(title);
    const renamed: Thread = clean === undefined ? untitled : { ...untitled, title: clean };
    if (open) open.thread = renamed;
    this.#store.save(renamed);
    this.#owner.changed();
  }

  /** Deletes threads; what was written in them is stopped. `said` stands beside the way back. */
  async remove(ids: readonly string[], said: string): Promise<void> {
    for (const open of this.#answering.running) if (ids.includes(open.thread.id)) this.stop(open);
    const shown = this.#current.thread.id;
    if (ids.includes(shown)) this.#show({ thread: freshThread() });
    await this.#store.remove(ids);
    this.#undo.offer(said, async () => {
      await this.#store.restore(ids);
      if (ids.includes(shown)) await this.open(shown);
    });
  }

  /** Takes over what another window has made of the thread that is shown. */
  async followOtherWindows(): Promise<void> {
    const open = this.#current;
    const before = open.thread;
    if (openAnswer(before)) return;
    const changed = await this.#store.loadIfChanged(before.id);
    if (!changed || open.thread !== before) return;
    open.thread = closeInterrupted(changed);
    this.#owner.changed();
  }

  /** A thread has another id from now on. */
  renameId(before: string, after: string): void {
    const open = this.#find(before);
    if (open) open.thread = { ...open.thread, id: after };
    this.#owner.changed();
  }

  dispose(): void {
    this.#answering.dispose();
    this.#undo.dispose();
  }

  #find(id: string): OpenThread | undefined {
    return [this.#current, ...this.#answering.running].find(({ thread }) => thread.id === id);
  }

  async #showKept(id: string): Promise<boolean> {
    const open = this.#find(id);
    const thread = open?.thread ?? (await this.#store.load(id));
    if (thread) this.#show(open ?? { thread: closeInterrupted(thread) });
    return thread !== undefined;
  }

  #show(open: OpenThread): void {
    this.#current = open;
    this.#owner.switched();
  }

  #bringBack(before: Thread): void {
    const open = this.#find(before.id);
    if (open) this.stop(open);
    const restored = closeInterrupted(before);
    if (open) open.thread = restored;
    this.#store.save(restored);
    this.#owner.changed();
  }

  #keep(open: OpenThread): void {
    this.#store.save(open.thread);
    if (open === this.#current) this.#owner.changed();
  }
}

function freshThread(): Thread {
  return newThread(randomUUID(), chatSettings().reasoningEffort, Date.now());
}
