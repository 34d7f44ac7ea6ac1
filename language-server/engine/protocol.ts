/**
 * What the language server and the engine process say to each other, after both proved that they know the
 * secret of the address file (`handshake.ts`): JSON-RPC, one JSON object a line.
 *
 * The engine knows nothing of documents, prompts' meaning or LSP. It holds one model and answers requests.
 */
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Counts, EngineStats, Lane, ModelStatus, StopReason } from "../protocol/status.ts";

/** Changes when an older engine could no longer serve a newer server. Part of the address file's name. */
export const ENGINE_PROTOCOL = 1;

/** A piece of a prompt. `text` never becomes a special token; `special` is one token by name, such as "<|start|>". */
export type Part = { text: string } | { special: string } | { checkpoint: true };

/** The settings that decide what is loaded and how. */
export interface EngineSettings {
  model: { path: string; lora: string[] };
  gpu: "auto" | "cuda" | "vulkan" | "metal" | false;
  threads: number;
  idleUnloadMinutes: number;
}

export interface GenerateParams {
  /** Unique within the connection; `tokens` notifications carry it. */
  id: number;
  lane: Lane;
  /** Names the conversation or the window and document; requests of one session share a sequence while it lives. */
  session: string;
  prompt: Part[];
  /**
   * Token healing: the answer is made to begin with this text (a grammar does it), and what is streamed starts
   * after it. The prompt then ends before it.
   */
  continueWith?: string;
  /** A GBNF grammar for the whole answer. Not together with `continueWith`. */
  grammar?: string;
  sampling: { temperature: number; topP?: number; seed?: number };
  /** Generation ends before the first of `texts` in the streamed text, or at one of the special tokens. */
  stop: { texts: string[]; specials: string[] };
  /** 0 evaluates the prompt and generates nothing (to warm the KV cache). */
  maxTokens: number;
}

/** One generated token. `text` is what can be shown by now: characters split across tokens come whole, with the last of them. */
export interface StreamedToken {
  id: number;
  text?: string;
  special?: string;
}

export interface GenerateResult {
  stopReason: StopReason;
  /** The stop text or special token that ended it, when one did. */
  stoppedBy?: string;
  counts: Counts;
  /** Every token that went through the model for this request. */
  evaluatedTokens: number;
  /** For each prompt part, how many of its tokens were in the KV cache and how many it has. */
  parts: { reused: number; tokens: number }[];
}

export interface InspectResult {
  path: string;
  bytes: number;
  name: string;
  architecture: string;
  /** Sliding window in tokens, where the architecture has one. */
  slidingWindow?: number;
  layers: number;
  trainContextSize?: number;
  fileType?: string;
}

export interface DeviceInfo {
  backend: string;
  devices: string[];
  vramTotal: number;
  vramFree: number;
  ramTotal: number;
  ramFree: number;
  note?: string;
}

export const HelloRequest = new RequestType<
  { client: { pid: number; name: string }; settings: EngineSettings },
  { pid: number; build: string; status: ModelStatus; settings: EngineSettings },
  void
>("hello");
/** What is in force; sent when another client's explicit change wins, so that a restart of the engine keeps it. */
export const SettingsNotification = new NotificationType<EngineSettings>("settings");
/** `explicit`: the person changed a setting just now, so it wins over what other clients asked for. */
export const ConfigureRequest = new RequestType<
  { settings: EngineSettings; explicit: boolean },
  { status: ModelStatus; settings: EngineSettings },
  void
>("configure");
export const LoadRequest = new RequestType<Record<string, never>, ModelStatus, void>("load");
export const UnloadRequest = new RequestType<Record<string, never>, ModelStatus, void>("unload");
export const InspectRequest = new RequestType<{ path: string }, InspectResult, void>("inspect");
export const DevicesRequest = new RequestType<Record<string, never>, DeviceInfo, void>("devices");
export const CountRequest = new RequestType<{ texts: string[] }, { counts: number[] }, void>("count");
export const GenerateRequest = new RequestType<GenerateParams, GenerateResult, void>("generate");
export const StatsRequest = new RequestType<
  Record<string, never>,
  { all: EngineStats; pid: number; clients: number },
  void
>("stats");
/** Asks the engine to unload and exit (an engine of another protocol, tests). */
export const ShutdownRequest = new RequestType<Record<string, never>, null, void>("shutdown");
export const StatusNotification = new NotificationType<ModelStatus>("status");
/** A line of the engine's log, for the clients' logs; without user code. */
export const LogNotification = new NotificationType<{ line: string }>("log");
export const TokensNotification = new NotificationType<{ id: number; tokens: StreamedToken[] }>("tokens");

/** JSON-RPC error codes of the engine, outside the reserved range. */
export const EngineErrors = {
  /** No model is ready: it is loading, failed, or none is chosen. The status says which. */
  notReady: 1001,
  /** The prompt has more tokens than the lane's context; `data` has both numbers. */
  promptTooLong: 1002,
  /** A special token that the model does not have. */
  unknownSpecial: 1003,
  /** A path that is no usable model; the message says why. */
  badModel: 1004,
} as const;
