/**
 * The models of the engine: one for everything, and where one is chosen, another one for suggestions alone. They share a
 * device and its memory, and are laid out in one plan.
 */
import type {
  EngineDevices,
  EngineSettings,
  EngineStatus,
  GenerateParams,
  GenerateResult,
  OneEngineStatus,
} from "../../engine-protocol/protocol.ts";
import type { BothPlans, FitPlan } from "../../protocol/models.ts";
import type { ModelRole } from "../../protocol/status.ts";
import type { Backend } from "../backend/backend.ts";
import { BackendKeeper } from "../backend/backend-keeper.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import type { GenerationListener } from "../generation/generate.ts";
import type { StateFolder } from "../generation/saved-states.ts";
import { Scheduler } from "../generation/scheduler.ts";
import { type Inspected, inspectModel } from "../inspection/inspect.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import { type Planned, Planner } from "../planning/planner.ts";
import { Watchdog } from "../process/watchdog.ts";
import { ModelHost } from "./model-host.ts";
import { ANY_SETTINGS, type ModelSettings } from "./model-settings.ts";
import { SharedDevice } from "./shared-device.ts";

/** A small prompt batch of a 20b model takes some forty seconds on one slow core; `prefill-pace.ts` has no slower large ones. */
const TURN_LIMIT_MS = 180_000;
/** Without progress: a driver compiles its shaders in a minute, a slow disk is read while the model warms up. */
const LOAD_LIMIT_MS = 600_000;

export interface EngineModelsOptions {
  crashes: CrashRecord;
  fileCache: ModelFileCache;
  stateFolder: StateFolder;
  log: (line: string) => void;
  onStatus: (status: EngineStatus) => void;
  /** Other settings are in force from now on. */
  onSettings: (settings: EngineSettings) => void;
  /** Settings are in force that need another process: they decide its environment. */
  onRestart: () => void;
  /** A native call does not return: nothing but the end of the process helps. */
  onHang: () => void;
  /** Native work may block the thread for so long. Returns how to say that it is over. */
  allowBlocking: (ms: number) => () => void;
}

export class EngineModels {
  readonly #options: EngineModelsOptions;
  readonly #device: SharedDevice;
  readonly #planner: Planner;
  readonly #main: ModelHost;
  readonly #completion: ModelHost;

