/** Makes a plan for a model file from its measured needs, the free memory, the settings and earlier failures. */
import { basename } from "node:path";
import { AsyncQueue } from "../../../common/async-queue.ts";
import type { ModelFacts } from "../../engine-protocol/model-facts.ts";
import { modelProblems } from "../../engine-protocol/model-problem.ts";
import type { BothPlans, FitPlan } from "../../protocol/models.ts";
import { type Backend, gpuOf } from "../backend/backend.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { memoryOf, without } from "../backend/memory.ts";
import type { Inspected } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import { type ModelNeeds, needsFromFacts, type Split } from "../inspection/model-needs.ts";
import { decide, isSameLayout, type PlanDecision, reasonOf } from "./decision.ts";
import { measureModel } from "./measure-child.ts";
import { beside, type Memory, type PlanSettings, planFromNeeds, withoutGpu } from "./plan.ts";
import { neededBy, type PlannedModel, planBoth, planCompletion, withoutSuggestions } from "./plan-both.ts";

/** A plan with everything that a load needs. */
export interface PreparedPlan {
  backend: Backend;
  needs: ModelNeeds;
  plan: FitPlan;
  /** Without flash attention and in small batches. */
  isCareful: boolean;
  /** Whether the plan also fits beside the loaded model, so that it needn't be released before. */
  fitsBeside: boolean;
  /** Of the model for everything: the one for suggestions, where there is one, and what is kept for it; nothing where it has no room. */
  completion?: { path: string; plan?: FitPlan };
}

/** The other model, which has or will have a part of the same memory. */
export interface OtherModel {
  inspected: Inspected;
  /** As it is loaded; absent while it isn't. */
  plan?: FitPlan;
  /** What it takes now. */
  taken: Split;
}

export type NextStep =
  | { kind: "load"; prepared: PreparedPlan }
  /** See `PlanDecision`. */
  | Extract<PlanDecision, { kind: "useCpu" }>;

export interface PlanningOptions {
  /** The back end of the settings, or the CPU's in its place. */
  backend: Backend;
  settings: PlanSettings;
  /** The memory that a release of this model, as it is loaded now, would free. */
  releasable: Split;
  other?: OtherModel;
  /** Why the GPU was given up, when the CPU replaces it. */
  gpuReduced: FitPlan["reduced"];
}

/** A file, or a model that is known by facts alone. */
export type Planned = { inspected: Inspected } | { facts: ModelFacts };

/** Where a model would be laid out. */
export interface PlanRoom {
  settings: PlanSettings;
  /** As if no model were loaded. */
  memory: Memory;
  /** The other model, where there is one. */
  other: Inspected | undefined;
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
  async next(inspected: Inspected, options: PlanningOptions, signal: AbortSignal): Promise<NextStep> {
    const { backend, settings, releasable, other, gpuReduced } = options;
    const standing = await this.#crashes.standing(inspected.path, backend.name);
    const needs =
      standing.level === "never" ? inspected.needs : await this.#needsOn(backend, inspected, signal);
    const otherModel = other && (await this.#candidate(backend, other.inspected, signal));
    // Measuring takes seconds, in which the memory changes.
    const memory = without(await memoryOf(backend), other?.taken ?? NOTHING);
    const model = { needs, limits: { ...standing.limits, reduced: gpuReduced ?? reasonOf(standing) } };
    const plans = otherModel && planBoth(model, otherModel, without(memory, releasable), settings);
    const kept = plans && plans.completion.fit !== "tooLarge" ? plans.completion : undefined;
    const decision = decide({
      needs,
      memory: kept ? beside(memory, neededBy(kept)) : memory,
      releasable,
      standing,
      settings: kept ? withoutSuggestions(settings) : settings,
      gpuReduced,
    });
    if (decision.kind === "useCpu") return decision;
    const name = basename(inspected.path);
    if (decision.kind === "crashed") throw modelProblems.crashed(name);
    if (decision.kind === "tooLarge") throw modelProblems.tooLarge(name, decision.plan);
    const { plan, isCareful, fitsBeside } = decision;
    const completion = other && { path: other.inspected.path, plan: kept };
    return { kind: "load", prepared: { backend, needs, plan, isCareful, fitsBeside, completion } };
  }

  /**
   * The plan of the model for suggestions alone, beside the other one. It never has another back end started: that would
   * take the other model away.
   *
   * @throws ModelProblem when it can't be loaded beside it
   */
  async nextCompletion(
    inspected: Inspected,
    { backend, settings, releasable, other }: PlanningOptions,
    signal: AbortSignal,
  ): Promise<PreparedPlan> {
    const { level, limits } = await this.#crashes.standing(inspected.path, backend.name);
    const name = basename(inspected.path);
    if (level === "never") throw modelProblems.crashed(name);
    const needs = await this.#needsOn(backend, inspected, signal);
    const completion = { needs, limits: { ...limits, reduced: reasonOf({ level, limits }) } };
    const main = other && !other.plan ? await this.#candidate(backend, other.inspected, signal) : undefined;
    const memory = without(await memoryOf(backend), other?.taken ?? NOTHING);
    const planIn = (free: Memory): FitPlan => {
      if (main) return planBoth(main, completion, free, settings).completion;
      return planCompletion(completion, other?.plan ? beside(free, neededBy(other.plan)) : free);
    };
    const plan = planIn(without(memory, releasable));
    if (plan.fit === "tooLarge")
      throw other
        ? modelProblems.tooLargeBeside(name, basename(other.inspected.path), plan)
        : modelProblems.tooLarge(name, plan);
    const isCareful = backend.name !== "CPU" && level === "careful";
    return { backend, needs, plan, isCareful, fitsBeside: isSameLayout(plan, planIn(memory)) };
  }

  async #needsOn(backend: Backend, inspected: Inspected, signal: AbortSignal): Promise<ModelNeeds> {
    return this.#needsFor(inspected, backend.llama.gpu, await memoryOf(backend), signal);
  }

