/** From a model file and the settings to a plan: what is measured, what is free, and what did not work before. */
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
import { type Memory, planFromNeeds } from "./plan.ts";

/** What a model is loaded with. */
export interface PreparedPlan {
  backend: Backend;
  needs: ModelNeeds;
  plan: FitPlan;
  /** Without flash attention and in small batches. */
  isCareful: boolean;
  /** The plan holds beside the loaded model: it needn't be released before. */
  fitsBeside: boolean;
}

export type NextStep =
  | { kind: "load"; prepared: PreparedPlan }
  /** See `PlanDecision`. */
  | Extract<PlanDecision, { kind: "useCpu" }>;

export interface PlanningOptions {
  /** The one that runs for the settings, or the CPU's in its place. */
  backend: Backend;
  settings: EngineSettings;
  /** What the models take that can be released for this one. */
  own: Split;
  /** Why the GPU was given up, where the CPU's back end runs in its place. */
  gpuReduced: FitPlan["reduced"];
}

/** Releases and loads nothing itself. */
export class Planner {
  readonly #crashes: CrashRecord;
  readonly #known: ModelFileCache;
  readonly #planning = new AsyncQueue();

  constructor(crashes: CrashRecord, known: ModelFileCache) {
    this.#crashes = crashes;
    this.#known = known;
  }

  /**
   * Plans how to load the model, or says that the CPU has to take the GPU's place first.
   *
   * @throws ModelProblem where it can't be loaded at all
   */
  async next(
    inspected: Inspected,
    { backend, settings, own, gpuReduced }: PlanningOptions,
    signal: AbortSignal,
  ): Promise<NextStep> {
    const standing = await this.#crashes.standing(inspected.path, backend.name);
    const needs =
      standing.level === "never" ? inspected.needs : await this.#needsOn(backend, inspected, signal);
    const memory = await memoryOf(backend);
    const decision = decide({ needs, memory, own, standing, settings, gpuReduced });
    if (decision.kind === "useCpu") return decision;
    const name = basename(inspected.path);
    if (decision.kind === "crashed") throw modelProblems.crashed(name);
    if (decision.kind === "tooLarge") throw modelProblems.tooLarge(name, decision.plan);
    const { plan, isCareful, fitsBeside } = decision;
    return { kind: "load", prepared: { backend, needs, plan, isCareful, fitsBeside } };
  }

  async #needsOn({ llama }: Backend, inspected: Inspected, signal: AbortSignal): Promise<ModelNeeds> {
    return this.#needsFor(inspected, llama.gpu, await llama.getGpuDeviceNames(), signal);
  }

  /** How a file would be laid out in this memory. Loads nothing; one file after another, since measuring takes a core. */
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
    const needs = await this.#needsFor(inspected, gpuOf(memory.backend), memory.devices, signal);
    return planFromNeeds(needs, memory, settings, { ...limits, reduced: reasonOf({ level, limits }) });
  }

  async #needsFor(
    inspected: Inspected,
    gpu: Backend["llama"]["gpu"],
    devices: readonly string[],
    signal: AbortSignal,
  ): Promise<ModelNeeds> {
    if (gpu === false) return inspected.needs;
    const device = [gpu, ...devices].join("\n");
    const known = await this.#known.needs(inspected, device);
    if (known) return known;
    const measured = await measureModel(inspected.path, gpu, signal);
    if (measured) await this.#known.keepNeeds(inspected, device, measured);
    return measured ?? reckonedNeeds(inspected.needs);
  }
}

/** Where the GPU can't be asked: as if it took everything. */
function reckonedNeeds({ layers, trainContextSize, weights, contexts }: ModelNeeds): ModelNeeds {
  return needsFromFacts({
    layers,
    trainContextSize,
    weightBytes: weights[0]?.ram ?? 0,
    embeddingBytes: 0,
    contexts: { full: contexts.full.noLayers.ram, window: contexts.window.noLayers.ram },
  });
}

function withoutGpu(memory: Memory): Memory {
  return { ...memory, backend: "CPU", devices: [], vramTotal: 0, vramFree: 0, isUnified: false };
}
