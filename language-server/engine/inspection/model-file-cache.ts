/**
 * Remembers what was found out about model files, beyond the engine's life: reading a header with 201,088 tokens and
 * measuring it on a GPU takes seconds of a core, before the model so much as begins to load.
 */
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { AsyncQueue } from "../../../common/async-queue.ts";
import { writeFileAtomically } from "../../../common/whole-file.ts";
import { type InspectedHeader, inspectedSchema } from "./inspected-header.ts";
import type { ModelNeeds } from "./model-needs.ts";
import { needsSchema } from "./needs-schema.ts";

/** A file as it was: what was written since is another one. */
export interface FileVersion {
  path: string;
  /** Bytes on disk; of a split model, of its first part. */
  size: number;
  /** When it was last written, in ms since the epoch. */
  modifiedMs: number;
}

const REMEMBERED_FILES = 256;
const KNOWN_FILE = "known-models.json";

const entrySchema = v.object({
  size: v.number(),
  modifiedMs: v.number(),
  header: inspectedSchema,
  /** By the device that they were measured on. */
  needs: v.record(v.string(), needsSchema),
});

const knownSchema = v.object({
  /** The engine's program: another one may see more in a header, and has another llama.cpp. */
  program: v.string(),
  /** By path, in the order in which they were read. */
  files: v.array(v.tuple([v.string(), entrySchema])),
});

type CachedFile = v.InferOutput<typeof entrySchema>;

export class ModelFileCache {
  readonly #folder: string;
  readonly #program: string;
  #files: Promise<Map<string, CachedFile>> | undefined;
  readonly #writes = new AsyncQueue();

  constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  /** Undefined where this version of the file was not read yet. */
  async header(file: FileVersion): Promise<InspectedHeader | undefined> {
    return (await this.#entry(file))?.header;
  }

  async keepHeader({ path, size, modifiedMs }: FileVersion, header: InspectedHeader): Promise<void> {
    const files = await this.#read();
    files.delete(path);
    files.set(path, { size, modifiedMs, header, needs: {} });
    const [oldest] = files.keys();
    if (files.size > REMEMBERED_FILES && oldest !== undefined) files.delete(oldest);
    await this.#write(files);
  }

  /** What the model needs on a device, where it was measured there. */
  async needs(file: FileVersion, device: string): Promise<ModelNeeds | undefined> {
    return (await this.#entry(file))?.needs[device];
  }

  async keepNeeds(file: FileVersion, device: string, needs: ModelNeeds): Promise<void> {
    const entry = await this.#entry(file);
    if (!entry) return;
    entry.needs[device] = needs;
    await this.#write(await this.#read());
  }

  async #entry({ path, size, modifiedMs }: FileVersion): Promise<CachedFile | undefined> {
    const entry = (await this.#read()).get(path);
    return entry?.size === size && entry.modifiedMs === modifiedMs ? entry : undefined;
  }

  #read(): Promise<Map<string, CachedFile>> {
    this.#files ??= this.#readFile();
    return this.#files;
  }

  async #readFile(): Promise<Map<string, CachedFile>> {
    try {
      const known = v.parse(knownSchema, JSON.parse(await readFile(join(this.#folder, KNOWN_FILE), "utf8")));
      return new Map(known.program === this.#program ? known.files : []);
    } catch {
      // There is none yet, or it is damaged: then everything is found out again.
      return new Map();
    }
  }

  /** A full disk only costs the time of the next start. */
  #write(files: Map<string, CachedFile>): Promise<void> {
    return this.#writes
      .run(async () => {
        const known: v.InferOutput<typeof knownSchema> = { program: this.#program, files: [...files] };
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        await writeFileAtomically(join(this.#folder, KNOWN_FILE), JSON.stringify(known), 0o600);
      })
      .catch(() => undefined);
  }
}

/** Names the program at `path` as it is now. */
export async function programVersion(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return JSON.stringify([path, size, mtimeMs]);
}
