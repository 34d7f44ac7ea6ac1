/** The engine as the features see it: their requests, in their terms. What was in flight when an engine dies ends with "engineLost". */

import {
  type CancellationToken,
  type Disposable,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
} from "vscode-jsonrpc/node";
import { withToken } from "../../common/cancellation.ts";
import { messageOf } from "../../common/errors.ts";
import { ask } from "../../common/wire.ts";
import type { DownloadKey, DownloadSpec } from "../engine-protocol/download-spec.ts";
import { addToStats, emptyStats } from "../engine-protocol/lane-stats.ts";
import type { ModelFacts } from "../engine-protocol/model-facts.ts";
import { ModelProblem } from "../engine-protocol/model-problem.ts";
import {
  CountRequest,
  DevicesRequest,
  DiagnoseRequest,
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  DownloadsListRequest,
  EngineErrors,
  type EngineSettings,
  type EngineVersions,
  type GenerateParams,
  GenerateRequest,
  type GenerateResult,
  InspectRequest,
  type InspectResult,
  PlanCompletionRequest,
  PlanRequest,
} from "../engine-protocol/protocol.ts";
import type { BothPlans, Download, FitPlan } from "../protocol/models.ts";
import {
  type EngineStats,
  type ModelRole,
  type ModelStatus,
  NO_COUNTS,
  type StopReason,
} from "../protocol/status.ts";
import type { EngineControl, GenerateOptions } from "./api.ts";
import { countInBatches } from "./count-batches.ts";
import { crashesText, engineLogTail } from "./engine-files.ts";
import { EngineLink, type EngineLinkOptions } from "./engine-link.ts";
import { TokenCounts } from "./token-counts.ts";
import { type DeviceInfo, translatedDevices, translatedDownload } from "./translated.ts";

export class EngineClient implements EngineControl {
  readonly #link: EngineLink;
  readonly #log: (line: string) => void;
  readonly #stats = emptyStats();
  readonly #counts = new TokenCounts();
  readonly #streams = new Map<number, Omit<GenerateOptions, "signal">>();
  #nextId = 1;

