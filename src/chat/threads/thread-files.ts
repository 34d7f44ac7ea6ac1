/** The folder of a workspace's threads, one file each. Doesn't know which threads are open or unsaved. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../../common/atomic-file.ts";
import { isCode } from "../../../common/error-code.ts";
import { withLock } from "../../../common/file-lock.ts";
import type { Thread } from "./thread.ts";
import {
  formatThread,
  HEAD_BYTES,
  type Head,
  NewerFormatError,
  parseHead,
  parseThread,
} from "./thread-format.ts";

const FILE = /^([a-z0-9-]{1,64})\.json$/;
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

export class ThreadFiles {
  readonly #folder: string;
  readonly #trash: string;
  readonly #log: (line: string) => void;
  readonly #known = new Map<string, Known>();
  readonly #toldNewer = new Set<string>();

  /** `log` gets a line for each damaged file, with its name and the reason. */
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

  /** The first lines of all files. A damaged file is set aside. */
  async heads(): Promise<Head[]> {
    const names = await this.#names();
    const heads = await inParallel(names, (id) => this.#guarded(id, () => this.#head(id)));
    const present = new Set(names);
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id);
    return heads.filter((head) => head !== undefined);
  }

  /** `undefined` when there is no such file, or when it was damaged and set aside. */
  read(id: string): Promise<{ head: Head; thread: Thread } | undefined> {
    return this.#guarded(id, async () => parseThread(await readFile(this.#path(id), "utf8")));
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
   * revision, or `undefined` when another window has changed the file. A deleted file is written again.
   */
  async write(thread: Thread, revision: string | undefined): Promise<string | undefined> {
    const path = this.#path(thread.id);
    return withLock(join(this.#folder, `${thread.id}.lock`), async () => {
      const there = await this.#guarded(thread.id, () => readHead(path));
      if (there && there.revision !== revision) return undefined;
      const next = randomUUID();
      await writeFileAtomically(path, formatThread(thread, next));
      return next;
    });
  }

  /** Moves a thread to the trash. */
  async remove(id: string): Promise<void> {
    await this.#moved(this.#path(id), join(this.#trash, `${id}.json`));
  }

  /** Restores a thread from the trash, unless there is a new file with its id. */
  async restore(id: string): Promise<void> {
    if (!(await exists(this.#path(id)))) await this.#moved(join(this.#trash, `${id}.json`), this.#path(id));
  }

  /** Deletes for good what has been in the trash for so long, and the temporary files of interrupted writes. */
  async emptyTrash(olderThanMs: number): Promise<void> {
    await deleteOld(this.#trash, () => true, olderThanMs);
    await deleteOld(this.#folder, (name) => name.endsWith(".tmp"), LEFTOVER_MS);
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  async #names(): Promise<string[]> {
    // Without a folder, because it can't be created, there are no threads.
    const entries = await readdir(this.#folder).catch((error: unknown) => {
      if (isCode(error, "ENOENT")) return [];
      throw error;
    });
    return entries.flatMap((name) => FILE.exec(name)?.[1] ?? []);
  }

  async #head(id: string): Promise<Head> {
    const path = this.#path(id);
    const { mtimeMs, size } = await stat(path);
    const known = this.#known.get(id);
    if (known && known.mtimeMs === mtimeMs && known.size === size) return known.head;
    const head = await readHead(path);
    if (head.id !== id) throw new Error("it contains the thread of another file");
    this.#known.set(id, { mtimeMs, size, head });
    return head;
  }

  /** Sets the file's time to the time of the move, by which the trash is emptied. */
  async #moved(from: string, to: string): Promise<void> {
    try {
      await rename(from, to);
      const now = new Date();
      await utimes(to, now, now);
    } catch (error) {
      if (!isCode(error, "ENOENT")) throw error;
    }
  }

  /** Sets a damaged file aside. A file of a newer version is left alone for that version. */
  async #guarded<T>(id: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (isCode(error, "ENOENT")) return undefined;
      if (!(error instanceof Error) || "code" in error) throw error;
      await this.#setAside(id, error);
      return undefined;
    }
  }

  async #setAside(id: string, problem: Error): Promise<void> {
    const name = `${id}.json`;
    if (problem instanceof NewerFormatError) {
      if (!this.#toldNewer.has(id)) this.#log(`The chat ${name} isn't shown: ${problem.message}.`);
      this.#toldNewer.add(id);
      return;
    }
    const aside = `${id}.${Date.now()}.damaged`;
    await this.#moved(this.#path(id), join(this.#folder, aside));
    this.#log(
      `The chat ${name} is damaged (${problem.message}) and was moved aside as ${aside} in ${this.#folder}.`,
    );
  }
}

async function readHead(path: string): Promise<Head> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
    return parseHead(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
  }
}

async function deleteOld(folder: string, isMeant: (name: string) => boolean, ageMs: number): Promise<void> {
  for (const name of (await readdir(folder)).filter(isMeant)) {
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > ageMs) await unlink(path);
    } catch (error) {
      if (!isCode(error, "ENOENT")) throw error;
    }
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
