/** The place of the one loaded model: what is loaded there, how it is laid out, and what is done when memory runs out. */
import { basename } from "node:path";
import { modelProblems } from "../../engine-protocol/model-problem.ts";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import type { FitPlan } from "../../protocol/models.ts";
import type { ModelStatus } from "../../protocol/status.ts";
import { BackendKeeper, type BackendSettings } from "../backend/backend-keeper.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { without } from "../backend/memory.ts";
import { PrefillPace } from "../generation/prefill-pace.ts";
import { type Inspected, inspectModel } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import type { Split } from "../inspection/model-needs.ts";
import type { Memory } from "../planning/plan.ts";
import { Planner, type PreparedPlan } from "../planning/planner.ts";
import { OutOfMemoryError } from "../process/out-of-memory.ts";
import type { Watchdog } from "../process/watchdog.ts";
import { type ActiveModel, recreateContexts, releaseModel, takenBy } from "./active-model.ts";
import { batchTokens, type LoadResult, loadModel } from "./model-loader.ts";
import { modelOf, modelOfPath } from "./model-status.ts";

const PROGRESS_INTERVAL_MS = 100;
/** Smaller and smaller plans for the GPU, then for the CPU. */
export const MAX_PLANS = 10;

export interface ModelSlotOptions {
  crashes: CrashRecord;
  known: ModelFileCache;
  log: (line: string) => void;
  watchdog: Watchdog;
  /** How far a load has come. */
  onLoading: (status: ModelStatus) => void;
}

/** Its calls must not overlap, but for what only reads. */
export class ModelHolder {
  readonly #options: ModelSlotOptions;
  readonly #backends: BackendKeeper;
  readonly #planner: Planner;
  #current: ActiveModel | undefined;

  constructor(options: ModelSlotOptions) {
    this.#options = options;
    this.#backends = new BackendKeeper(options.crashes, options.watchdog, options.log);
    this.#planner = new Planner(options.crashes, options.known);
  }

  get current(): ActiveModel | undefined {
    return this.#current;
  }

  /** Undefined before a back end was started. */
  get llamaCppRelease(): string | undefined {
    return this.#backends.current?.llama.llamaCppRelease.release;
  }

  /** Why the wanted GPU is not in use, when it is not. */
  get note(): string | undefined {
    return this.#backends.current?.note;
  }

