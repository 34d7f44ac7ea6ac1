/** What features see of the engine. `client.ts` implements it; nothing else of the engine is for features, nor for `lsp/`. */
import type { Disposable } from "vscode-jsonrpc";
import type { DownloadKey, DownloadSpec } from "../engine-protocol/download-spec.ts";
import type { ModelFacts } from "../engine-protocol/model-facts.ts";
import type {
  EngineSettings,
  EngineVersions,
  GenerateParams,
  GenerateResult,
  InspectResult,
  StreamedToken,
} from "../engine-protocol/protocol.ts";
import type { BothPlans, Download, FitPlan } from "../protocol/models.ts";
import type { EngineStats, ModelRole, ModelStatus } from "../protocol/status.ts";
import type { DeviceInfo } from "./translated.ts";

export { ggufArchitecture } from "../engine-protocol/gguf-architecture.ts";
export { expertFacts } from "../engine-protocol/model-facts.ts";
export { ModelProblem } from "../engine-protocol/model-problem.ts";
export { shortName } from "../engine-protocol/short-name.ts";
export { modelFiles, splitPart } from "../engine-protocol/split-names.ts";
export type { DeviceInfo, DownloadKey, DownloadSpec, ModelFacts };

/** How far a long prompt is evaluated. */
export interface PromptProgress {
  /** Those included that were evaluated before. */
  evaluatedTokens: number;
  promptTokens: number;
}

export type GenerateOptions = {
  /** Ends the generation within one token or prompt batch; the result then says "cancelled". */
  signal: AbortSignal;
  /** Called in order, as tokens arrive. */
  onTokens?: (tokens: StreamedToken[]) => void;
  /** Called where it waits for another conversation's answer. */
  onQueued?: () => void;
  /** Called at the beginning and a few times a second while a prompt of more than 1,000 new tokens is evaluated. */
  onProgress?: (progress: PromptProgress) => void;
};

export interface Engine {
  /** The last status that the engine sent, or what the client knows about its absence. */
  readonly status: ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): Disposable;
  /**
   * Runs one generation. Never rejects for a state that is no bug of the caller: an engine that died answers
   * with stopReason "engineLost", no ready model with "unusable" (`status` says why); both with zero counts.
   */
  generate(request: Omit<GenerateParams, "id">, options: GenerateOptions): Promise<GenerateResult>;
  /** Exact token counts, cached by text. Rejects while no model is ready. */
  count(texts: string[]): Promise<number[]>;
  /** Hands new settings over. `explicit` when the user changed them just now. */
  configure(settings: EngineSettings, explicit: boolean): Promise<ModelStatus>;
  /** Loads a model, the one for everything unless another one is named. Answers when it is ready or has failed. */
  load(model?: ModelRole): Promise<ModelStatus>;
  unload(model?: ModelRole): Promise<ModelStatus>;
  /** This client's share since it was created. */
  stats(): EngineStats;
  dispose(): Promise<void>;
}

/** What suggestions need of the engine, of the model that writes them. */
export type CompletionEngine = Pick<Engine, "status" | "onStatus" | "generate" | "load">;

/** What the models' overview and the downloads need of the engine. Its requests connect to it, or start it, when they must. */
export interface ModelsEngine {
  readonly status: ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): Disposable;
  /** A new connection to an engine is there: what is known of the last one's downloads may be out of date. */
  onConnected(listener: () => void): Disposable;
  /** Reads a model file's header. Rejects with a `ModelProblem`. */
  inspect(path: string, signal: AbortSignal): Promise<InspectResult>;
  /** How a file, or a model that is known by facts alone, would be laid out. Rejects as `inspect` does. */
  plan(of: { path: string } | { facts: ModelFacts }, signal: AbortSignal): Promise<FitPlan>;
  /** How a model for suggestions alone would be laid out, and the chosen one for everything beside it. */
  planCompletion(path: string, signal: AbortSignal): Promise<BothPlans>;
  /** Waits for a load that is under way. */
  devices(): Promise<DeviceInfo>;
  downloads(folder: string): Promise<Download[]>;
  onDownloads(listener: (change: { folder: string; downloads: Download[] }) => void): Disposable;
  startDownload(spec: DownloadSpec, verify: boolean): Promise<Download>;
  pauseDownload(key: DownloadKey): Promise<Download | undefined>;
  cancelDownload(key: DownloadKey, keepPart: boolean): Promise<void>;
}

/** What the server itself needs of the engine: to start it, to follow its settings, and to report on it. */
export interface EngineControl extends Engine, ModelsEngine {
  /** What is in force, also where another client has chosen it. */
  readonly settings: EngineSettings;
  /** Connects to the engine; a failure shows in the status. Called again, it tries again after giving up. */
  start(): Promise<void>;
  /** For a bug report. Rejects while the engine is not connected. */
  diagnose(): Promise<EngineVersions>;
  /** The last lines of its log, after those of the engine before it. */
  logTail(lines: number): Promise<string[]>;
  /** What is remembered of crashes, as it is stored; "" where there is nothing. */
  crashes(): Promise<string>;
}

/** How an engine is reached by one client. */
export interface EngineOptions {
  settings: EngineSettings;
  /** Names this client in the engine's log. */
  clientName: string;
  log: (line: string) => void;
}