  constructor(options: EngineLinkOptions) {
    this.#log = options.log;
    this.#link = new EngineLink(options, {
      onTokens: (id, tokens) => this.#streams.get(id)?.onTokens?.(tokens),
      onQueued: (id) => this.#streams.get(id)?.onQueued?.(),
      onProgress: (id, progress) => this.#streams.get(id)?.onProgress?.(progress),
    });
    let path: string | undefined;
    this.#link.onStatus(({ model }) => {
      if (model?.path !== path) this.#counts.clear();
      path = model?.path;
    });
  }

  get status(): ModelStatus {
    return this.#link.status;
  }

  /** What is in force, also where another client has chosen it. */
  get settings(): EngineSettings {
    return this.#link.settings;
  }

  onStatus(listener: (status: ModelStatus) => void): Disposable {
    return this.#link.onStatus(listener);
  }

  onConnected(listener: () => void): Disposable {
    return this.#link.onConnected(listener);
  }

  onDownloads(listener: (change: { folder: string; downloads: Download[] }) => void): Disposable {
    return this.#link.onDownloads(listener);
  }

  stats(): EngineStats {
    return this.#stats;
  }

  /** Connects to the engine; a failure shows in the status. Called again, it tries again after giving up. */
  start(): Promise<void> {
    return this.#link.start();
  }

  async generate(
    request: Omit<GenerateParams, "id">,
    { signal, ...listener }: GenerateOptions,
  ): Promise<GenerateResult> {
    const { connection } = this.#link;
    if (signal.aborted) return nothing("cancelled");
    if (!connection) return nothing("unusable");
    const id = this.#nextId++;
    this.#streams.set(id, listener);
    try {
      const result = await withToken(signal, (token) => this.#send(connection, { ...request, id }, token));
      addToStats(this.#stats, request.lane, result.counts, result.evaluatedTokens);
      return result;
    } catch (error) {
      if (this.#link.connection !== connection) return nothing("engineLost");
      if (error instanceof ResponseError) {
        if (error.code === EngineErrors.notReady) return nothing("unusable");
        if (error.code === EngineErrors.promptTooLong) return nothing("context");
        if (error.code === EngineErrors.answerLost) return nothing("engineLost");
        // The prompt is larger than a message may be, and so than any context.
        if (error.code === ErrorCodes.MessageWriteError) return nothing("context");
      }
      this.#log(`A generation failed: ${messageOf(error)}`);
      return nothing("unusable");
    } finally {
      this.#streams.delete(id);
    }
  }

  /** Sends what is new of the prompt, and all of it where the engine doesn't know the rest. */
  async #send(
    connection: MessageConnection,
    { prompt, ...request }: GenerateParams,
    token: CancellationToken,
  ): Promise<GenerateResult> {
    const { prompts } = this.#link;
    const { session, id } = request;
    const send = () =>
      ask(connection, GenerateRequest, { ...request, prompt: prompts.edit(session, id, prompt) }, token);
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ResponseError) || error.code !== EngineErrors.unknownPrompt) throw error;
      prompts.forget(session);
      return send();
    }
  }

  count(texts: string[]): Promise<number[]> {
    return this.#counts.get(texts, (missing) =>
      countInBatches(missing, async (batch) => {
        const { counts } = await ask(this.#link.need(), CountRequest, { texts: batch });
        return counts;
      }),
    );
  }

  configure(settings: EngineSettings, explicit: boolean): Promise<ModelStatus> {
    return this.#link.configure(settings, explicit);
  }

  load(model: ModelRole = "main"): Promise<ModelStatus> {
    return this.#link.load(model);
  }

  unload(model: ModelRole = "main"): Promise<ModelStatus> {
    return this.#link.unload(model);
  }

  async inspect(path: string, signal: AbortSignal): Promise<InspectResult> {
    const connection = await this.#link.connected();
    try {
      return await withToken(signal, (token) => ask(connection, InspectRequest, { path }, token));
    } catch (error) {
      throw problemOf(error) ?? error;
    }
  }

  async devices(): Promise<DeviceInfo> {
    return translatedDevices(await ask(await this.#link.connected(), DevicesRequest, {}));
  }

  async plan(of: { path: string } | { facts: ModelFacts }, signal: AbortSignal): Promise<FitPlan> {
    const connection = await this.#link.connected();
    try {
      return await withToken(signal, (token) => ask(connection, PlanRequest, of, token));
    } catch (error) {
      throw problemOf(error) ?? error;
    }
  }

  async planCompletion(path: string, signal: AbortSignal): Promise<BothPlans> {
    const connection = await this.#link.connected();
    try {
      return await withToken(signal, (token) => ask(connection, PlanCompletionRequest, { path }, token));
    } catch (error) {
      throw problemOf(error) ?? error;
    }
  }

  /** For a bug report. Rejects while the engine is not connected. */
  async diagnose(): Promise<EngineVersions> {
    return ask(this.#link.need(), DiagnoseRequest, {});
  }

  logTail(lines: number): Promise<string[]> {
    return engineLogTail(lines);
  }

  crashes(): Promise<string> {
    return crashesText();
  }

  async downloads(folder: string): Promise<Download[]> {
    const downloads = await ask(await this.#link.connected(), DownloadsListRequest, { folder });
    return downloads.map(translatedDownload);
  }

  async startDownload(spec: DownloadSpec, verify: boolean): Promise<Download> {
    const connection = await this.#link.connected();
    return translatedDownload(await ask(connection, DownloadStartRequest, { spec, verify }));
  }

  async pauseDownload(key: DownloadKey): Promise<Download | undefined> {
    const paused = await ask(await this.#link.connected(), DownloadPauseRequest, key);
    return paused ? translatedDownload(paused) : undefined;
  }

  async cancelDownload(key: DownloadKey, keepPart: boolean): Promise<void> {
    await ask(await this.#link.connected(), DownloadCancelRequest, { ...key, keepPart });
  }

  dispose(): Promise<void> {
    return this.#link.dispose();
  }
}

/** What the engine says is wrong with a model file. */
function problemOf(error: unknown): ModelProblem | undefined {
  if (!(error instanceof ResponseError) || error.code !== EngineErrors.badModel) return undefined;
  return ModelProblem.fromData(error.data);
}

/** The result of a request that did not run. */
function nothing(stopReason: StopReason): GenerateResult {
  return {
    stopReason,
    counts: { ...NO_COUNTS },
    forwardPasses: 0,
    evaluatedTokens: 0,
    parts: [],
  };
}
