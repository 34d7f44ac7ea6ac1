/** Holds the one loaded model: loads and releases it, and makes smaller plans when memory runs out. */
import { basename } from "node:path";
import { inEnglish, type TranslatableText } from "../../../common/translatable-text.ts";
import { modelProblems } from "../../engine-protocol/model-problem.ts";
import type { EngineSettings, EngineStatus } from "../../engine-protocol/protocol.ts";
import type { FitPlan } from "../../protocol/models.ts";
import type { Backend } from "../backend/backend.ts";
import { BackendKeeper, type BackendSettings } from "../backend/backend-keeper.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { without } from "../backend/memory.ts";
import { PrefillPace } from "../generation/prefill-pace.ts";
import type { StateFolder } from "../generation/saved-states.ts";
import { type Inspected, inspectModel } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import type { Split } from "../inspection/model-needs.ts";
import { haveSameWeights } from "../planning/decision.ts";
import { isMapped, type Memory } from "../planning/plan.ts";
import { Planner, type PreparedPlan } from "../planning/planner.ts";
import { OutOfMemoryError, saysRamIsShort } from "../process/out-of-memory.ts";
import type { Watchdog } from "../process/watchdog.ts";
import { type ActiveModel, recreateContexts, releaseModel, takenBy } from "./active-model.ts";
import { AdapterHeaders } from "./adapters.ts";
import { batchTokens, type LoadResult, loadModel } from "./model-loader.ts";
import { modelOf, modelOfPath } from "./model-status.ts";

const PROGRESS_INTERVAL_MS = 100;
/** Maximum plans for one load, each smaller than the last: for the GPU, then for the CPU. */
export const MAX_PLANS = 10;

export interface ModelHolderOptions {
  crashes: CrashRecord;
  fileCache: ModelFileCache;
  stateFolder: StateFolder;
  log: (line: string) => void;
  watchdog: Watchdog;
  /** Reports the progress of a load. */
  onLoading: (status: EngineStatus) => void;
}

/** Calls must not overlap, except those that only read. */
export class ModelHolder {
  readonly #options: ModelHolderOptions;
  readonly #backends: BackendKeeper;
  readonly #planner: Planner;
  readonly #adapterHeaders = new AdapterHeaders();
  #current: ActiveModel | undefined;

  constructor(options: ModelHolderOptions) {
    this.#options = options;
    this.#backends = new BackendKeeper(options.crashes, options.watchdog, options.log);
    this.#planner = new Planner(options.crashes, options.fileCache);
  }

  get current(): ActiveModel | undefined {
    return this.#current;
  }

  /** Undefined before a back end was started. */
  get backend(): Backend | undefined {
    return this.#backends.current;
  }

  /** Why the chosen GPU isn't in use; undefined when it is. */
  get note(): TranslatableText | undefined {
    return this.#backends.current?.note;
  }

