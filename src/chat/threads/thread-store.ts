import { randomUUID } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { messageOf } from "../../../common/errors.ts";
import { type Thread, threadTitle } from "./thread.ts";
import { ThreadFiles } from "./thread-files.ts";
import { type Found, findIn } from "./thread-search.ts";

/** A crash loses at most the text of this time and of one write. */
const WRITE_AFTER_MS = 500;
const RETRY_AFTER_MS = 5_000;
/** How long to collect changes of the folder: they come in bursts. */
const SETTLE_MS = 300;
const DAY_MS = 24 * 60 * 60_000;
/** How long a deleted thread can be brought back. */
const KEEP_TRASH_MS = DAY_MS;

/** A thread as an entry of a list. */
export interface Summary {
  id: string;
  title: string;
  updated: number;
}

export interface ThreadStoreOptions {
  folder: string;
  /** Threads were added, changed or removed, by this window or another. */
  onChange: () => void;
  /** Another window had changed the thread: this window's state is now a thread of its own, with a new id. */
  onFork: (before: string, after: string) => void;
  /** Threads can't be written; writing is tried again. Called once, until a write has succeeded. */
  onFail: (reason: string) => void;
  log: (line: string) => void;
}

/** Keeps the threads of a workspace over restarts and crashes, shared with other windows on the same workspace. */
export class ThreadStore {
  readonly #files: ThreadFiles;
  readonly #options: ThreadStoreOptions;
  /** The revision in which this window last read or wrote each thread. */
  readonly #revisions = new Map<string, string>();
  readonly #unsaved = new Map<string, Thread>();
  #ready: Promise<void>;
  #writing: Promise<void> = Promise.resolve();
  #writeTimer: NodeJS.Timeout | undefined;
  #changeTimer: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | undefined;
  #hasFailed = false;
  #disposed = false;

  constructor(options: ThreadStoreOptions) {
    this.#files = new ThreadFiles(options.folder, options.log);
    this.#options = options;
    this.#ready = this.#open();
  }

