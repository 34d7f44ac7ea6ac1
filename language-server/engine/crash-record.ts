/**
 * Remembers native crashes while a model is loaded, so that a file or a driver that kills the engine leads to
 * another device and then to a message, never to a crash loop. The record lies beside the address file and is
 * forgotten with it (at the next login, on most systems).
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

/** One crash may be somebody's `kill`; two are the file's or the driver's. */
const CRASHES_TOLERATED = 1;

const recordSchema = v.object({
  model: v.string(),
  /** Crashes by device. */
  crashes: v.record(v.string(), v.number()),
  /** The device of the load that is under way; still there when the process died in it. */
  loadingOn: v.optional(v.string()),
});

type Record = v.InferOutput<typeof recordSchema>;

export class CrashRecord {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, "load-crashes.json");
  }

  /** Whether loading this model on this device crashed too often. */
  async forbids(model: string, device: string): Promise<boolean> {
    return ((await this.#read(model)).crashes[device] ?? 0) > CRASHES_TOLERATED;
  }

  /** Before native code runs. */
  async begin(model: string, device: string): Promise<void> {
    const { crashes } = await this.#read(model);
    await this.#write({ model, crashes, loadingOn: device });
  }

  /** After the load succeeded, or failed without a crash. */
  async end(model: string): Promise<void> {
    const record = await this.#read(model, true);
    if (Object.keys(record.crashes).length === 0) await this.clear();
    else await this.#write({ model, crashes: record.crashes });
  }

  /** When the person asks to try again. */
  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  /** The record of a model; a load that never ended counts as a crash unless it is this process's own. */
  async #read(model: string, ownLoad = false): Promise<Record> {
    let raw: unknown;
    try {
      raw = JSON.parse(await readFile(this.#file, "utf8"));
    } catch {
      return { model, crashes: {} };
    }
    const parsed = v.safeParse(recordSchema, raw);
    if (!parsed.success || parsed.output.model !== model) return { model, crashes: {} };
    const { crashes, loadingOn } = parsed.output;
    if (loadingOn === undefined || ownLoad) return { model, crashes };
    return { model, crashes: { ...crashes, [loadingOn]: (crashes[loadingOn] ?? 0) + 1 } };
  }

  async #write(record: Record): Promise<void> {
    await writeFile(this.#file, JSON.stringify(record), { mode: 0o600 });
  }
}
