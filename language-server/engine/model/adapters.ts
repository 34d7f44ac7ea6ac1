/** LoRA adapters: which ones of the settings fit the model, and why the others don't. */
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { LlamaModel } from "node-llama-cpp";
import * as v from "valibot";
import { LruMap } from "../../../common/lru-map.ts";
import { type TranslatableText, translatable } from "../../../common/translatable-text.ts";
import { askChild } from "../process/child-process.ts";

const headerSchema = v.object({ architecture: v.string(), type: v.string(), adapterType: v.string() });
export type AdapterHeader = v.InferOutput<typeof headerSchema>;

export interface Adapters {
  /** Paths of the adapters that are applied. */
  usable: string[];
  /** For each of the others, a sentence for the user. */
  problems: TranslatableText[];
}

export const NO_ADAPTERS: Adapters = { usable: [], problems: [] };

const MAX_HEADERS = 64;
/** Enough to load an adapter: nothing is evaluated in this context. */
const TRIAL_CONTEXT_TOKENS = 256;

/** Headers of adapters as they were read, also of files that have none: a bad one can take a minute. */
export class AdapterHeaders {
  readonly #read = new LruMap<string, { version: string; header: AdapterHeader | undefined }>(MAX_HEADERS);

  /** Undefined where the file is no adapter that can be read. */
  async read(
    path: string,
    { size, mtimeMs }: Stats,
    signal: AbortSignal,
  ): Promise<AdapterHeader | undefined> {
    const version = `${size} ${mtimeMs}`;
    const known = this.#read.get(path);
    if (known?.version === version) return known.header;
    const header = await askChild("--inspect-adapter", [path], headerSchema, signal);
    this.#read.set(path, { version, header });
    return header;
  }
}

export interface TryAdaptersOptions {
  headers: AdapterHeaders;
  signal: AbortSignal;
}

/**
 * Tries each adapter on the loaded model: headers are read by a child process, shapes are compared by llama.cpp.
 * An adapter that doesn't fit is left out, and the model is used without it.
 */
export async function tryAdapters(
  model: LlamaModel,
  architecture: string,
  paths: readonly string[],
  options: TryAdaptersOptions,
): Promise<Adapters> {
  const adapters: Adapters = { usable: [], problems: [] };
  for (const path of new Set(paths)) {
    const why = await whyNot(model, architecture, path, options);
    if (why === undefined) adapters.usable.push(path);
    else adapters.problems.push(translatable("The LoRA adapter {0} is not used: {1}", basename(path), why));
  }
  return adapters;
}

async function whyNot(
  model: LlamaModel,
  architecture: string,
  path: string,
  { headers, signal }: TryAdaptersOptions,
): Promise<TranslatableText | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return translatable("the file doesn't exist.");
  if (!stats.isFile()) return translatable("it is not a file.");
  const header = await headers.read(path, stats, signal);
  if (!header) return translatable("it is not a GGUF file, or its header is damaged.");
  if (header.type !== "adapter") return translatable("it is a model, not an adapter.");
  if (header.adapterType !== "lora")
    return translatable("its adapter type ({0}) isn't supported.", header.adapterType);
  if (header.architecture !== architecture)
    return translatable(
      "it is for the architecture {0}, but the model is {1}.",
      header.architecture,
      architecture,
    );
  try {
    const context = await model.createContext({
      contextSize: TRIAL_CONTEXT_TOKENS,
      batchSize: 1,
      ignoreMemorySafetyChecks: true,
      lora: path,
      createSignal: signal,
    });
    await context.dispose();
    return undefined;
  } catch {
    signal.throwIfAborted();
    return translatable("it is for a different model: its layers don't match.");
  }
}
