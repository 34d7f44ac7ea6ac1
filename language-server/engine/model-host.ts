/**
 * The one model of the engine and its state: none, loading, ready, working, unloaded or failed. Everything that
 * changes it happens one after another; what runs on a model ends before its memory is freed.
 */
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ModelStatus } from "../protocol/status.ts";
import { type Backend, deviceInfo, startBackend, stopBackend } from "./backend.ts";
import type { CrashRecord } from "./crash-record.ts";
import { generate } from "./generate.ts";
import { type Inspected, inspectModel } from "./inspect.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { checkMemory, loadModel, MAX_BATCH_TOKENS } from "./model-loader.ts";
import { modelProblems } from "./model-problem.ts";
import { failedStatus, modelOf, modelOfPath, NO_MODEL, readyStatus } from "./model-status.ts";
import { PrefillPace } from "./prefill-pace.ts";
import type {
  DeviceInfo,
  EngineSettings,
  GenerateParams,
  GenerateResult,
  StreamedToken,
} from "./protocol.ts";
import { Scheduler } from "./scheduler.ts";

/** Work shorter than this is not worth a change of the status. */
const WORKING_AFTER_MS = 150;
/** A batch of a 20b model on one slow core takes some ten seconds. */
const TURN_LIMIT_MS = 180_000;
const PROGRESS_INTERVAL_MS = 100;

export class NotReadyError extends Error {
  constructor() {
    super("No model is ready.");
  }
}

interface Current {
  loaded: LoadedModel;
  inspected: Inspected;
  pace: PrefillPace;
}

export interface ModelHostOptions {
  crashes: CrashRecord;
  log: (line: string) => void;
  onStatus: (status: ModelStatus) => void;
  /** Other settings are in force from now on. */
  onSettings: (settings: EngineSettings) => void;
  /** A native call does not return: nothing but the end of the process helps. */
  onHang: () => void;
}