  /**
   * Loads the model of the settings, with smaller plans when memory runs out. The model that is loaded is released before
   * that when there isn't room for both, otherwise afterwards. Rejects with a `ModelProblem` or an abort.
   */
  async load(settings: EngineSettings, signal: AbortSignal): Promise<ActiveModel> {
    const { path } = settings.model;
    this.#options.onLoading({ state: "loading", progress: 0, model: modelOfPath(path) });
    const [inspected] = await Promise.all([
      inspectModel(path, signal, this.#options.fileCache),
      // Meanwhile, where no model is in its way.
      this.#current ? undefined : this.#backends.start(settings),
    ]);
    for (let plans = 0; plans < MAX_PLANS; plans++) {
      const prepared = await this.#prepare(inspected, settings, signal);
      if (!prepared.fitsBeside) await this.release();
      signal.throwIfAborted();
      const loaded = await this.#loadPlan(inspected, prepared, settings, signal);
      if (!loaded) continue;
      await this.release();
      this.#logProblems(loaded);
      const pace = new PrefillPace(batchTokens(prepared));
      this.#current = { ...loaded, inspected, prepared, pace, work: { running: 0 } };
      return this.#current;
    }
    throw modelProblems.outOfMemory(basename(path));
  }

  /** Recreates contexts and adapters for these settings. Loads the weights again only when the plan moves them. */
  async rebuildContexts(settings: EngineSettings, signal: AbortSignal): Promise<ActiveModel> {
    const current = this.#current;
    if (!current) return this.load(settings, signal);
    const prepared = await this.#prepare(current.inspected, settings, signal);
    const { backend, plan } = current.prepared;
    const keepsWeights = prepared.backend === backend && haveSameWeights(prepared.plan, plan);
    if (this.#current !== current || !keepsWeights) return this.load(settings, signal);
    const model = modelOf(current.inspected);
    const { crashes, watchdog, onLoading } = this.#options;
    onLoading({ state: "loading", model, plan: prepared.plan });
    this.#current = undefined;
    try {
      const next = await watchdog.watch(() =>
        recreateContexts(current, prepared, {
          settings,
          crashes,
          adapterHeaders: this.#adapterHeaders,
          signal,
        }),
      );
      this.#logProblems(next);
      this.#current = next;
      return next;
    } catch (error) {
      await this.#free(current);
      throw error;
    }
  }

  /** Records that the plan was too large: the next one for this model will be smaller. */
  async recordOutOfMemory(
    { inspected, prepared }: Pick<ActiveModel, "inspected" | "prepared">,
    why: string,
  ): Promise<void> {
    const { backend, plan } = prepared;
    this.#options.log(`Memory ran out on ${backend.name}, so the model gets a smaller plan. ${why}`);
    // What isn't mapped from the file can be, with as much of it on the GPU.
    const taken = saysRamIsShort(why) && !isMapped(plan) ? { ...plan, vramNeeded: 0 } : plan;
    await this.#options.crashes.outOfMemory(inspected.path, backend.name, taken);
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

  /** The memory of the device that these settings choose, as if no model were loaded. */
  async memory(settings: BackendSettings): Promise<Memory> {
    return without(await this.#backends.memory(settings), await this.#releasable());
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

  /** The plan that the model is loaded with. Releases the loaded model when another back end has to start. */
  async #prepare(inspected: Inspected, settings: EngineSettings, signal: AbortSignal): Promise<PreparedPlan> {
    if (!this.#backends.runsFor(settings)) await this.release();
    let backend = await this.#backends.start(settings);
    let gpuReduced: FitPlan["reduced"];
    for (;;) {
      const planning = { backend, settings, releasable: await this.#releasable(), gpuReduced };
      const next = await this.#planner.next(inspected, planning, signal);
      if (next.kind === "load") return next.prepared;
      await this.release();
      backend = await this.#backends.useCpuInstead(next.note);
      gpuReduced = next.reduced;
    }
  }

  /** Undefined when memory ran out, which is recorded. */
  async #loadPlan(
    inspected: Inspected,
    prepared: PreparedPlan,
    settings: EngineSettings,
    signal: AbortSignal,
  ): Promise<LoadResult | undefined> {
    const { plan } = prepared;
    const loading: EngineStatus = { state: "loading", progress: 0, model: modelOf(inspected), plan };
    const { crashes, stateFolder, watchdog, onLoading } = this.#options;
    onLoading(loading);
    const report = throttled(PROGRESS_INTERVAL_MS, (progress) => onLoading({ ...loading, progress }));
    try {
      return await watchdog.watch((alive) =>
        loadModel(inspected, prepared, {
          settings,
          crashes,
          stateFolder,
          adapterHeaders: this.#adapterHeaders,
          signal,
          onProgress: (progress) => {
            alive();
            report(progress);
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      await this.recordOutOfMemory({ inspected, prepared }, error.message);
      return undefined;
    }
  }

  /** The memory that a release of the loaded model frees. */
  async #releasable(): Promise<Split> {
    return this.#current ? takenBy(this.#current) : { vram: 0, ram: 0 };
  }

  #logProblems({ adapters }: Pick<LoadResult, "adapters">): void {
    for (const problem of adapters.problems) this.#options.log(inEnglish(problem));
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
