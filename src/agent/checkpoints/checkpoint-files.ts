import { createHash } from "node:crypto";
import { cp, mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { writeFileAtomically } from "../../../common/atomic-file.ts";
import { isCode } from "../../../common/errors.ts";
import { withLock } from "../../../common/file-lock.ts";
import { type CheckpointRecord, checkpointRecord, EMPTY, type FileState } from "./record.ts";

const RECORD = "record.json";
/** Of the identities that this extension gives. */
const THREAD = /^[a-z0-9-]{1,64}$/;

/**
 * Texts of files from before the agent changed them, on the disk: a folder for each thread, which goes with it. Two windows
 * may write in the same one.
 */
export class CheckpointFiles {
  readonly #folder: string;
  readonly #log: (line: string) => void;

  constructor(folder: string, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  /** The record of a thread. One that is damaged counts as none: what it would undo isn't known. */
  async read(threadId: string): Promise<CheckpointRecord> {
    try {
      return v.parse(checkpointRecord, JSON.parse(await readFile(join(this.#of(threadId), RECORD), "utf8")));
    } catch (error) {
      // The reason may quote the text.
      if (!isCode(error, "ENOENT"))
        this.#log(`What the agent changed can't be read: ${error instanceof Error ? error.name : "damaged"}`);
      return EMPTY;
    }
  }

  /** Changes the record of a thread, and returns it. @throws when it can't be written */
  async update(
    threadId: string,
    change: (record: CheckpointRecord) => CheckpointRecord,
  ): Promise<CheckpointRecord> {
    const folder = this.#of(threadId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return withLock(join(folder, "record.lock"), async () => {
      const before = await this.read(threadId);
      const after = change(before);
      if (after !== before) await writeFileAtomically(join(folder, RECORD), JSON.stringify(after));
      return after;
    });
  }

  /** Keeps a text, and returns the state of a file that has it. @throws when it can't be written */
  async keep(threadId: string, text: string, encoding: string): Promise<FileState> {
    const name = textName(text);
    const path = join(this.#of(threadId), name);
    await mkdir(this.#of(threadId), { recursive: true, mode: 0o700 });
    if (!(await isThere(path))) await writeFileAtomically(path, text);
    return { text: name, encoding };
  }

  /** A text that was kept. @throws when it can't be read */
  async text(threadId: string, name: string): Promise<string> {
    const text = await readFile(join(this.#of(threadId), name), "utf8");
    if (textName(text) !== name) throw new Error("it is damaged");
    return text;
  }

  /** A thread goes on under another identity as well. */
  async copy(threadId: string, to: string): Promise<void> {
    if (await isThere(this.#of(threadId))) await cp(this.#of(threadId), this.#of(to), { recursive: true });
  }

  #of(threadId: string): string {
    if (!THREAD.test(threadId)) throw new Error("no thread has this identity");
    return join(this.#folder, threadId);
  }
}

/** What a text is kept as. Equal texts have equal names. */
export function textName(text: string): string {
  return `${createHash("sha256").update(text).digest("hex").slice(0, 40)}.txt`;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