  /**
   * Loads what the settings say, with smaller plans where memory runs out; what is loaded is released first where there
   * isn't room for both, and afterwards where there is. Rejects with a `ModelProblem` or an abort.
   */
  async load(settings: EngineSettings, signal: AbortSignal): Promise<ActiveModel> {
    const { path } = settings.model;
    this.#options.onLoading({ state: "loading", progress: 0, model: modelOfPath(path) });
    const inspected = await inspectModel(path, signal, this.#options.known);
    for (let plans = 0; plans < MAX_PLANS; plans++) {
      const prepared = await this.#prepare(inspected, settings, signal);
      if (!prepared.fitsBeside) await this.release();
      signal.throwIfAborted();
      const loaded = await this.#loadPlan(inspected, prepared, settings, signal);
      if (!loaded) continue;
      await this.release();
      this.#tellProblems(loaded);
      const pace = new PrefillPace(batchTokens(prepared));
      this.#current = { ...loaded, inspected, prepared, pace, work: { running: 0 } };
      return this.#current;
    }
    throw modelProblems.outOfMemory(basename(path));
  }

  /** Contexts and adapters as the settings want them now; the weights stay where they are, if the plan lets them. */
  async rebuildContexts(settings: EngineSettings, signal: AbortSignal): Promise<ActiveModel> {
    const current = this.#current;
    if (!current) return this.load(settings, signal);
    const prepared = await this.#prepare(current.inspected, settings, signal);
    const { backend, plan } = current.prepared;
    const keepsWeights = prepared.backend === backend && prepared.plan.gpuLayers === plan.gpuLayers;
    if (this.#current !== current || !keepsWeights) return this.load(settings, signal);
    const model = modelOf(current.inspected);
    const { crashes, watchdog, onLoading } = this.#options;
    onLoading({ state: "loading", model, plan: prepared.plan });
    this.#current = undefined;
    try {
      const next = await watchdog.watch(() =>
        recreateContexts(current, prepared, { settings, crashes, signal }),
      );
      this.#tellProblems(next);
      this.#current = next;
      return next;
    } catch (error) {
      await this.#free(current);
      throw error;
    }
  }

  /** The next plan for this model will be a smaller one. */
  async tooLarge(
    { inspected, prepared }: Pick<ActiveModel, "inspected" | "prepared">,
    why: string,
  ): Promise<void> {
    const { backend, plan } = prepared;
    this.#options.log(`Memory ran out on ${backend.name}, so the model gets a smaller plan. ${why}`);
    await this.#options.crashes.outOfMemory(inspected.path, backend.name, plan);
  }

  async release(): Promise<void> {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    await this.#free(current);
  }

  #free(current: ActiveModel): Promise<void> {
    const { crashes, watchdog } = this.#options;
    return watchdog.watch(() => releaseModel(current, crashes));
  }

  /** The memory of the device that these settings are about, as if nothing were loaded. */
  async memory(settings: BackendSettings): Promise<Memory> {
    return without(await this.#backends.memory(settings), await this.#own());
  }

  /** How a file would be laid out in this memory. */
  plan(
    inspected: Inspected,
    settings: EngineSettings,
    memory: Memory,
    signal: AbortSignal,
  ): Promise<FitPlan> {
    return this.#planner.planFile(inspected, settings, memory, signal);
  }

  async dispose(): Promise<void> {
    await this.release();
    await this.#backends.stop();
  }

  /** The plan that the model is loaded with. Releases what is loaded where another back end has to start for it. */
  async #prepare(inspected: Inspected, settings: EngineSettings, signal: AbortSignal): Promise<PreparedPlan> {
    if (!this.#backends.runsFor(settings)) await this.release();
    let backend = await this.#backends.start(settings);
    let gpuReduced: FitPlan["reduced"];
    for (;;) {
      const planning = { backend, settings, own: await this.#own(), gpuReduced };
      const next = await this.#planner.next(inspected, planning, signal);
      if (next.kind === "load") return next.prepared;
      await this.release();
      backend = await this.#backends.useCpuInstead(next.note);
      gpuReduced = next.reduced;
    }
  }

  /** Undefined where memory ran out; that is then recorded. */
  async #loadPlan(
    inspected: Inspected,
    prepared: PreparedPlan,
    settings: EngineSettings,
    signal: AbortSignal,
  ): Promise<LoadResult | undefined> {
    const { plan } = prepared;
    const loading: ModelStatus = { state: "loading", progress: 0, model: modelOf(inspected), plan };
    const { crashes, watchdog, onLoading } = this.#options;
    onLoading(loading);
    const tell = throttled(PROGRESS_INTERVAL_MS, (progress) => onLoading({ ...loading, progress }));
    try {
      return await watchdog.watch((alive) =>
        loadModel(inspected, prepared, {
          settings,
          crashes,
          signal,
          onProgress: (progress) => {
            alive();
            tell(progress);
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      await this.tooLarge({ inspected, prepared }, error.message);
      return undefined;
    }
  }

  async #own(): Promise<Split> {
    return this.#current ? takenBy(this.#current) : { vram: 0, ram: 0 };
  }

  #tellProblems({ adapters }: Pick<LoadResult, "adapters">): void {
    for (const problem of adapters.problems) this.#options.log(problem);
  }
}

function throttled(intervalMs: number, call: (value: number) => void): (value: number) => void {
  let last = 0;
  return (value) => {
    const now = performance.now();
    if (now - last < intervalMs) return;
    last = now;
    call(value);
  };
}