  async #candidate(backend: Backend, inspected: Inspected, signal: AbortSignal): Promise<PlannedModel> {
    const { level, limits } = await this.#crashes.standing(inspected.path, backend.name);
    const needs = await this.#needsOn(backend, inspected, signal);
    return { needs, limits: { ...limits, reduced: reasonOf({ level, limits }) } };
  }

  /**
   * The plan for a model for everything in this memory, beside the one for suggestions. Loads nothing. Plans one model at
   * a time, since measuring keeps a core busy.
   */
  planMain(of: Planned, { settings, memory, other }: PlanRoom, signal: AbortSignal): Promise<FitPlan> {
    return this.#planning.run(async () => {
      signal.throwIfAborted();
      const { model, memory: own } = await this.#plannedIn(of, memory, signal);
      if (!other || ("inspected" in of && of.inspected.path === other.path))
        return planFromNeeds(model.needs, own, settings, model.limits);
      const completion = await this.#plannedIn({ inspected: other }, own, signal);
      return planBoth(model, completion.model, own, settings).main;
    });
  }

  /** The plan for a model for suggestions alone in this memory, and for the one for everything beside it. */
  planCompletion(
    inspected: Inspected,
    { settings, memory, other }: PlanRoom,
    signal: AbortSignal,
  ): Promise<BothPlans> {
    return this.#planning.run(async () => {
      signal.throwIfAborted();
      const { model } = await this.#plannedIn({ inspected }, memory, signal);
      if (!other || other.path === inspected.path) return { plan: planCompletion(model, memory) };
      const first = await this.#plannedIn({ inspected: other }, memory, signal);
      const { main, completion } = planBoth(first.model, model, first.memory, settings);
      return { plan: completion, main };
    });
  }

  /** What a plan is made from; without the GPU where llama.cpp has crashed with the model on it. */
  async #plannedIn(
    of: Planned,
    memory: Memory,
    signal: AbortSignal,
  ): Promise<{ model: PlannedModel; memory: Memory }> {
    if ("facts" in of) return { model: { needs: needsFromFacts(of.facts) }, memory };
    const { inspected } = of;
    const { level, limits } = await this.#crashes.standing(inspected.path, memory.backend);
    if (memory.backend === "CPU" || level === "never")
      return {
        model: { needs: inspected.needs, limits: { reduced: level === "never" ? "crash" : undefined } },
        memory: withoutGpu(memory),
      };
    const needs = await this.#needsFor(inspected, gpuOf(memory.backend), memory, signal);
    return { model: { needs, limits: { ...limits, reduced: reasonOf({ level, limits }) } }, memory };
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

const NOTHING: Split = { vram: 0, ram: 0 };

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
