/** LoRA adapters: which ones of the settings fit the model, and why the others don't. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { LlamaModel } from "node-llama-cpp";
import * as v from "valibot";
import { askChild } from "../process/child-process.ts";

const headerSchema = v.object({ architecture: v.string(), type: v.string(), adapterType: v.string() });
export type AdapterHeader = v.InferOutput<typeof headerSchema>;

export interface Adapters {
  /** Paths of the adapters that are applied. */
  usable: string[];
  /** For each of the others, a sentence for the user. */
  problems: string[];
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
    else adapters.problems.push(`The LoRA adapter ${basename(path)} is not used: ${why}`);
  }
  return adapters;
}

async function whyNot(
  model: LlamaModel,
  architecture: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return "the file doesn't exist.";
  if (!stats.isFile()) return "it is not a file.";
  const header = await askChild("--inspect-adapter", [path], headerSchema, signal);
  if (!header) return "it is not a GGUF file, or its header is damaged.";
  if (header.type !== "adapter") return "it is a model, not an adapter.";
  if (header.adapterType !== "lora") return `its adapter type (${header.adapterType}) isn't supported.`;
  if (header.architecture !== architecture)
    return `it is for the architecture ${header.architecture}, but the model is ${architecture}.`;
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
    return "it is for a different model: its layers don't match.";
  }
}
