/** The folder of a workspace's threads, one file each. Doesn't know which threads are open or unsaved. */

import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../../common/atomic-file.ts";
import { isCode, messageOf } from "../../../common/errors.ts";
import { withLock } from "../../../common/file-lock.ts";
import { bytes } from "../../../common/format.ts";
import type { Thread } from "./thread.ts";
import {
  formatThread,
  HEAD_BYTES,
  type Head,
  NewerFormatError,
  parseHead,
  parseThread,
} from "./thread-format.ts";
import { checkpointsFolder, isGuest } from "./threads-folder.ts";

const FILE = /^([a-z0-9-]{1,64})\.json$/;
const DAMAGED = /\.damaged$/;
/** No chat is nearly as large. A larger file would take the memory of all extensions, or can't be read at all. */
const MAX_BYTES = 128 * 1024 * 1024;
/** How many files are read at the same time. */
const PARALLEL = 16;
/** An older temporary file was left by a process that died while writing. */
const LEFTOVER_MS = 60 * 60_000;

/** The first line of a file, as of its last change. */
interface Known {
  mtimeMs: number;
  size: number;
  head: Head;
}

/** Why a file has no thread: it isn't there, or it is left alone since it can't be read here. */
type Unread = "missing" | "unreadable";

/** A file that is no chat, or none for this Ossicle, and nothing to touch. */
class NotReadableError extends Error {}

export class ThreadFiles {
  readonly #folder: string;
  readonly #trash: string;
  readonly #log: (line: string) => void;
  readonly #known = new Map<string, Known>();
  readonly #said = new Set<string>();

  /** `log` gets a line for each file that can't be read, with its name and the reason. */
  constructor(folder: string, log: (line: string) => void) {
    this.#folder = folder;
    this.#trash = join(folder, "trash");
    this.#log = log;
  }

  get folder(): string {
    return this.#folder;
  }