  constructor(options: EngineModelsOptions) {
    this.#options = options;
    const { crashes, fileCache, log, onHang, onRestart, allowBlocking: allow } = options;
    const watchdog = new Watchdog({ limitMs: LOAD_LIMIT_MS, onHang, allow });
    this.#device = new SharedDevice(new BackendKeeper(crashes, watchdog, log));
    this.#planner = new Planner(crashes, fileCache);
    const shared = {
      ...options,
      device: this.#device,
      planner: this.#planner,
      scheduler: new Scheduler(new Watchdog({ limitMs: TURN_LIMIT_MS, onHang, allow })),
      watchdog,
      onStatus: () => options.onStatus(this.status),
      onSettings: () => this.#tellSettings(),
    };
    this.#main = new ModelHost({ ...shared, role: "main", onRestart });
    this.#completion = new ModelHost({
      ...shared,
      role: "completion",
      makeRoom: () => this.#makeRoom(),
      // The settings that ask for it are the main model's as well.
      onRestart: () => undefined,
    });
  }

  get status(): EngineStatus {
    return this.#withCompletion(this.#main.status, this.#completion.status);
  }

  /** Those in force; undefined before a client has said any. */
  get settings(): EngineSettings | undefined {
    const { settings } = this.#main;
    const path = this.#completionPath;
    return settings && (path === "" ? settings : { ...settings, completionModel: path });
  }

  /** Undefined before a back end was started. */
  get backend(): Backend | undefined {
    return this.#device.backends.current;
  }

  /**
   * Uses other settings, for each of the models as `ModelHost.configure` says. Answers when both are ready, have failed,
   * or are left alone.
   */
  async configure(
    { completionModel = "", ...settings }: EngineSettings,
    explicit: boolean,
  ): Promise<EngineStatus> {
    const isFirst = this.#main.settings === undefined;
    const main = this.#main.configure(settings, explicit);
    // What is in force for the one counts for both.
    const own = completionSettings(this.#main.settings ?? settings, completionModel);
    const before = this.#completion.settings;
    const completion =
      isFirst || explicit || completionModel !== "" ? this.#completion.configure(own, explicit) : undefined;
    const [ofMain, ofCompletion] = await Promise.all([main, completion]);
    if (before && before.model.path !== "" && this.#completionPath === "") await this.#takeRoomBack();
    return this.#withCompletion(ofMain, ofCompletion ?? this.#completion.status);
  }

  /** Loads the model, unless it is loaded. Answers when it is ready or has failed. */
  async load(role: ModelRole): Promise<EngineStatus> {
    if (role === "main") return this.#withCompletion(await this.#main.load(), this.#completion.status);
    if (this.#completionPath === "") return this.status;
    return this.#withCompletion(this.#main.status, await this.#completion.load());
  }

  async unload(role: ModelRole): Promise<EngineStatus> {
    await (role === "main" ? this.#main : this.#completion).unload();
    return this.status;
  }

  async unloadAll(): Promise<void> {
    await Promise.all([this.#main.unload(), this.#completion.unload()]);
  }

  /** As `ModelHost.generate`, with the model that the prompt is made for. */
  generate(
    params: GenerateParams,
    signal: AbortSignal,
    listener: GenerationListener,
  ): Promise<GenerateResult> {
    const host = params.model === "completion" ? this.#completion : this.#main;
    return host.generate(params, signal, listener);
  }

  count(texts: readonly string[]): number[] {
    return this.#main.count(texts);
  }

  devices(): Promise<EngineDevices> {
    const { changes, backends } = this.#device;
    return changes.run(async () => {
      const { devices, ...memory } = await this.#device.memory(this.#settings);
      return { ...memory, devices: [...devices], note: backends.current?.note };
    });
  }

  /** How a model for everything would be laid out if the loaded one were released, beside that for suggestions alone. */
  async plan(of: Planned, signal: AbortSignal = new AbortController().signal): Promise<FitPlan> {
    const memory = await this.#device.changes.run(() => this.#device.memory(this.#settings));
    const other = await this.#inspect(this.#completion.chosenPath, signal);
    return this.#planner.planMain(of, { settings: this.#settings, memory, other }, signal);
  }

  /** How a model for suggestions alone would be laid out, and the chosen one for everything beside it. */
  async planCompletion(inspected: Inspected, signal: AbortSignal): Promise<BothPlans> {
    const memory = await this.#device.changes.run(() => this.#device.memory(this.#settings));
    const other = await this.#inspect(this.#main.chosenPath, signal);
    return this.#planner.planCompletion(inspected, { settings: this.#settings, memory, other }, signal);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#main.dispose(), this.#completion.dispose()]);
    await this.#device.backends.stop();
  }

  get #settings(): ModelSettings {
    return this.#main.settings ?? ANY_SETTINGS;
  }

  /** "" where none is chosen, or that which the model for everything has been meanwhile. */
  get #completionPath(): string {
    const path = this.#completion.settings?.model.path ?? "";
    return path === this.#settings.model.path ? "" : path;
  }

  /** Without a model for suggestions there is no status of it, but where that says why there is none. */
  #withCompletion(status: OneEngineStatus, completionModel: OneEngineStatus): EngineStatus {
    const isThere = this.#completionPath !== "" || completionModel.state === "failed";
    return isThere ? { ...status, completionModel } : status;
  }

  /** Undefined for a file that can't be used. */
  async #inspect(path: string | undefined, signal: AbortSignal): Promise<Inspected | undefined> {
    if (path === undefined) return undefined;
    return inspectModel(path, signal, this.#options.fileCache).catch(() => undefined);
  }

  /** The loaded model for everything gives up some of its memory, where it was laid out for itself. */
  async #makeRoom(): Promise<void> {
    const laidOutFor = this.#main.current?.prepared.completion?.path;
    if (laidOutFor !== this.#completionPath) await this.#main.layOutAnew();
  }

  async #takeRoomBack(): Promise<void> {
    await this.#device.changes.run(async () => {
      if (this.#completionPath === "" && this.#main.current?.prepared.completion?.plan)
        await this.#main.layOutAnew();
    });
  }

  #tellSettings(): void {
    const { settings } = this;
    if (settings) this.#options.onSettings(settings);
  }
}

/** By these the model for suggestions is loaded. One that is the same file as the other is no other model. */
function completionSettings(settings: ModelSettings, path: string): ModelSettings {
  const own = path === settings.model.path ? "" : path;
  return { ...settings, model: { path: own, lora: [] }, chatContextSize: 0 };
}
