/** The steps from a plan to a model that has evaluated its first tokens. */

import { loadavg } from "node:os";
import { basename } from "node:path";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { messageOf } from "../../../common/errors.ts";
import { ModelProblem, modelProblems } from "../../engine-protocol/model-problem.ts";
import { withExpertsOnCpu } from "../backend/addon.ts";
import { threadsFor } from "../backend/backend.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { readShortInfo } from "../backend/file-info.ts";
import { withHeader } from "../backend/known-header.ts";
import { memoryOf } from "../backend/memory.ts";
import { LoadedModel } from "../generation/loaded-model.ts";
import { SavedStates, type StateFolder } from "../generation/saved-states.ts";
import type { Inspected } from "../inspection/inspect.ts";
import { MAX_BATCH_TOKENS } from "../inspection/measure-needs.ts";
import { contextSplit, firstLayersWith } from "../inspection/model-needs.ts";
import { CONTEXT_KINDS, isMapped, offloadOf } from "../planning/plan.ts";
import type { PreparedPlan } from "../planning/planner.ts";
import { isOutOfMemory, OutOfMemoryError } from "../process/out-of-memory.ts";
import { type AdapterHeaders, type Adapters, NO_ADAPTERS, tryAdapters } from "./adapters.ts";
import type { ModelSettings } from "./model-settings.ts";

/** Mesa's software GPU crashes with flash attention and takes minutes for large batches; it evaluates gpt-oss with these. */
const CAREFUL_BATCH_TOKENS = 32;

export interface LoadOptions {
  settings: ModelSettings;
  crashes: CrashRecord;
  adapterHeaders: AdapterHeaders;
  stateFolder: StateFolder;
  signal: AbortSignal;
  onProgress: (progress: number) => void;
}

/** A model in memory, and which adapters of the settings it uses. */
export interface LoadResult {
  model: LoadedModel;
  adapters: Adapters;
}

/**
 * Loads the model as planned, creates the completion context and evaluates a few tokens, so that a crash on this device
 * happens here, where it is recorded. Rejects with an `OutOfMemoryError`, a `ModelProblem`, or the signal's reason.
 */
export async function loadModel(
  inspected: Inspected,
  prepared: PreparedPlan,
  options: LoadOptions,
): Promise<LoadResult> {
  const { backend, plan } = prepared;
  const { settings, crashes, adapterHeaders: headers, stateFolder, signal, onProgress } = options;
  const { llama } = backend;
  await crashes.begin(inspected.path, backend.name, plan);
  let model: LlamaModel | undefined;
  try {
    const header = await readShortInfo(inspected.path);
    const load = () =>
      llama.loadModel({
        modelPath: inspected.path,
        gpuLayers: plan.gpuLayers,
        // The plan has checked the memory; node-llama-cpp would keep a reserve of its own.
        ignoreMemorySafetyChecks: true,
        useMmap: mapsFile(llama, plan),
        onLoadProgress: onProgress,
        loadSignal: signal,
      });
    model = await withHeader(header, () => withExpertsOnCpu(llama, layersWithoutExperts(prepared), load));
    const { lora } = settings.model;
    const adapters =
      lora.length > 0
        ? await tryAdapters(model, inspected.architecture, lora, { headers, signal })
        : NO_ADAPTERS;
    const loaded = new LoadedModel(llama, model, {
      threads: threadsFor(settings.threads, llama.cpuMathCores, loadavg()[0] ?? 0),
      flashAttention: prepared.isCareful ? false : "auto",
      batchSize: batchTokens(prepared),
      markers: new Set(inspected.markers),
      contexts: plan.contexts,
      lora: adapters.usable,
      savedStates: new SavedStates(stateFolder.path, stateIdentity(inspected, prepared, stateFolder.program)),
      ensureRoom: (context) => ensureRoom(prepared, context),
    });
    await warmUp(loaded);
    signal.throwIfAborted();
    await crashes.inUse(inspected.path, backend.name);
    return { model: loaded, adapters };
  } catch (error) {
    await model?.dispose();
    await crashes.end(inspected.path, backend.name);
    signal.throwIfAborted();
    if (error instanceof ModelProblem) throw error;
    const message = messageOf(error);
    const why = backend.lastError() ?? message;
    if (isOutOfMemory(error, plan.gpuLayers > 0) || isOutOfMemory(new Error(why), false))
      throw new OutOfMemoryError(why);
    throw modelProblems.failed(basename(inspected.path), why);
  }
}

/** All that a sequence's state depends on beside its tokens. */
const stateIdentity = (
  { path, size, modifiedMs }: Inspected,
  { backend, isCareful }: PreparedPlan,
  program: string,
) => ({ path, size, modifiedMs, backend: backend.name, isCareful, program });

/** How many of the model's first layers have their experts on the CPU. */
const layersWithoutExperts = ({ needs: { experts }, plan }: PreparedPlan): number =>
  experts && plan.experts ? firstLayersWith(experts, plan.experts.onCpu) : 0;

/**
 * Whether the weights stay in the file. Metal maps from the first to the last tensor of its own into the GPU's memory,
 * so that layers which stay on the CPU would take their part of it. By itself, node-llama-cpp estimates both ways.
 */
function mapsFile(llama: Llama, plan: PreparedPlan["plan"]): boolean {
  const isSplit = plan.gpuLayers > 0 && plan.gpuLayers < plan.layers;
  return llama.supportsMmap && isMapped(plan) && !(llama.gpuSupportsMmap && isSplit);
}

export const batchTokens = ({ isCareful }: PreparedPlan) =>
  isCareful ? CAREFUL_BATCH_TOKENS : MAX_BATCH_TOKENS;

async function ensureRoom(
  { backend, needs, plan }: PreparedPlan,
  { lane, ...shape }: PreparedPlan["plan"]["contexts"][number],
): Promise<void> {
  const split = contextSplit(needs, CONTEXT_KINDS[lane], shape, offloadOf(plan));
  const { vram, ram } = plan.gpuLayers > 0 ? split : { vram: 0, ram: split.vram + split.ram };
  const { vramFree, ramFree } = await memoryOf(backend);
  if ((vram > 0 && vram > vramFree) || ram > ramFree)
    throw new OutOfMemoryError(`The context for ${lane} needs more memory than is free.`);
}

async function warmUp(loaded: LoadedModel): Promise<void> {
  const pool = await loaded.pool("completion");
  const tokens = loaded.tokenizer.text("Ready.");
  const lease = pool.acquire("", tokens);
  const { sequence } = lease.slot;
  try {
    await sequence.evaluateWithoutGeneratingNewTokens(tokens);
    await sequence.clearHistory();
  } finally {
    pool.release(lease);
  }
}
