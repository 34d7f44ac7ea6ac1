/**
 * A model of the engine and its state: none, loading, ready, working, unloaded or failed. Everything that changes one of
 * the models happens one after another; what runs on a model ends before its memory is freed.
 */

import { isDeepStrictEqual } from "node:util";
import type { AsyncQueue } from "../../../common/async-queue.ts";
import { LatestWork } from "../../../common/latest-work.ts";
import { inEnglish } from "../../../common/translatable-text.ts";
import type {
  GenerateParams,
  GenerateResult,
  OneEngineStatus,
  StreamedToken,
} from "../../engine-protocol/protocol.ts";
import { modelFiles } from "../../engine-protocol/split-names.ts";
import type { ModelRole } from "../../protocol/status.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import { type GenerationListener, generate } from "../generation/generate.ts";
import type { StateFolder } from "../generation/saved-states.ts";
import type { Scheduler } from "../generation/scheduler.ts";
import type { ModelFileCache } from "../inspection/model-file-cache.ts";
import type { Planner } from "../planning/planner.ts";
import { isOutOfMemory } from "../process/out-of-memory.ts";
import type { Watchdog } from "../process/watchdog.ts";
import type { ActiveModel } from "./active-model.ts";
import { FileWatch } from "./file-watch.ts";
import { MAX_PLANS, ModelHolder } from "./model-holder.ts";
import { keepsModel, type ModelSettings, needsReload } from "./model-settings.ts";
import { contextStatus, failedStatus, modelOfPath, NO_MODEL, readyStatus } from "./model-status.ts";
import type { SharedDevice } from "./shared-device.ts";

/** Work shorter than this is not worth a change of the status. */
const WORKING_AFTER_MS = 150;

export class NotReadyError extends Error {
  constructor() {
    super("No model is ready.");
  }
}

/** Memory ran out in the middle of an answer: the model is laid out again, and the request can be made again. */
export class AnswerLostError extends Error {
  constructor() {
    super("Memory ran out before the answer was complete.");
  }
}

export interface ModelHostOptions {
  role: ModelRole;
  device: SharedDevice;
  planner: Planner;
  scheduler: Scheduler;
  /** Watches loads and releases. */
  watchdog: Watchdog;
  /** Before a plan is made for a file. */
  makeRoom?: () => Promise<void>;
  crashes: CrashRecord;
  fileCache: ModelFileCache;
  stateFolder: StateFolder;
  log: (line: string) => void;
  onStatus: (status: OneEngineStatus) => void;
  /** Other settings are in force from now on. */
  onSettings: (settings: ModelSettings) => void;
  /** Settings are in force that need another process: they decide its environment. */
  onRestart: () => void;
}

