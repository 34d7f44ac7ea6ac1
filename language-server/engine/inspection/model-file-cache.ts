/**
 * Caches the headers and measured needs of model files on disk, for later engines too: reading a header with 201,088
 * tokens and measuring it on a GPU keeps a core busy for seconds before the model starts to load.
 */
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { AsyncQueue } from "../../../common/async-queue.ts";
import { writeFileAtomically } from "../../../common/atomic-file.ts";
import { LruMap } from "../../../common/lru-map.ts";
import { type InspectedHeader, inspectedSchema } from "./inspected-header.ts";
import type { ModelNeeds } from "./model-needs.ts";
import { needsSchema } from "./needs-schema.ts";

/** A version of a file: a file that was written since is another version. */
export interface FileVersion {
  path: string;
  /** Bytes on disk; of a split model, of its first part. */
  size: number;
  /** When it was last written, in ms since the epoch. */
  modifiedMs: number;
}

const MAX_FILES = 256;
const CACHE_FILE = "known-models.json";

const fileSchema = v.object({
  size: v.number(),
  modifiedMs: v.number(),
  header: inspectedSchema,
  /** By the device on which they were measured. */
  needs: v.record(v.string(), needsSchema),
});

const cacheSchema = v.object({
  /** The engine's program: another one may read more from a header, and has another llama.cpp. */
  program: v.string(),
  /** By path, the least recently used first. */
  files: v.array(v.tuple([v.string(), fileSchema])),
});

type CachedFile = v.InferOutput<typeof fileSchema>;

export class ModelFileCache {
  readonly #folder: string;
  readonly #program: string;
  #files: Promise<LruMap<string, CachedFile>> | undefined;
  readonly #writes = new AsyncQueue();

  constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  /** Undefined when this version of the file isn't in the cache. */
  async header(file: FileVersion): Promise<InspectedHeader | undefined> {
    return (await this.#file(file))?.header;
  }

  async keepHeader({ path, size, modifiedMs }: FileVersion, header: InspectedHeader): Promise<void> {
    const files = await this.#read();
    files.set(path, { size, modifiedMs, header, needs: {} });
    await this.#write(files);
  }

  /** What the model needs on a device; undefined when it wasn't measured there. */
  async needs(file: FileVersion, device: string): Promise<ModelNeeds | undefined> {
    return (await this.#file(file))?.needs[device];
  }

  async keepNeeds(file: FileVersion, device: string, needs: ModelNeeds): Promise<void> {
    const cached = await this.#file(file);
    if (!cached) return;
    cached.needs[device] = needs;
    await this.#write(await this.#read());
  }

  async #file({ path, size, modifiedMs }: FileVersion): Promise<CachedFile | undefined> {
    const cached = (await this.#read()).get(path);
    return cached?.size === size && cached.modifiedMs === modifiedMs ? cached : undefined;
  }

  #read(): Promise<LruMap<string, CachedFile>> {
    this.#files ??= this.#readFile();
    return this.#files;
  }

  async #readFile(): Promise<LruMap<string, CachedFile>> {
    try {
      const cache = v.parse(cacheSchema, JSON.parse(await readFile(join(this.#folder, CACHE_FILE), "utf8")));
      return new LruMap(MAX_FILES, cache.program === this.#program ? cache.files : []);
    } catch {
      // There is no cache yet, or it is damaged: it starts empty.
      return new LruMap(MAX_FILES);
    }
  }

  /** A full disk only costs the time of the next start. */
  #write(files: LruMap<string, CachedFile>): Promise<void> {
    return this.#writes
      .run(async () => {
        const cache: v.InferOutput<typeof cacheSchema> = { program: this.#program, files: [...files] };
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        await writeFileAtomically(join(this.#folder, CACHE_FILE), JSON.stringify(cache));
      })
      .catch(() => undefined);
  }
}

/** Names the program at `path` as it is now. */
export async function programVersion(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return JSON.stringify([path, size, mtimeMs]);
}
