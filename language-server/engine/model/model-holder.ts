/** Holds one loaded model: loads and releases it, and makes smaller plans when memory runs out. */
import { basename } from "node:path";
import { inEnglish } from "../../../common/translatable-text.ts";
import { modelProblems } from "../../engine-protocol/model-problem.ts";
import type { OneEngineStatus } from "../../engine-protocol/protocol.ts";
import type { FitPlan } from "../../protocol/models.ts";
import type { ModelRole } from "../../protocol/status.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { PrefillPace } from "../generation/prefill-pace.ts";
import type { StateFolder } from "../generation/saved-states.ts";
import { type Inspected, inspectModel } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import { haveSameWeights } from "../planning/decision.ts";
import { isMapped } from "../planning/plan.ts";
import type { Planner, PreparedPlan } from "../planning/planner.ts";
import { OutOfMemoryError, saysRamIsShort } from "../process/out-of-memory.ts";
import type { Watchdog } from "../process/watchdog.ts";
import { type ActiveModel, recreateContexts, releaseModel } from "./active-model.ts";
import { AdapterHeaders } from "./adapters.ts";
import { batchTokens, type LoadResult, loadModel } from "./model-loader.ts";
import type { ModelSettings } from "./model-settings.ts";
import { modelOf, modelOfPath } from "./model-status.ts";
import type { SharedDevice, Tenant } from "./shared-device.ts";

const PROGRESS_INTERVAL_MS = 100;
/** Maximum plans for one load, each smaller than the last: for the GPU, then for the CPU. */
export const MAX_PLANS = 10;

export interface ModelHolderOptions {
  role: ModelRole;
  device: SharedDevice;
  planner: Planner;
  /** The path of the file to load; undefined where there is none that can be used. */
  chosenPath: () => string | undefined;
  /** Before a plan is made for a file. */
  makeRoom?: () => Promise<void>;
  /** The model was released for the other one. */
  onGivenWay: () => void;
  crashes: CrashRecord;
  fileCache: ModelFileCache;
  stateFolder: StateFolder;
  log: (line: string) => void;
  watchdog: Watchdog;
  /** Reports the progress of a load. */
  onLoading: (status: OneEngineStatus) => void;
}

/** Calls must not overlap, except those that only read. */
export class ModelHolder implements Tenant {
  readonly #options: ModelHolderOptions;
  readonly #adapterHeaders = new AdapterHeaders();
  #current: ActiveModel | undefined;

  constructor(options: ModelHolderOptions) {
    this.#options = options;
    options.device.add(this);
  }

  get role(): ModelRole {
    return this.#options.role;
  }

  get current(): ActiveModel | undefined {
    return this.#current;
  }

  async chosen(signal: AbortSignal): Promise<Inspected | undefined> {
    const path = this.#options.chosenPath();
    if (path === undefined) return undefined;
    // What is wrong with it is said when it is to be loaded.
    return inspectModel(path, signal, this.#options.fileCache).catch(() => undefined);
  }

  /**
   * Loads the model of the settings, with smaller plans when memory runs out. The model that is loaded is released before
   * that when there isn't room for both, otherwise afterwards. Rejects with a `ModelProblem` or an abort.
   */
  async load(settings: ModelSettings, signal: AbortSignal): Promise<ActiveModel> {
    const { path } = settings.model;
    const { device, makeRoom } = this.#options;
    this.#options.onLoading({ state: "loading", progress: 0, model: modelOfPath(path) });
    const [inspected] = await Promise.all([
      inspectModel(path, signal, this.#options.fileCache),
      // Meanwhile, where no model is in its way.
      device.isEmpty ? device.backends.start(settings) : undefined,
    ]);
    await makeRoom?.();
    for (let plans = 0; plans < MAX_PLANS; plans++) {
      const prepared = await this.#prepare(inspected, settings, signal);
      if (!prepared.fitsBeside) await this.release();
      await device.makeWay(this, prepared);
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
  async rebuildContexts(settings: ModelSettings, signal: AbortSignal): Promise<ActiveModel> {
    const current = this.#current;
    if (!current) return this.load(settings, signal);
    const prepared = await this.#prepare(current.inspected, settings, signal);
    const { backend, plan } = current.prepared;
    const keepsWeights = prepared.backend === backend && haveSameWeights(prepared.plan, plan);
    if (this.#current !== current || !keepsWeights) return this.load(settings, signal);
    const model = modelOf(current.inspected);
    const { crashes, device, watchdog, onLoading } = this.#options;
    await device.makeWay(this, prepared);
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

  async giveWay(): Promise<void> {
    if (!this.#current) return;
    await this.release();
    this.#options.onGivenWay();
  }

  /**
   * The plan that the model is loaded with. Where another back end has to start, the model is released, and the other one
   * gives way.
   */
  async #prepare(inspected: Inspected, settings: ModelSettings, signal: AbortSignal): Promise<PreparedPlan> {
    const { device, planner, role } = this.#options;
    let backend = await device.backendFor(this, settings);
    let gpuReduced: FitPlan["reduced"];
    for (;;) {
      const other = await device.other(this, signal);
      const releasable = await device.releasable(this);
      const planning = { backend, settings, releasable, other, gpuReduced };
      if (role === "completion") return planner.nextCompletion(inspected, planning, signal);
      const next = await planner.next(inspected, planning, signal);
      if (next.kind === "load") return next.prepared;
      backend = await device.useCpuInstead(this, next.note);
      gpuReduced = next.reduced;
    }
  }

  /** Undefined when memory ran out, which is recorded. */
  async #loadPlan(
    inspected: Inspected,
    prepared: PreparedPlan,
    settings: ModelSettings,
    signal: AbortSignal,
  ): Promise<LoadResult | undefined> {
    const { plan } = prepared;
    const loading: OneEngineStatus = { state: "loading", progress: 0, model: modelOf(inspected), plan };
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
