/** Makes a plan for a model file from its measured needs, the free memory, the settings and earlier failures. */
import { basename } from "node:path";
import { AsyncQueue } from "../../../common/async-queue.ts";
import { modelProblems } from "../../engine-protocol/model-problem.ts";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import type { FitPlan } from "../../protocol/models.ts";
import { type Backend, gpuOf } from "../backend/backend.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { memoryOf } from "../backend/memory.ts";
import type { Inspected } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import { type ModelNeeds, needsFromFacts, type Split } from "../inspection/model-needs.ts";
import { decide, type PlanDecision, reasonOf } from "./decision.ts";
import { measureModel } from "./measure-child.ts";
import { type Memory, planFromNeeds, withoutGpu } from "./plan.ts";

/** A plan with everything that a load needs. */
export interface PreparedPlan {
  backend: Backend;
  needs: ModelNeeds;
  plan: FitPlan;
  /** Without flash attention and in small batches. */
  isCareful: boolean;
  /** Whether the plan also fits beside the loaded model, so that it needn't be released before. */
  fitsBeside: boolean;
}

export type NextStep =
  | { kind: "load"; prepared: PreparedPlan }
  /** See `PlanDecision`. */
  | Extract<PlanDecision, { kind: "useCpu" }>;

export interface PlanningOptions {
  /** The back end of the settings, or the CPU's in its place. */
  backend: Backend;
  settings: EngineSettings;
  /** The memory of models that can be released for this one. */
  releasable: Split;
  /** Why the GPU was given up, when the CPU replaces it. */
  gpuReduced: FitPlan["reduced"];
}

/** Releases and loads nothing itself. */
export class Planner {
  readonly #crashes: CrashRecord;
  readonly #fileCache: ModelFileCache;
  readonly #planning = new AsyncQueue();

  constructor(crashes: CrashRecord, fileCache: ModelFileCache) {
    this.#crashes = crashes;
    this.#fileCache = fileCache;
  }

  /**
   * Returns the plan for a load, or that the CPU has to replace the GPU first.
   *
   * @throws ModelProblem when the model can't be loaded at all
   */
  async next(
    inspected: Inspected,
    { backend, settings, releasable, gpuReduced }: PlanningOptions,
    signal: AbortSignal,
  ): Promise<NextStep> {
    const standing = await this.#crashes.standing(inspected.path, backend.name);
    const needs =
      standing.level === "never"
        ? inspected.needs
        : await this.#needsFor(inspected, backend.llama.gpu, await memoryOf(backend), signal);
    // Measuring takes seconds, in which the memory changes.
    const memory = await memoryOf(backend);
    const decision = decide({ needs, memory, releasable, standing, settings, gpuReduced });
    if (decision.kind === "useCpu") return decision;
    const name = basename(inspected.path);
    if (decision.kind === "crashed") throw modelProblems.crashed(name);
    if (decision.kind === "tooLarge") throw modelProblems.tooLarge(name, decision.plan);
    const { plan, isCareful, fitsBeside } = decision;
    return { kind: "load", prepared: { backend, needs, plan, isCareful, fitsBeside } };
  }

  /** The plan for a file in this memory. Loads nothing. Plans one file at a time, since measuring keeps a core busy. */
  planFile(
    inspected: Inspected,
    settings: EngineSettings,
    memory: Memory,
    signal: AbortSignal,
  ): Promise<FitPlan> {
    return this.#planning.run(() => this.#planOne(inspected, settings, memory, signal));
  }

  async #planOne(
    inspected: Inspected,
    settings: EngineSettings,
    memory: Memory,
    signal: AbortSignal,
  ): Promise<FitPlan> {
    signal.throwIfAborted();
    const { level, limits } = await this.#crashes.standing(inspected.path, memory.backend);
    if (memory.backend === "CPU" || level === "never")
      return planFromNeeds(inspected.needs, withoutGpu(memory), settings, {
        reduced: level === "never" ? "crash" : undefined,
      });
    const needs = await this.#needsFor(inspected, gpuOf(memory.backend), memory, signal);
    return planFromNeeds(needs, memory, settings, { ...limits, reduced: reasonOf({ level, limits }) });
  }

  async #needsFor(
    inspected: Inspected,
    gpu: Backend["llama"]["gpu"],
    { devices, expertsOnCpu }: Memory,
    signal: AbortSignal,
  ): Promise<ModelNeeds> {
    if (gpu === false) return inspected.needs;
    const device = [gpu, ...devices, ...(expertsOnCpu ? ["experts on the CPU"] : [])].join("\n");
    const cached = await this.#fileCache.needs(inspected, device);
    if (cached) return cached;
    const measured = await measureModel(inspected.path, gpu, signal);
    if (measured) await this.#fileCache.keepNeeds(inspected, device, measured);
    return measured ?? estimatedNeeds(inspected.needs);
  }
}

/** The needs when the GPU can't be measured, as if it could hold everything. */
function estimatedNeeds({ layers, trainContextSize, weights, contexts }: ModelNeeds): ModelNeeds {
  return needsFromFacts({
    layers,
    trainContextSize,
    weightBytes: weights[0]?.ram ?? 0,
    embeddingBytes: 0,
    contexts: { full: contexts.full.noLayers.ram, window: contexts.window.noLayers.ram },
  });
}