  /** All threads, the latest first. */
  async list(): Promise<Summary[]> {
    await this.#ready;
    const summaries = new Map<string, Summary>();
    for (const { id, title, updated } of await this.#files.heads()) summaries.set(id, { id, title, updated });
    for (const thread of this.#unsaved.values()) {
      if (thread.messages.length > 0) summaries.set(thread.id, summary(thread));
      else summaries.delete(thread.id);
    }
    return latestFirst([...summaries.values()]);
  }

  /** `undefined` when there is no such thread, or when its file can't be read. */
  async load(id: string): Promise<Thread | undefined> {
    await this.#ready;
    const unsaved = this.#unsaved.get(id);
    if (unsaved) return unsaved;
    const file = await this.#files.read(id);
    if (file) this.#revisions.set(id, file.head.revision);
    return file?.thread;
  }

  /**
   * Calls `take` with the thread as another window has saved it; from then on this window counts as up to date. Does
   * nothing when no other window has saved it, or when it is changed here meanwhile.
   */
  async readChange(id: string, take: (thread: Thread) => void): Promise<void> {
    await this.#ready;
    const known = this.#revisions.get(id);
    if (known === undefined || this.#unsaved.has(id)) return;
    const file = await this.#files.read(id);
    if (!file || file.head.revision === known || this.#revisions.get(id) !== known || this.#unsaved.has(id))
      return;
    this.#revisions.set(id, file.head.revision);
    take(file.thread);
  }

  /** Saves a thread soon. A thread without messages has no file. */
  save(thread: Thread): void {
    this.#unsaved.set(thread.id, thread);
    this.#writeTimer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  /** Writes what is unsaved. Failures go to `onFail`. */
  flush(): Promise<void> {
    clearTimeout(this.#writeTimer);
    this.#writeTimer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Deletes threads; `restore` brings them back for a day. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.flush();
    for (const id of ids) {
      this.#unsaved.delete(id);
      await this.#files.remove(id);
    }
    this.#options.onChange();
  }

  /** Deletes what was set aside because it is damaged. */
  async removeDamaged(): Promise<void> {
    await this.#ready;
    await this.#files.removeDamaged();
  }

  async restore(ids: readonly string[]): Promise<void> {
    await this.#ready;
    for (const id of ids) await this.#files.restore(id);
    this.#options.onChange();
  }

  /**
   * Deletes threads unused, and damaged files set aside, for so many days (0: none), except threads that are open here,
   * and empties the trash. What belongs to threads that are kept elsewhere goes after as many days.
   */
  async tidy(keepDays: number, open: readonly string[]): Promise<void> {
    await this.#ready;
    const oldest = Date.now() - keepDays * DAY_MS;
    const outdated = (await this.list()).filter(({ id, updated }) => updated < oldest && !open.includes(id));
    if (keepDays > 0 && outdated.length > 0) {
      this.#options.log(`Chats deleted because they were not used for ${keepDays} days: ${outdated.length}.`);
      await this.remove(outdated.map(({ id }) => id));
    }
    if (keepDays > 0) await this.#files.deleteDamaged(keepDays * DAY_MS);
    await this.#files.emptyTrash(KEEP_TRASH_MS, keepDays > 0 ? keepDays * DAY_MS : Number.POSITIVE_INFINITY);
  }

  /** Threads whose title or text contains the query, the latest first. When aborted, returns those found so far. */
  async search(query: string, signal: AbortSignal): Promise<(Summary & Found)[]> {
    await this.flush();
    const found: (Summary & Found)[] = [];
    for await (const thread of this.#files.all()) {
      if (signal.aborted) break;
      const match = findIn(thread, query);
      if (match) found.push({ ...summary(thread), ...match });
    }
    return latestFirst(found);
  }

  /** Writes everything that is unsaved and stops watching the folder. */
  async close(): Promise<void> {
    this.#disposed = true;
    this.#watcher?.close();
    clearTimeout(this.#changeTimer);
    await this.flush();
    clearTimeout(this.#writeTimer);
  }

  async #open(): Promise<void> {
    try {
      await this.#files.create();
      if (this.#disposed) return;
      this.#watcher = watch(this.#files.folder, (_, name) => {
        if (name === null || name.endsWith(".json")) this.#announceChange();
      });
      this.#watcher.on("error", (error) =>
        this.#options.log(`Chats from other windows won't appear automatically: ${error}`),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  #announceChange(): void {
    if (this.#disposed) return;
    this.#changeTimer ??= setTimeout(() => {
      this.#changeTimer = undefined;
      this.#options.onChange();
    }, SETTLE_MS);
  }

  async #write(): Promise<void> {
    await this.#ready;
    for (const thread of [...this.#unsaved.values()]) {
      try {
        await this.#writeOne(thread);
        this.#hasFailed = false;
      } catch (error) {
        this.#fail(error);
        if (!this.#disposed) this.#writeTimer ??= setTimeout(() => void this.flush(), RETRY_AFTER_MS);
      }
    }
  }

  async #writeOne(thread: Thread): Promise<void> {
    const { id } = thread;
    if (thread.messages.length === 0) {
      await this.#files.remove(id);
      this.#revisions.delete(id);
    } else {
      const revision = await this.#files.write(thread, this.#revisions.get(id));
      if (revision === undefined) return this.#fork(thread);
      this.#revisions.set(id, revision);
    }
    // A later state may have been saved during the write.
    if (this.#unsaved.get(id) === thread) this.#unsaved.delete(id);
  }

  async #fork(thread: Thread): Promise<void> {
    const after = randomUUID();
    const latest = this.#unsaved.get(thread.id) ?? thread;
    this.#unsaved.delete(thread.id);
    this.#revisions.delete(thread.id);
    const own = { ...latest, id: after };
    this.#unsaved.set(after, own);
    this.#options.onFork(thread.id, after);
    this.#options.log(
      "Another window changed a chat that was also changed here. The version from this window is kept as a separate chat.",
    );
    await this.#writeOne(own);
  }

  #fail(error: unknown): void {
    const reason = messageOf(error);
    this.#options.log(`Couldn't save chats: ${reason}`);
    if (!this.#hasFailed) this.#options.onFail(reason);
    this.#hasFailed = true;
  }
}

function summary(thread: Thread): Summary {
  return { id: thread.id, title: threadTitle(thread), updated: thread.updated };
}

function latestFirst<T extends Summary>(summaries: T[]): T[] {
  return summaries.sort((a, b) => b.updated - a.updated || (a.id < b.id ? -1 : 1));
}
