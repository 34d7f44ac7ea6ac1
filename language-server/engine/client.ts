/**
 * The server's end of the engine: finds or starts it, keeps the connection, and answers features in their terms.
 * An engine that dies is started again with back-off; what was in flight ends with "engineLost".
 */
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  type Disposable,
  Emitter,
  type MessageConnection,
  ResponseError,
} from "vscode-jsonrpc/node";
import type { Download, FitPlan } from "../protocol/models.ts";
import { type EngineStats, type ModelStatus, REMEDIES, type StopReason } from "../protocol/status.ts";
import type { Engine, GenerateOptions, ModelsEngine } from "./api.ts";
import type { DownloadKey, DownloadSpec } from "./download/spec.ts";
import { addToStats, emptyStats } from "./lane-stats.ts";
import { connectEngine } from "./launcher.ts";
import { LineMessageReader, LineMessageWriter } from "./message-stream.ts";
import type { ModelFacts } from "./model-needs.ts";
import { ModelProblem } from "./model-problem.ts";
import {
  ConfigureRequest,
  CountRequest,
  type DeviceInfo,
  DevicesRequest,
  DiagnoseRequest,
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  DownloadsListRequest,
  DownloadsNotification,
  EngineErrors,
  type EngineSettings,
  type EngineVersions,
  type GenerateParams,
  GenerateRequest,
  type GenerateResult,
  HelloRequest,
  InspectRequest,
  type InspectResult,
  LoadRequest,
  LogNotification,
  PlanRequest,
  RestartNotification,
  SettingsNotification,
  StatusNotification,
  TokensNotification,
  UnloadRequest,
} from "./protocol.ts";
import { RestartBackoff } from "./restart-backoff.ts";
import { TokenCounts } from "./token-counts.ts";

export interface EngineClientOptions {
  /** `dist/engine.mjs`. */
  enginePath: string;
  settings: EngineSettings;
  /** Names this client in the engine's log. */
  clientName: string;
  log: (line: string) => void;
}

const STARTING: ModelStatus = { state: "loading", reason: "The engine is starting." };