export class ModelHost {
  readonly #options: ModelHostOptions;
  readonly #scheduler: Scheduler;
  #settings: EngineSettings | undefined;
  #backend: Backend | undefined;
  #backendSettings: Pick<EngineSettings, "gpu" | "threads"> | undefined;
  #current: Current | undefined;
  /** What the last file is, so that loading it again is quick. */
  #inspected: Inspected | undefined;
  #status: ModelStatus = NO_MODEL;
  /** Ends the load under way. */
  #loading: AbortController | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ModelHostOptions) {
    this.#options = options;
    this.#scheduler = new Scheduler({ turnLimitMs: TURN_LIMIT_MS, onHang: options.onHang });
  }

  get status(): ModelStatus {
    return this.#status;
  }

  get settings(): EngineSettings | undefined {
    return this.#settings;
  }

  /**
   * Takes settings over: the first ones, and later those that a person changed just now (`explicit`). A model that
   * was loaded is replaced only by one that is known to load; the answer then says why the new one is not used.
   */
  async configure(settings: EngineSettings, explicit: boolean): Promise<ModelStatus> {
    const before = this.#settings;
    if (before && (!explicit || isDeepStrictEqual(before, settings))) return this.#status;
    this.#use(settings);
    if (!before || !needsReload(before, settings)) {
      this.#restartIdleTimer();
      if (!before) this.#setStatus(settings.model.path === "" ? NO_MODEL : this.#unloaded());
      return this.#status;
    }
    this.#loading?.abort();
    return this.#exclusively(async () => {
      // A later choice has come meanwhile.
      if (this.#settings !== settings) return this.#status;
      if (settings.model.path === "") return this.#unloadNow(NO_MODEL);
      await this.#options.crashes.clear();
      const sameFile = isDeepStrictEqual(before.model, settings.model);
      if (sameFile && this.#status.state === "unloaded") return this.#status;
      return this.#replace(settings, before);
    });
  }

  /** Loads the model of the settings, unless it is loaded. Answers when it is ready or has failed. */
  load(): Promise<ModelStatus> {
    return this.#exclusively(async () => {
      const settings = this.#settings;
      if (this.#current || !settings || settings.model.path === "") return this.#status;
      // The person asks to try again what crashed before.
      if (this.#status.state === "failed") await this.#options.crashes.clear();
      try {
        return await this.#loadNow(settings);
      } catch (error) {
        return this.#setFailed(error);
      }
    });
  }

  unload(): Promise<ModelStatus> {
    this.#loading?.abort();
    return this.#exclusively(async () =>
      this.#status.state === "none" ? this.#status : this.#unloadNow(this.#unloaded()),
    );
  }

  /** Rejects with `NotReadyError` while no model is ready; one that was unloaded is loaded again meanwhile. */
  async generate(
    params: GenerateParams,
    signal: AbortSignal,
    emit: (token: StreamedToken) => void,
  ): Promise<GenerateResult> {
    const current = this.#ready();
    clearTimeout(this.#idle);
    const working = setTimeout(() => {
      if (this.#current === current) this.#setStatus({ ...this.#status, state: "working" });
    }, WORKING_AFTER_MS);
    try {
      return await generate({ ...current, scheduler: this.#scheduler }, params, signal, emit);
    } finally {
      clearTimeout(working);
      if (this.#scheduler.size === 0) {
        if (this.#status.state === "working") this.#setStatus({ ...this.#status, state: "ready" });
        this.#restartIdleTimer();
      }
    }
  }

  count(texts: readonly string[]): number[] {
    const { tokenizer } = this.#ready().loaded;
    return texts.map((text) => tokenizer.text(text).length);
  }

  async devices(): Promise<DeviceInfo> {
    return deviceInfo(
      await this.#exclusively(() => this.#startBackend(this.#settings ?? { gpu: "auto", threads: 0 })),
    );
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#loading?.abort();
    await this.#exclusively(async () => {
      await this.#releaseCurrent();
      if (this.#backend) await stopBackend(this.#backend);
      this.#backend = undefined;
    });
  }

  #ready(): Current {
    if (this.#current) return this.#current;
    if (this.#status.state === "unloaded") void this.load();
    throw new NotReadyError();
  }

  /** Puts another model, or the same on another device, in place of the loaded one. */
  async #replace(settings: EngineSettings, before: EngineSettings): Promise<ModelStatus> {
    const hadModel = this.#current !== undefined;
    const status = this.#status;
    try {
      return await this.#loadNow(settings);
    } catch (error) {
      if (this.#settings !== settings) return this.#status;
      const failed = this.#setFailed(error);
      if (!hadModel) return failed;
      this.#use(before);
      if (this.#current) this.#setStatus({ ...status, state: "ready" });
      else await this.#loadNow(before).catch((again: unknown) => this.#setFailed(again));
      return failed;
    }
  }

  /** Inspects, then releases what is loaded, then loads. Rejects with a `ModelProblem` or an abort. */
  async #loadNow(settings: EngineSettings): Promise<ModelStatus> {
    const loading = new AbortController();
    this.#loading = loading;
    const { signal } = loading;
    const { crashes } = this.#options;
    const { path } = settings.model;
    try {
      this.#setStatus({ state: "loading", progress: 0, model: modelOfPath(path) });
      const inspected = await inspectModel(path, signal, this.#inspected);
      this.#inspected = inspected;
      let backend = await this.#startBackend(settings);
      await checkMemory(inspected, backend);
      if (await crashes.forbids(path, backend.name)) {
        if (backend.name === "CPU") throw modelProblems.crashed(inspected.name);
        const note = `llama.cpp crashed twice with this model on ${backend.name}, so it runs on the CPU.`;
        backend = { ...(await this.#startBackend({ ...settings, gpu: false })), note };
        this.#backend = backend;
        if (await crashes.forbids(path, backend.name)) throw modelProblems.crashed(inspected.name);
      }
      await this.#releaseCurrent();
      signal.throwIfAborted();
      const loaded = await loadModel(inspected, {
        backend,
        settings,
        crashes,
        signal,
        onProgress: throttled(PROGRESS_INTERVAL_MS, (progress) =>
          this.#setStatus({ state: "loading", progress, model: modelOf(inspected) }),
        ),
      });
      this.#current = { loaded, inspected, pace: new PrefillPace(MAX_BATCH_TOKENS) };
      this.#restartIdleTimer();
      return this.#setStatus(await readyStatus(this.#current.loaded, inspected, backend));
    } finally {
      this.#loading = undefined;
    }
  }

  /** The back end for these settings; one that runs for others is ended first, with the model on it. */
  async #startBackend({ gpu, threads }: Pick<EngineSettings, "gpu" | "threads">): Promise<Backend> {
    if (this.#backend && isDeepStrictEqual(this.#backendSettings, { gpu, threads })) return this.#backend;
    await this.#releaseCurrent();
    if (this.#backend) await stopBackend(this.#backend);
    this.#backend = await startBackend({ gpu, threads }, this.#options.log);
    this.#backendSettings = { gpu, threads };
    return this.#backend;
  }

  async #unloadNow(status: ModelStatus): Promise<ModelStatus> {
    await this.#releaseCurrent();
    return this.#setStatus(status);
  }

  async #releaseCurrent(): Promise<void> {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    current.loaded.release();
    while (this.#scheduler.size > 0) await delay(1);
    await current.loaded.dispose();
  }

  #use(settings: EngineSettings): void {
    this.#settings = settings;
    this.#options.onSettings(settings);
  }

  #restartIdleTimer(): void {
    clearTimeout(this.#idle);
    const minutes = this.#settings?.idleUnloadMinutes ?? 0;
    if (minutes === 0 || !this.#current || this.#disposed) return;
    this.#idle = setTimeout(() => void this.unload(), minutes * 60_000).unref();
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work, work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #setStatus(status: ModelStatus): ModelStatus {
    this.#status = status;
    this.#options.onStatus(status);
    return status;
  }

  #setFailed(error: unknown): ModelStatus {
    if (error instanceof Error && error.name === "AbortError") return this.#setStatus(this.#unloaded());
    const status = failedStatus(error);
    this.#options.log(`${status.reason} ${status.advice}`);
    return this.#setStatus(status);
  }

  #unloaded(): ModelStatus {
    return { state: "unloaded", model: modelOfPath(this.#settings?.model.path ?? "") };
  }
}
function needsReload(a: EngineSettings, b: EngineSettings): boolean {
  return !isDeepStrictEqual({ ...a, idleUnloadMinutes: 0 }, { ...b, idleUnloadMinutes: 0 });
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
