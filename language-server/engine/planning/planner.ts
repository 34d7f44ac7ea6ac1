/** From a model file and the settings to a plan: what is measured, what is free, and what did not work before. */
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { AsyncQueue } from "../../../common/async-queue.ts";
import { modelProblems } from "../../engine-protocol/model-problem.ts";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import type { FitPlan } from "../../protocol/models.ts";
import { type Backend, gpuOf } from "../backend/backend.ts";
import type { BackendKeeper } from "../backend/backend-keeper.ts";
import type { CrashRecord, Standing } from "../backend/crash-record.ts";
import { memoryOf, without } from "../backend/memory.ts";
import type { Inspected } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import { type ModelNeeds, needsFromFacts, type Split } from "../inspection/model-needs.ts";
import { measureModel } from "./measure-child.ts";
import { type Memory, type PlanLimits, planFromNeeds } from "./plan.ts";

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

const NOTHING: Split = { vram: 0, ram: 0 };

export class Planner {
  readonly #backends: BackendKeeper;
  readonly #crashes: CrashRecord;
  readonly #known: ModelFileCache;
  readonly #planning = new AsyncQueue();

  constructor(backends: BackendKeeper, crashes: CrashRecord, known: ModelFileCache) {
    this.#backends = backends;
    this.#crashes = crashes;
    this.#known = known;
  }

  /**
   * Plans how to load the model on the back end that runs for these settings. Where the GPU can't be used for it, the
   * CPU's back end takes its place: `release` is called before, since nothing may be loaded then.
   *
   * @param own what the loaded model takes, which will be free when it is released
   * @throws ModelProblem where it can't be loaded at all
   */
  async prepare(
    inspected: Inspected,
    settings: EngineSettings,
    own: Split,
    release: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<PreparedPlan> {
    const { path } = inspected;
    const backend = await this.#backends.start(settings);
    if (backend.name === "CPU") return this.#prepareOnCpu(inspected, backend, settings, own, undefined);
    const standing = await this.#crashes.standing(path, backend.name);
    const reduced = reasonOf(standing);
    if (standing.level !== "never") {
      const devices = await backend.llama.getGpuDeviceNames();
      const needs = await this.#needsFor(inspected, backend.llama.gpu, devices, signal);
      const memory = await memoryOf(backend);
      const limits: PlanLimits = { ...standing.limits, reduced };
      const plan = planFromNeeds(needs, without(memory, own), settings, limits);
      if (plan.gpuLayers > 0) {
        const fitsBeside = isSameLayout(plan, planFromNeeds(needs, memory, settings, limits));
        return { backend, needs, plan, isCareful: standing.level === "careful", fitsBeside };
      }
    }
    await release();
    const cpu = await this.#backends.useCpuInstead(noteOf(backend, standing));
    return this.#prepareOnCpu(inspected, cpu, settings, NOTHING, reduced);
  }

  async #prepareOnCpu(
    inspected: Inspected,
    backend: Backend,
    settings: EngineSettings,
    own: Split,
    gpuReduced: FitPlan["reduced"],
  ): Promise<PreparedPlan> {
    const standing = await this.#crashes.standing(inspected.path, backend.name);
    const name = basename(inspected.path);
    if (standing.level === "never") throw modelProblems.crashed(name);
    const limits: PlanLimits = { ...standing.limits, reduced: gpuReduced ?? reasonOf(standing) };
    const { needs } = inspected;
    const memory = await memoryOf(backend);
    const plan = planFromNeeds(needs, without(memory, own), settings, limits);
    if (plan.fit === "tooLarge") throw modelProblems.tooLarge(name, plan);
    const fitsBeside = isSameLayout(plan, planFromNeeds(needs, memory, settings, limits));
    return { backend, needs, plan, isCareful: false, fitsBeside };
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

function reasonOf({ level, limits }: Standing): FitPlan["reduced"] {
  if (level !== "normal") return "crash";
  return limits.vram !== undefined || limits.ram !== undefined ? "outOfMemory" : undefined;
}

function noteOf({ name }: Backend, { level, limits }: Standing): string {
  if (level === "never")
    return `llama.cpp crashed repeatedly with this model on ${name}, so it runs on the CPU.`;
  if (limits.vram !== undefined) return `GPU memory ran out (${name}), so the model runs on the CPU.`;
  return `The GPU (${name}) has too little free memory for this model, so it runs on the CPU.`;
}

function withoutGpu(memory: Memory): Memory {
  return { ...memory, backend: "CPU", devices: [], vramTotal: 0, vramFree: 0, isUnified: false };
}

function isSameLayout(a: FitPlan, b: FitPlan): boolean {
  return a.fit === b.fit && a.gpuLayers === b.gpuLayers && isDeepStrictEqual(a.contexts, b.contexts);
}
