/** LoRA adapters: which ones of the settings fit the model, and why the others don't. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { LlamaModel } from "node-llama-cpp";
import * as v from "valibot";
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

/** Enough to load an adapter: nothing is evaluated in this context. */
const TRIAL_CONTEXT_TOKENS = 256;

/**
 * Tries each adapter on the loaded model: headers are read by a child process, shapes are compared by llama.cpp.
 * An adapter that doesn't fit is left out, and the model is used without it.
 */
export async function tryAdapters(
  model: LlamaModel,
  architecture: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Adapters> {
  const adapters: Adapters = { usable: [], problems: [] };
  for (const path of new Set(paths)) {
    const why = await whyNot(model, architecture, path, signal);
    if (why === undefined) adapters.usable.push(path);
    else adapters.problems.push(translatable("The LoRA adapter {0} is not used: {1}", basename(path), why));
  }
  return adapters;
}

async function whyNot(
  model: LlamaModel,
  architecture: string,
  path: string,
  signal: AbortSignal,
): Promise<TranslatableText | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return translatable("the file doesn't exist.");
  if (!stats.isFile()) return translatable("it is not a file.");
  const header = await askChild("--inspect-adapter", [path], headerSchema, signal);
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