export class ModelHost {
  readonly #options: ModelHostOptions;
  readonly #holder: ModelHolder;
  #settings: ModelSettings | undefined;
  #status: OneEngineStatus = NO_MODEL;
  /** Ends the load under way. */
  #loading: AbortController | undefined;
  readonly #changes: AsyncQueue;
  /** A model that couldn't be loaded is tried again when its files are other ones. */
  readonly #failedFiles = new FileWatch();
  /** What was loaded last, and not unloaded since: a choice that fails falls back to it. */
  #proven: { settings: ModelSettings; status: OneEngineStatus } | undefined;
  readonly #choice = new LatestWork<OneEngineStatus>();
  #idle: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ModelHostOptions) {
    this.#options = options;
    const { role, device, planner, crashes, fileCache, stateFolder, log, watchdog, makeRoom } = options;
    this.#changes = device.changes;
    this.#holder = new ModelHolder({
      role,
      device,
      planner,
      crashes,
      fileCache,
      stateFolder,
      log,
      watchdog,
      makeRoom,
      chosenPath: () => this.chosenPath,
      onGivenWay: () => {
        this.#proven = undefined;
        clearTimeout(this.#idle);
        this.#setStatus(this.#unloaded());
      },
      onLoading: (status) => {
        if (!this.#loading?.signal.aborted) this.#setStatus(status);
      },
    });
  }

  get status(): OneEngineStatus {
    return this.#status;
  }

  get settings(): ModelSettings | undefined {
    return this.#settings;
  }

  get current(): ActiveModel | undefined {
    return this.#holder.current;
  }

  /** The path of the file that is or will be loaded; undefined where none is chosen, or the chosen one can't be used. */
  get chosenPath(): string | undefined {
    const path = this.#settings?.model.path ?? "";
    return path === "" || this.#status.state === "failed" ? undefined : path;
  }

  /**
   * Uses other settings: the first ones, later those that the user changed just now (`explicit`), and those of a client
   * that connects while no model is in use. A loaded model is replaced only by one that loads; otherwise the returned
   * status says why the new one isn't used. The latest choice wins: earlier requests return how the latest one ended.
   */
  async configure(settings: ModelSettings, explicit: boolean): Promise<OneEngineStatus> {
    const before = this.#settings;
    if (before && !explicit) return this.#join(settings, before);
    if (before && isDeepStrictEqual(before, settings)) return this.#settled();
    this.#use(settings);
    if (before && this.#restartsFor(before, settings)) return this.#status;
    if (!before || !needsReload(before, settings)) {
      this.#restartIdleTimer();
      if (!before) this.#setStatus(settings.model.path === "" ? NO_MODEL : this.#unloaded());
      return this.#settled();
    }
    this.#choose(settings);
    return this.#settled();
  }

  /** Loads what the settings say; a load for an earlier choice ends. */
  #choose(settings: ModelSettings): void {
    const { path } = settings.model;
    const { state, model } = this.#status;
    const isUnloaded = state === "unloaded" && model?.path === path;
    if (this.#loading) {
      this.#loading.abort();
      if (path !== "") this.#setStatus({ state: "loading", model: modelOfPath(path) });
    }
    this.#choice.start((isOvertaken) =>
      this.#changes.run(async () => {
        if (isOvertaken()) return this.#status;
        if (path === "") return this.#unloadNow(NO_MODEL);
        await this.#options.crashes.clear();
        return isUnloaded ? this.#status : this.#replace(settings, isOvertaken);
      }),
    );
  }

  /** How the latest choice has ended; the status where none is under way. */
  async #settled(): Promise<OneEngineStatus> {
    return (await this.#choice.settled()) ?? this.#status;
  }

  /**
   * A client that connects, or has found a model, leaves alone what others use. Where there is nothing to use, since no
   * model was chosen or the choice has failed, its own choice counts; the model is loaded when it is needed.
   */
  #join(settings: ModelSettings, before: ModelSettings): OneEngineStatus {
    if (this.#status.state === "failed") {
      if (isDeepStrictEqual(before, settings)) return this.#status;
      this.#use(settings);
      this.#proven = undefined;
    } else {
      if (before.model.path !== "" || settings.model.path === "") return this.#status;
      this.#use({ ...before, model: settings.model });
    }
    this.#setStatus(settings.model.path === "" ? NO_MODEL : this.#unloaded());
    this.#restartsFor(before, this.#settings ?? settings);
    return this.#status;
  }

  /** Asks for another process where these settings need one; returns whether they do. */
  #restartsFor(before: ModelSettings, settings: ModelSettings): boolean {
    if (isDeepStrictEqual(before.devices, settings.devices)) return false;
    this.#loading?.abort();
    this.#options.onRestart();
    return true;
  }

  /** Loads the model of the settings, unless it is loaded. Answers when it is ready or has failed. */
  async load(): Promise<OneEngineStatus> {
    const status = await this.#changes.run(() => this.#loadChosen());
    return status ?? this.#settled();
  }

  /** Undefined where another choice has come meanwhile. */
  async #loadChosen(): Promise<OneEngineStatus | undefined> {
    // The user asks to try again what crashed before.
    if (this.#status.state === "failed") await this.#options.crashes.clear();
    const settings = this.#settings;
    if (this.#holder.current || !settings || settings.model.path === "") return this.#status;
    try {
      return await this.#loadNow(settings);
    } catch (error) {
      return this.#choice.isUnderWay ? undefined : this.#setFailed(error);
    }
  }

  unload(): Promise<OneEngineStatus> {
    this.#loading?.abort();
    return this.#changes.run(async () =>
      this.#status.state === "none" ? this.#status : this.#unloadNow(this.#unloaded()),
    );
  }

  /**
   * Rejects with `NotReadyError` while no model is ready; one that was unloaded is loaded again meanwhile. Where memory
   * runs out, the model is laid out in less of it and the request repeated, or rejected with `AnswerLostError` once a
   * part of the answer was told.
   */
  async generate(
    params: GenerateParams,
    signal: AbortSignal,
    listener: GenerationListener,
  ): Promise<GenerateResult> {
    let hasTold = false;
    const onToken = (token: StreamedToken) => {
      hasTold = true;
      listener.onToken(token);
    };
    for (let plans = 0; ; plans++) {
      const current = this.#ready();
      try {
        return await this.#generateOn(current, params, signal, { ...listener, onToken });
      } catch (error) {
        if (!isOutOfMemory(error, current.prepared.plan.gpuLayers > 0)) throw error;
        await this.#changes.run(() => this.#layOutSmaller(current, error));
        if (hasTold || signal.aborted || plans >= MAX_PLANS) throw new AnswerLostError();
      }
    }
  }

  async #generateOn(
    current: ActiveModel,
    params: GenerateParams,
    signal: AbortSignal,
    listener: GenerationListener,
  ): Promise<GenerateResult> {
    clearTimeout(this.#idle);
    const working = setTimeout(() => {
      if (this.#holder.current === current && this.#status.state === "ready")
        this.#setStatus({ ...this.#status, state: "working" });
    }, WORKING_AFTER_MS);
    current.work.running++;
    try {
      const { scheduler } = this.#options;
      const engine = { loaded: current.model, pace: current.pace, scheduler };
      return await generate(engine, params, signal, listener);
    } finally {
      current.work.running--;
      clearTimeout(working);
      if (current.work.running === 0) {
        if (this.#status.state === "working") this.#setStatus({ ...this.#status, state: "ready" });
        this.#restartIdleTimer();
      }
      await this.#tellContexts(current);
    }
  }

  /** The status tells of a context that a generation has created. */
  async #tellContexts(current: ActiveModel): Promise<void> {
    const { contexts, chatContextTokens } = await contextStatus(current.model);
    const told = { contexts: this.#status.contexts, chatContextTokens: this.#status.chatContextTokens };
    if (this.#holder.current !== current || isDeepStrictEqual({ contexts, chatContextTokens }, told)) return;
    if (this.#status.state === "ready" || this.#status.state === "working")
      this.#setStatus({ ...this.#status, contexts, chatContextTokens });
  }

  count(texts: readonly string[]): number[] {
    const { tokenizer } = this.#ready().model;
    return texts.map((text) => tokenizer.text(text).length);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#failedFiles.stop();
    this.#loading?.abort();
    await this.#changes.run(() => this.#holder.release());
  }

  #ready(): ActiveModel {
    if (this.#holder.current) return this.#holder.current;
    if (this.#status.state === "unloaded") void this.load();
    throw new NotReadyError();
  }

  /** Puts another model, or the same on another device or with other contexts, in place of the loaded one. */
  async #replace(settings: ModelSettings, isOvertaken: () => boolean): Promise<OneEngineStatus> {
    try {
      return await this.#loadInPlace(settings);
    } catch (error) {
      if (isOvertaken()) return this.#status;
      const failed = this.#setFailed(error);
      if (failed.state === "failed") await this.#fallBack();
      return failed;
    }
  }

  /** Does no more than these settings need, after those that the model was loaded with. */
  #loadInPlace(settings: ModelSettings): Promise<OneEngineStatus> {
    const { current } = this.#holder;
    if (!current || !this.#proven) return this.#loadNow(settings);
    const { settings: before, status } = this.#proven;
    // It takes back an earlier choice that has changed nothing yet.
    if (!needsReload(before, settings)) return this.#keep(current, status);
    return keepsModel(before, settings)
      ? this.#run(settings, (signal) => this.#holder.rebuildContexts(settings, signal))
      : this.#loadNow(settings);
  }

  /** After a choice that has failed: what was loaded before it is in force again. */
  async #fallBack(): Promise<void> {
    if (!this.#proven) return;
    const { settings, status } = this.#proven;
    const { idleUnloadMinutes } = this.#settings ?? settings;
    const back = { ...settings, idleUnloadMinutes };
    this.#use(back);
    const { current } = this.#holder;
    if (current) await this.#keep(current, status);
    else await this.#loadNow(back).catch((error: unknown) => this.#setFailed(error));
  }

  /** What is loaded stays in force, with the status that it had when it was. */
  async #keep(current: ActiveModel, status: OneEngineStatus): Promise<OneEngineStatus> {
    this.#setStatus(status);
    await this.#tellContexts(current);
    return this.#status;
  }

  /**
   * Lays out the loaded model anew, since another one shares its memory now, or no longer. Where there is no plan for
   * that, it stays as it is. Only for `changes`.
   */
  async layOutAnew(): Promise<void> {
    const { current } = this.#holder;
    const status = this.#proven?.status;
    const failure = await this.#layOut();
    if (failure === undefined) return;
    if (current && status && this.#holder.current === current) await this.#keep(current, status);
    else this.#setFailed(failure);
  }

  /** Memory has run out on the loaded model: it gets less. A second request that failed with it finds it done. */
  async #layOutSmaller(current: ActiveModel, error: unknown): Promise<void> {
    if (this.#holder.current !== current) return;
    await this.#holder.recordOutOfMemory(current, error instanceof Error ? error.message : "");
    const failure = await this.#layOut();
    if (failure === undefined) return;
    // What it has taken is what is short.
    this.#proven = undefined;
    await this.#holder.release();
    this.#setFailed(failure);
  }

  /** Returns why the loaded model couldn't be laid out anew, unless another one is loaded next. */
  async #layOut(): Promise<unknown> {
    if (!this.#holder.current || !this.#proven) return undefined;
    const { settings } = this.#proven;
    try {
      await this.#run(settings, (signal) => this.#holder.rebuildContexts(settings, signal));
      return undefined;
    } catch (failure) {
      return this.#choice.isUnderWay ? undefined : failure;
    }
  }

  #loadNow(settings: ModelSettings): Promise<OneEngineStatus> {
    return this.#run(settings, (signal) => this.#holder.load(settings, signal));
  }

  /** Rejects with a `ModelProblem` or an abort. */
  async #run(
    settings: ModelSettings,
    load: (signal: AbortSignal) => Promise<ActiveModel>,
  ): Promise<OneEngineStatus> {
    const loading = new AbortController();
    this.#loading = loading;
    try {
      const current = await load(loading.signal);
      this.#restartIdleTimer();
      const status = await readyStatus(current);
      this.#proven = { settings, status };
      return this.#setStatus(status);
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #unloadNow(status: OneEngineStatus): Promise<OneEngineStatus> {
    this.#proven = undefined;
    await this.#holder.release();
    return this.#setStatus(status);
  }

  #use(settings: ModelSettings): void {
    this.#settings = settings;
    this.#options.onSettings(settings);
  }

  #restartIdleTimer(): void {
    clearTimeout(this.#idle);
    const minutes = this.#settings?.idleUnloadMinutes ?? 0;
    if (minutes === 0 || !this.#holder.current || this.#disposed) return;
    this.#idle = setTimeout(() => void this.unload(), minutes * 60_000).unref();
  }

  #setStatus(status: OneEngineStatus): OneEngineStatus {
    const { state, model } = status;
    if (state === "failed" && model && !this.#disposed)
      this.#failedFiles.start(modelFiles(model.path), () => void this.load());
    else this.#failedFiles.stop();
    this.#status = status;
    this.#options.onStatus(status);
    return status;
  }

  #setFailed(error: unknown): OneEngineStatus {
    if (error instanceof Error && error.name === "AbortError") return this.#setStatus(this.#unloaded());
    const status = failedStatus(error, this.#settings?.model.path ?? "");
    const { reason, advice } = status;
    this.#options.log([reason, advice].flatMap((text) => (text ? [inEnglish(text)] : [])).join(" "));
    return this.#setStatus(status);
  }

  #unloaded(): OneEngineStatus {
    return { state: "unloaded", model: modelOfPath(this.#settings?.model.path ?? "") };
  }
}
