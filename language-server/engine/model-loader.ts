/** The steps from a path to a model that has evaluated its first tokens. */
import { loadavg } from "node:os";
import { basename } from "node:path";
import { InsufficientMemoryError, type LlamaModel } from "node-llama-cpp";
import { type Backend, threadsFor } from "./backend.ts";
import type { CrashRecord } from "./crash-record.ts";
import type { Inspected } from "./inspect.ts";
import { COMPLETION_CONTEXT, LoadedModel } from "./loaded-model.ts";
import { ModelProblem, modelProblems } from "./model-problem.ts";
import type { EngineSettings } from "./protocol.ts";
import { ramState } from "./ram.ts";

/** Tokens of one prompt batch at most: what llama.cpp evaluates in one pass. */
export const MAX_BATCH_TOKENS = 512;

/** The tokens that every prompt needs. */
const HARMONY_MARKERS = ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>"];

export interface LoadOptions {
  backend: Backend;
  settings: EngineSettings;
  crashes: CrashRecord;
  signal: AbortSignal;
  onProgress: (progress: number) => void;
}

/** Throws a `ModelProblem` when the model can't fit in what is free. */
export async function checkMemory(inspected: Inspected, { llama }: Backend): Promise<void> {
  const [ram, vram] = await Promise.all([ramState(llama), llama.getVramState()]);
  // Unified memory is counted as RAM already.
  const free = ram.free + Math.max(0, vram.free - vram.unifiedSize);
  if (inspected.neededBytes > free)
    throw modelProblems.tooLarge(basename(inspected.path), inspected.neededBytes, free);
}

/**
 * Loads the model, creates the completion context and evaluates a few tokens, so that whatever may crash on this
 * device does so here, where it is recorded. Rejects with a `ModelProblem`, or with the signal's reason.
 */
export async function loadModel(inspected: Inspected, options: LoadOptions): Promise<LoadedModel> {
  const { backend, settings, crashes, signal, onProgress } = options;
  const name = basename(inspected.path);
  await crashes.begin(inspected.path, backend.name);
  let model: LlamaModel | undefined;
  try {
    model = await backend.llama.loadModel({
      modelPath: inspected.path,
      gpuLayers: {
        fitContext: { contextSize: COMPLETION_CONTEXT.contextSize * COMPLETION_CONTEXT.sequences },
      },
      onLoadProgress: onProgress,
      loadSignal: signal,
    });
    const threads = threadsFor(settings.threads, backend.llama.cpuMathCores, loadavg()[0] ?? 0);
    const loaded = new LoadedModel(backend.llama, model, {
      threads,
      flashAttention: "auto",
      batchSize: MAX_BATCH_TOKENS,
      lora: settings.model.lora,
    });
    if (!loaded.tokenizer.hasSpecials(HARMONY_MARKERS))
      throw modelProblems.notHarmony(name, inspected.architecture);
    await warmUp(loaded);
    signal.throwIfAborted();
    return loaded;
  } catch (error) {
    await model?.dispose();
    signal.throwIfAborted();
    if (error instanceof ModelProblem) throw error;
    if (error instanceof InsufficientMemoryError) {
      const ram = await ramState(backend.llama);
      throw modelProblems.tooLarge(name, inspected.neededBytes, ram.free);
    }
    const message = error instanceof Error ? error.message : String(error);
    throw modelProblems.failed(name, backend.lastError() ?? message);
  } finally {
    await crashes.end(inspected.path);
  }
}

async function warmUp(loaded: LoadedModel): Promise<void> {
  const pool = await loaded.pool("completion");
  const tokens = loaded.tokenizer.text("Ready.");
  const slot = pool.acquire("", tokens);
  try {
    await slot.sequence.evaluateWithoutGeneratingNewTokens(tokens);
    await slot.sequence.clearHistory();
  } finally {
    pool.release(slot);
  }
}
