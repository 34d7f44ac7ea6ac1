/** Which model files are on this machine: names at once, then their headers, one after another. */

import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import { messageOf } from "../../../common/errors.ts";
import { ggufArchitecture, type ModelsEngine } from "../../engine-client/api.ts";
import type { FoundModel, ModelSource } from "../../protocol/models.ts";
import type { CatalogEntry } from "./catalog.ts";
import { findModelFiles, type ModelFile, modelFileAt } from "./find-files.ts";
import { GPT_OSS, type ReadModel, readModel, unreadModel } from "./found-model.ts";
import { findOllamaModels } from "./ollama.ts";
import type { ModelFolder } from "./places.ts";

interface Known extends ReadModel {
  file: ModelFile;
  source: ModelSource;
  isRead: boolean;
}

export interface DiscoveryOptions {
  engine: Pick<ModelsEngine, "inspect" | "plan">;
  places: () => readonly ModelFolder[];
  catalog: readonly CatalogEntry[];
  log: (line: string) => void;
  /** More is known than before. */
  onChange: () => void;
}

export class Discovery {
  readonly #options: DiscoveryOptions;
  #models = new Map<string, Known>();
  /** Paths that the user has picked. */
  readonly #chosen = new Set<string>();
  #search: { ended: AbortController; names: Promise<void>; all: Promise<void> } | undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  get found(): FoundModel[] {
    return [...this.#models.values()].map(({ model }) => model);
  }

  /** Whether all headers of the last search have been read. */
  get isComplete(): boolean {
    return this.#search !== undefined && [...this.#models.values()].every(({ isRead }) => isRead);
  }

  isVerified(path: string): boolean {
    return this.#models.get(path)?.isVerified ?? false;
  }

  /** Looks at the disk, the first time or when it is to be looked at again. Resolves when the names are known. */
  look(again: boolean): Promise<void> {
    return this.#searchNow(again).names;
  }

  /** Resolves when all headers are read. */
  allRead(): Promise<void> {
    return this.#searchNow(false).all;
  }

  /** Reads a file that the user has picked, or the models in a folder. Rejects with the signal's reason. */
  async pick(path: string, signal: AbortSignal): Promise<FoundModel[]> {
    await this.look(false);
    const file = await modelFileAt(path);
    const files = file ? [file] : await findModelFiles(path, signal);
    // The reader has the words for what is neither.
    if (files.length === 0) files.push({ path, bytes: 0, modifiedMs: 0 });
    const models: FoundModel[] = [];
    for (const each of files) {
      const source = this.#models.get(each.path)?.source ?? "chosen";
      const known = await this.#read(each, source, signal);
      this.#chosen.add(each.path);
      if (each.bytes > 0) this.#models.set(each.path, known);
      models.push(known.model);
    }
    this.#options.onChange();
    return models;
  }

  dispose(): void {
    this.#search?.ended.abort();
  }

  #searchNow(again: boolean) {
    if (this.#search && !again) return this.#search;
    this.#search?.ended.abort();
    const ended = new AbortController();
    const names = this.#findNames(ended.signal).catch((error: unknown) => this.#failed(error, ended.signal));
    const all = names
      .then(() => this.#readHeaders(ended.signal))
      .catch((error: unknown) => this.#failed(error, ended.signal));
    this.#search = { ended, names, all };
    return this.#search;
  }

  #failed(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#options.log(`The search for models was interrupted: ${messageOf(error)}`);
  }

  async #findNames(signal: AbortSignal): Promise<void> {
    const before = this.#models;
    const models = new Map<string, Known>();
    const seen = new Set<string>();
    const add = async (file: ModelFile, source: ModelSource) => {
      // The same file by another way, such as two snapshots of Hugging Face's cache.
      const real = await realpath(file.path).catch(() => file.path);
      if (seen.has(real)) return;
      seen.add(real);
      const known = before.get(file.path);
      const isSame = known?.file.bytes === file.bytes && known.file.modifiedMs === file.modifiedMs;
      if (known && isSame) models.set(file.path, { ...known, isRead: false });
      else
        models.set(file.path, {
          file,
          source,
          model: unreadModel(file, source, this.#options.catalog),
          isVerified: false,
          isRead: false,
        });
    };
    for (const { folder, source } of this.#options.places()) {
      const files = await (source === "ollama" ? findOllamaModels : findModelFiles)(folder, signal);
      for (const file of files) await add(file, source);
    }
    for (const path of this.#chosen) {
      const file = await modelFileAt(path);
      if (file) await add(file, "chosen");
    }
    signal.throwIfAborted();
    this.#models = models;
  }

  async #readHeaders(signal: AbortSignal): Promise<void> {
    const waiting = await inOrder([...this.#models.values()].filter(({ isRead }) => !isRead));
    for (const { file, source } of waiting) {
      signal.throwIfAborted();
      const read = () => this.#read(file, source, signal);
      // An engine that went away meanwhile is started again by the next request.
      const known = await read().catch((error: unknown) => {
        this.#failed(error, signal);
        return read();
      });
      signal.throwIfAborted();
      // It may have been picked meanwhile.
      if (this.#models.has(file.path)) this.#models.set(file.path, known);
      this.#options.onChange();
    }
  }

  async #read(file: ModelFile, source: ModelSource, signal: AbortSignal): Promise<Known> {
    return {
      file,
      source,
      isRead: true,
      ...(await readModel(file, source, this.#options.catalog, this.#options.engine, signal)),
    };
  }
}

/** Those first that the user is most likely to want. */
async function inOrder(models: readonly Known[]): Promise<Known[]> {
  const ranked = models.map(async (known) => ({
    known,
    rank: (await ggufArchitecture(known.file.path)) === GPT_OSS ? 0 : 1,
  }));
  return (await Promise.all(ranked))
    .toSorted(
      (a, b) => a.rank - b.rank || basename(a.known.file.path).localeCompare(basename(b.known.file.path)),
    )
    .map(({ known }) => known);
}