  async create(): Promise<void> {
    await mkdir(this.#trash, { recursive: true, mode: 0o700 });
  }

  /** The first lines of all files that can be read. */
  async heads(): Promise<Head[]> {
    const names = await this.#names();
    const heads = await inParallel(names, (id) => this.#guarded(id, () => this.#head(id)));
    const present = new Set(names);
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id);
    return heads.filter((head) => typeof head === "object");
  }

  /** `undefined` when there is no such file, or when it can't be read. */
  async read(id: string): Promise<{ head: Head; thread: Thread } | undefined> {
    const path = this.#path(id);
    const file = await this.#guarded(id, async () => {
      const { size } = await statFile(path);
      if (size > MAX_BYTES) throw new NotReadableError(`it is too large (${bytes(size)})`);
      return parseThread(await readFile(path, "utf8"));
    });
    return typeof file === "object" ? file : undefined;
  }

  /** All threads that can be read, one after the other. */
  async *all(): AsyncGenerator<Thread> {
    const ids = await this.#names();
    for (let start = 0; start < ids.length; start += PARALLEL) {
      const read = await Promise.all(ids.slice(start, start + PARALLEL).map((id) => this.read(id)));
      for (const file of read) if (file) yield file.thread;
    }
  }

  /**
   * Writes a thread, unless its file was changed since `revision` (`undefined`: there is no file yet). Returns the new
   * revision, or `undefined` when another window has changed the file, or made one of it that can't be read here. A
   * deleted or damaged file is written again.
   */
  async write(thread: Thread, revision: string | undefined): Promise<string | undefined> {
    const path = this.#path(thread.id);
    return withLock(join(this.#folder, `${thread.id}.lock`), async () => {
      const there = await this.#guarded(thread.id, () => readHead(path));
      if (there !== "missing" && (there === "unreadable" || there.revision !== revision)) return undefined;
      const next = randomUUID();
      await writeFileAtomically(path, formatThread(thread, next));
      return next;
    });
  }

  /** Moves a thread to the trash. */
  async remove(id: string): Promise<void> {
    await moved(this.#path(id), join(this.#trash, `${id}.json`));
  }

  /** Restores a thread from the trash, unless there is a new file with its id. */
  async restore(id: string): Promise<void> {
    if (!(await exists(this.#path(id)))) await moved(join(this.#trash, `${id}.json`), this.#path(id));
  }

  /** Moves the damaged files that were set aside to the trash: they have the user's words in them. */
  async removeDamaged(): Promise<void> {
    for (const name of await this.#entries(this.#folder))
      if (DAMAGED.test(name)) await moved(join(this.#folder, name), join(this.#trash, name));
  }

  /** Deletes for good the damaged files that were set aside so long ago. */
  deleteDamaged(olderThanMs: number): Promise<void> {
    return this.#deleteOld(this.#folder, DAMAGED, olderThanMs);
  }

  /**
   * Deletes for good what has been in the trash for so long, what belonged to threads that are gone, and the temporary files
   * of interrupted writes.
   *
   * @param guestsMs how long it is kept what belongs to threads that have no file here
   */
  async emptyTrash(olderThanMs: number, guestsMs: number): Promise<void> {
    await this.#deleteOld(this.#trash, /./, olderThanMs);
    await this.#deleteOld(this.#folder, /\.tmp$/, LEFTOVER_MS);
    const ids = new Set([...(await this.#names()), ...(await this.#namesIn(this.#trash))]);
    const checkpoints = checkpointsFolder(this.#folder);
    // A new thread is written some time after the first of what belongs to it.
    await this.#deleteOld(checkpoints, /./, LEFTOVER_MS, (name) => ids.has(name) || isGuest(name));
    await this.#deleteOld(checkpoints, /./, guestsMs, (name) => ids.has(name) || !isGuest(name));
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  #names(): Promise<string[]> {
    return this.#namesIn(this.#folder);
  }

  async #namesIn(folder: string): Promise<string[]> {
    return (await this.#entries(folder)).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  }

  /** Without a folder, because it can't be created or read, there are no threads. */
  async #entries(folder: string): Promise<string[]> {
    try {
      return await readdir(folder);
    } catch (error) {
      if (!isCode(error, "ENOENT"))
        this.#sayOnce(`The folder of the chats can't be read: ${messageOf(error)}.`);
      return [];
    }
  }

  /** One file that can't be deleted keeps no other one. */
  async #deleteOld(
    folder: string,
    names: RegExp,
    ageMs: number,
    stays: (name: string) => boolean = () => false,
  ): Promise<void> {
    for (const name of (await this.#entries(folder)).filter((each) => names.test(each) && !stays(each))) {
      const path = join(folder, name);
      try {
        const { mtimeMs } = await stat(path);
        if (Date.now() - mtimeMs > ageMs) await rm(path, { recursive: true });
      } catch (error) {
        if (!isCode(error, "ENOENT")) this.#sayOnce(`${path} can't be deleted: ${messageOf(error)}.`);
      }
    }
  }

  async #head(id: string): Promise<Head> {
    const path = this.#path(id);
    const { mtimeMs, size } = await statFile(path);
    const known = this.#known.get(id);
    if (known && known.mtimeMs === mtimeMs && known.size === size) return known.head;
    const head = await readHead(path);
    if (head.id !== id) throw new Error("it contains the thread of another file");
    this.#known.set(id, { mtimeMs, size, head });
    return head;
  }

  /** Passes over what can't be read: one file must not hide the others. What is damaged is set aside. */
  async #guarded<T extends object>(id: string, read: () => Promise<T>): Promise<T | Unread> {
    try {
      return await read();
    } catch (error) {
      if (isCode(error, "ENOENT")) return "missing";
      const isDamaged = error instanceof Error && !("code" in error) && !(error instanceof NotReadableError);
      if (isDamaged && !(error instanceof NewerFormatError)) return this.#setAside(id, error);
      this.#sayOnce(`The chat ${id}.json isn't shown: ${messageOf(error)}.`);
      return "unreadable";
    }
  }

  async #setAside(id: string, problem: Error): Promise<Unread> {
    const damaged = `The chat ${id}.json is damaged (${problem.message})`;
    const aside = `${id}.${Date.now()}.damaged`;
    try {
      await moved(this.#path(id), join(this.#folder, aside));
    } catch (error) {
      this.#sayOnce(`${damaged} and can't be moved aside: ${messageOf(error)}.`);
      return "unreadable";
    }
    this.#log(`${damaged} and was moved aside as ${aside} in ${this.#folder}.`);
    return "missing";
  }

  /** A list is read again and again. */
  #sayOnce(line: string): void {
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.#log(line);
  }
}

/** Moves a file, and sets its time to that of the move: by that it is deleted one day. */
async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
    return;
  }
  const now = new Date();
  // Another user's file keeps its own.
  await utimes(to, now, now).catch(() => undefined);
}

/** Opening a pipe would wait forever for what is written into it. */
async function statFile(path: string): Promise<Stats> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new NotReadableError("it is no file");
  return stats;
}

async function readHead(path: string): Promise<Head> {
  await statFile(path);
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
    return parseHead(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function inParallel<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += PARALLEL)
    results.push(...(await Promise.all(items.slice(start, start + PARALLEL).map(work))));
  return results;
}