export class EngineClient implements Engine, ModelsEngine {
  readonly #options: EngineClientOptions;
  readonly #statusEmitter = new Emitter<ModelStatus>();
  readonly #connectedEmitter = new Emitter<void>();
  readonly #downloadsEmitter = new Emitter<{ folder: string; downloads: Download[] }>();
  readonly #stats = emptyStats();
  readonly #counts = new TokenCounts();
  readonly #streams = new Map<number, GenerateOptions["onTokens"]>();
  readonly #disposed = new AbortController();
  readonly #backoff = new RestartBackoff();
  /** What is in force, as far as this client knows: an engine that is started again gets it. */
  #settings: EngineSettings;
  #status: ModelStatus = STARTING;
  #connection: MessageConnection | undefined;
  #connecting: Promise<void> | undefined;
  /** A model was loaded or loading: after a crash it is loaded again. */
  #wantsModel = false;
  /** The engine has said that it ends to be started again. */
  #isRestarting = false;
  #nextId = 1;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  get status(): ModelStatus {
    return this.#status;
  }

  /** What is in force, also where another client has chosen it. */
  get settings(): EngineSettings {
    return this.#settings;
  }

  onStatus(listener: (status: ModelStatus) => void): Disposable {
    return this.#statusEmitter.event(listener);
  }

  onConnected(listener: () => void): Disposable {
    return this.#connectedEmitter.event(listener);
  }

  onDownloads(listener: (change: { folder: string; downloads: Download[] }) => void): Disposable {
    return this.#downloadsEmitter.event(listener);
  }

  stats(): EngineStats {
    return this.#stats;
  }

  /** Connects to the engine; a failure shows in the status. Called again, it tries again after giving up. */
  start(): Promise<void> {
    this.#backoff.reset();
    return this.#connect();
  }

  async generate(
    request: Omit<GenerateParams, "id">,
    { signal, onTokens }: GenerateOptions,
  ): Promise<GenerateResult> {
    const connection = this.#connection;
    if (signal.aborted) return nothing("cancelled");
    if (!connection) return nothing("unusable");
    const id = this.#nextId++;
    this.#streams.set(id, onTokens);
    try {
      const result = await withToken(signal, (token) =>
        connection.sendRequest(GenerateRequest, { ...request, id }, token),
      );
      addToStats(this.#stats, request.lane, result.counts, result.evaluatedTokens);
      return result;
    } catch (error) {
      if (this.#connection !== connection) return nothing("engineLost");
      if (error instanceof ResponseError) {
        if (error.code === EngineErrors.notReady) return nothing("unusable");
        if (error.code === EngineErrors.promptTooLong) return nothing("context");
        if (error.code === EngineErrors.answerLost) return nothing("engineLost");
      }
      this.#options.log(`A generation failed: ${error instanceof Error ? error.message : String(error)}`);
      return nothing("unusable");
    } finally {
      this.#streams.delete(id);
    }
  }

  count(texts: string[]): Promise<number[]> {
    return this.#counts.get(texts, async (missing) => {
      const { counts } = await this.#need().sendRequest(CountRequest, { texts: missing });
      return counts;
    });
  }

  async configure(settings: EngineSettings, explicit: boolean): Promise<ModelStatus> {
    if (!this.#connection) {
      this.#settings = settings;
      return this.#status;
    }
    const answer = await this.#connection.sendRequest(ConfigureRequest, { settings, explicit });
    this.#settings = answer.settings;
    return answer.status;
  }

  async load(): Promise<ModelStatus> {
    this.#wantsModel = true;
    if (!this.#connection) await this.start();
    return this.#connection ? this.#connection.sendRequest(LoadRequest, {}) : this.#status;
  }

  async unload(): Promise<ModelStatus> {
    this.#wantsModel = false;
    return this.#connection ? this.#connection.sendRequest(UnloadRequest, {}) : this.#status;
  }

  async inspect(path: string, signal: AbortSignal): Promise<InspectResult> {
    const connection = await this.#connected();
    try {
      return await withToken(signal, (token) => connection.sendRequest(InspectRequest, { path }, token));
    } catch (error) {
      throw problemOf(error) ?? error;
    }
  }

  async devices(): Promise<DeviceInfo> {
    return (await this.#connected()).sendRequest(DevicesRequest, {});
  }

  async plan(of: { path: string } | { facts: ModelFacts }, signal: AbortSignal): Promise<FitPlan> {
    const connection = await this.#connected();
    try {
      return await withToken(signal, (token) => connection.sendRequest(PlanRequest, of, token));
    } catch (error) {
      throw problemOf(error) ?? error;
    }
  }

  /** For a bug report. Rejects while the engine is not connected. */
  async diagnose(): Promise<EngineVersions> {
    return this.#need().sendRequest(DiagnoseRequest, {});
  }

  async downloads(folder: string): Promise<Download[]> {
    return (await this.#connected()).sendRequest(DownloadsListRequest, { folder });
  }

  async startDownload(spec: DownloadSpec, verify: boolean): Promise<Download> {
    return (await this.#connected()).sendRequest(DownloadStartRequest, { spec, verify });
  }

  async pauseDownload(key: DownloadKey): Promise<Download | undefined> {
    return (await (await this.#connected()).sendRequest(DownloadPauseRequest, key)) ?? undefined;
  }

  async cancelDownload(key: DownloadKey, keepPart: boolean): Promise<void> {
    await (await this.#connected()).sendRequest(DownloadCancelRequest, { ...key, keepPart });
  }

  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.#connecting?.catch(() => undefined);
    this.#connection?.end();
    this.#connection?.dispose();
    this.#connection = undefined;
    this.#statusEmitter.dispose();
    this.#connectedEmitter.dispose();
    this.#downloadsEmitter.dispose();
  }

  async #connected(): Promise<MessageConnection> {
    if (!this.#connection) await this.start();
    return this.#need();
  }

  #need(): MessageConnection {
    if (!this.#connection) throw new Error("The engine is not connected.");
    return this.#connection;
  }

  #connect(): Promise<void> {
    if (this.#connection) return Promise.resolve();
    this.#connecting ??= this.#connectOnce().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connectOnce(): Promise<void> {
    const { signal } = this.#disposed;
    let connection: MessageConnection | undefined;
    try {
      const socket = await connectEngine(this.#options.enginePath, this.#settings.devices, signal);
      const opened = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
      connection = opened;
      this.#connection = opened;
      let greeted = false;
      // Before its answer the engine knows no settings, and its status is nothing to show.
      connection.onNotification(StatusNotification, (status) => {
        if (greeted) this.#setStatus(status);
      });
      connection.onNotification(SettingsNotification, (settings) => {
        this.#settings = settings;
      });
      connection.onNotification(RestartNotification, () => {
        this.#wantsModel = this.#hasModel();
        this.#isRestarting = true;
      });
      connection.onNotification(DownloadsNotification, (change) => this.#downloadsEmitter.fire(change));
      connection.onNotification(LogNotification, ({ line }) => this.#options.log(`Engine: ${line}`));
      connection.onNotification(TokensNotification, ({ id, tokens }) => this.#streams.get(id)?.(tokens));
      connection.onError(([error]) => this.#options.log(`The engine's connection failed: ${error.message}`));
      connection.onClose(() => this.#lost(opened));
      connection.listen();
      const { clientName, log } = this.#options;
      const hello = await connection.sendRequest(HelloRequest, {
        client: { pid: process.pid, name: clientName },
        settings: this.#settings,
      });
      greeted = true;
      log(`Connected to the engine (process ${hello.pid}).`);
      if (!isDeepStrictEqual(hello.settings, this.#settings))
        log("The engine runs with other settings, which another window or editor chose; they stay in force.");
      this.#settings = hello.settings;
      this.#setStatus(hello.status);
      this.#connectedEmitter.fire();
      if (this.#wantsModel) await connection.sendRequest(LoadRequest, {});
    } catch (error) {
      // A connection that was lost meanwhile is dealt with already.
      if (signal.aborted || this.#connection !== connection) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log(`The engine can't be used: ${reason}`);
      this.#setStatus({
        state: "failed",
        reason,
        advice: "See the log for details, then restart Ossicle's server.",
        remedy: "restart",
      });
    }
  }

  #lost(connection: MessageConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    // What is in flight is rejected, and answered with "engineLost".
    connection.dispose();
    if (this.#disposed.signal.aborted) return;
    if (this.#isRestarting) {
      this.#isRestarting = false;
      this.#options.log("The engine is started again with other settings.");
      this.#setStatus(STARTING);
      void this.#connect();
      return;
    }
    this.#wantsModel = this.#hasModel();
    const wait = this.#backoff.next(Date.now());
    if (wait === undefined) {
      this.#options.log("The engine stopped too often and is not started again.");
      this.#setStatus({
        state: "failed",
        reason: "The engine stopped again and again, so it is not started any more.",
        advice: "See the log for the reason, then restart Ossicle's server.",
        remedy: "restart",
      });
      return;
    }
    this.#options.log("The engine stopped unexpectedly and is started again.");
    this.#setStatus({
      state: "failed",
      reason: "The engine stopped unexpectedly; it is being started again.",
    });
    void delay(wait, undefined, { signal: this.#disposed.signal }).then(
      () => this.#connect(),
      () => undefined,
    );
  }

  #hasModel(): boolean {
    return ["loading", "ready", "working"].includes(this.#status.state);
  }

  #setStatus(status: ModelStatus): void {
    if (status.model?.path !== this.#status.model?.path) this.#counts.clear();
    this.#status = status;
    this.#statusEmitter.fire(status);
  }
}

const problemSchema = v.object({
  reason: v.string(),
  advice: v.string(),
  remedy: v.picklist(REMEDIES),
});

/** What the engine says is wrong with a model file. */
function problemOf(error: unknown): ModelProblem | undefined {
  if (!(error instanceof ResponseError) || error.code !== EngineErrors.badModel) return undefined;
  const parsed = v.safeParse(problemSchema, error.data);
  if (!parsed.success) return undefined;
  const { reason, advice, remedy } = parsed.output;
  return new ModelProblem(reason, advice, remedy);
}

/** The result of a request that did not run. */
function nothing(stopReason: StopReason): GenerateResult {
  return {
    stopReason,
    counts: {
      promptTokens: 0,
      reusedTokens: 0,
      generatedTokens: 0,
      draftedTokens: 0,
      acceptedTokens: 0,
      firstTokenMs: 0,
      totalMs: 0,
    },
    forwardPasses: 0,
    evaluatedTokens: 0,
    parts: [],
  };
}

async function withToken<T>(signal: AbortSignal, send: (token: CancellationToken) => Promise<T>): Promise<T> {
  const source = new CancellationTokenSource();
  const onAbort = () => source.cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await send(source.token);
  } finally {
    signal.removeEventListener("abort", onAbort);
    source.dispose();
  }
}
