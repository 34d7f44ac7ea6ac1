/**
 * What the language server and the engine process say to each other, after both proved that they know the
 * secret of the address file (`handshake.ts`): JSON-RPC, one JSON object a line.
 *
 * The engine knows nothing of documents, prompts' meaning or LSP. It holds one model and answers requests.
 */
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Dialect, Download, FitPlan } from "../protocol/models.ts";
import type { Counts, EngineStats, Lane, ModelStatus, StopReason } from "../protocol/status.ts";
import type { DownloadKey, DownloadSpec } from "./download-spec.ts";
import type { ModelFacts } from "./model-facts.ts";

/** Changes when an older engine could no longer serve a newer server. Part of the address file's name. */
export const ENGINE_PROTOCOL = 1;

/**
 * A piece of a prompt. `text` never becomes a special token; `special` is one token by name, such as "<|start|>".
 * `start` is the token that the model's texts begin with, where it has one; `infill` one of those between which it
 * fills in. `heading` is the model's own token for the beginning of a repository or a file, and the text after it:
 * nothing where it has no such token. `unheaded` is text for models that have none for files.
 */
export type Part =
  | { text: string }
  | { special: string }
  | { checkpoint: true }
  | { start: true }
  | { infill: "prefix" | "suffix" | "middle" }
  | { heading: "repository" | "file"; text: string }
  | { unheaded: string };

/**
 * A prompt in the words of the model's own chat template. Texts never become special tokens. After the messages the
 * model's answer begins; where the last message is an answer, the prompt is what every next one begins with instead.
 */
export interface ChatPrompt {
  messages: ChatPromptMessage[];
  /** How the answer is begun for the model, without thinking. It then goes on with it. */
  prefill?: string;
}

export interface ChatPromptMessage {
  role: "system" | "user" | "assistant";
  text: string;
}

export type Prompt = Part[] | ChatPrompt;

/** Between which models think, where they do so in the open: special tokens of theirs, or mere text. */
export const THOUGHT_MARKERS = [
  { open: "<think>", close: "</think>" },
  { open: "<thinking>", close: "</thinking>" },
  { open: "<thought>", close: "</thought>" },
  { open: "<seed:think>", close: "</seed:think>" },
  { open: "[THINK]", close: "[/THINK]" },
  { open: "<|START_THINKING|>", close: "<|END_THINKING|>" },
  { open: "<|begin_of_thought|>", close: "<|end_of_thought|>" },
] as const;

/** The settings that decide what is loaded and how. */
export interface EngineSettings {
  model: { path: string; lora: string[] };
  gpu: "auto" | "cuda" | "vulkan" | "metal" | false;
  /** Numbers of the GPUs that may be used; none means all. They are part of the engine's environment: a change restarts it. */
  devices: number[];
  threads: number;
  idleUnloadMinutes: number;
  /** Tokens of a conversation, at most; 0 for what fits, up to 32,768. */
  chatContextSize: number;
}

export interface GenerateParams {
  /** Unique within the connection; `tokens` notifications carry it. */
  id: number;
  lane: Lane;
  /** For the lane "warm": whose sequences are warmed. */
  warms?: "completion" | "chat";
  /** Names the conversation or the window and document; requests of one session share a sequence while it lives. */
  session: string;
  prompt: Prompt;
  /**
   * Token healing: the answer is made to begin with this text (a grammar does it), and what is streamed starts
   * after it. The prompt then ends before it.
   */
  continueWith?: string;
  /** A GBNF grammar for the whole answer. Not together with `continueWith`. */
  grammar?: string;
  /** Drafts from the prompt (lane "edit"): for answers that repeat it. The answer is the same as without. */
  draft?: "input";
  sampling: { temperature: number; topP?: number; seed?: number };
  /** Generation ends before the first of `texts` in the streamed text, or at one of the special tokens. */
  stop: { texts: string[]; specials: string[] };
  /** 0 evaluates the prompt and generates nothing (to warm the KV cache). */
  maxTokens: number;
}

/**
 * One generated token. `text` is what can be shown by now: characters split across tokens come whole, with the last of
 * them. Where the template of a chat prompt has begun the answer with thinking, its marker comes first.
 */
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
  /** Times that the model ran to draw the generated tokens: fewer than tokens where drafts were accepted. */
  forwardPasses: number;
  /** Every token that went through the model for this request. */
  evaluatedTokens: number;
  /**
   * For each prompt part, how many of its tokens were in the KV cache and how many it has. Of a chat prompt, these are
   * the pieces that it was rendered to, with their texts.
   */
  parts: { reused: number; tokens: number; text?: string }[];
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
  /** Such as "MXFP4" or "Q8_0". */
  quantization?: string;
  /** Whether it is as it was when its checksum was compared with the catalogue's. */
  isVerified: boolean;
  /** How completions are prompted. */
  dialect: Dialect;
  /** Whether it can chat and edit. */
  chats: boolean;
}

export interface DeviceInfo {
  backend: string;
  devices: string[];
  vramTotal: number;
  vramFree: number;
  /** The GPU's memory is a part of the machine's. */
  isUnified: boolean;
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
/** `explicit`: the user changed a setting just now, so it wins over what other clients asked for. */
export const ConfigureRequest = new RequestType<
  { settings: EngineSettings; explicit: boolean },
  { status: ModelStatus; settings: EngineSettings },
  void
>("configure");
export const LoadRequest = new RequestType<Record<string, never>, ModelStatus, void>("load");
export const UnloadRequest = new RequestType<Record<string, never>, ModelStatus, void>("unload");
export const InspectRequest = new RequestType<{ path: string }, InspectResult, void>("inspect");
export const DevicesRequest = new RequestType<Record<string, never>, DeviceInfo, void>("devices");
/** How a model would be laid out if the loaded one were released: a file, or one that is known by facts alone. */
export const PlanRequest = new RequestType<{ path: string } | { facts: ModelFacts }, FitPlan, void>("plan");
export const CountRequest = new RequestType<{ texts: string[] }, { counts: number[] }, void>("count");
export const GenerateRequest = new RequestType<GenerateParams, GenerateResult, void>("generate");
export const StatsRequest = new RequestType<
  Record<string, never>,
  { all: EngineStats; pid: number; clients: number },
  void
>("stats");
export interface EngineVersions {
  node: string;
  nodeLlamaCpp: string;
  /** Release of llama.cpp. */
  llamaCpp: string;
  upSeconds: number;
  clients: number;
}

/** For a bug report. */
export const DiagnoseRequest = new RequestType<Record<string, never>, EngineVersions, void>("diagnose");
/** Asks the engine to unload and exit (an engine of another protocol, tests). */
export const ShutdownRequest = new RequestType<Record<string, never>, null, void>("shutdown");
export const StatusNotification = new NotificationType<ModelStatus>("status");
/** The engine ends in an orderly way, since settings want another process: connect again, which starts it. */
export const RestartNotification = new NotificationType<Record<string, never>>("restart");
/** A line of the engine's log, for the clients' logs; without user code. */
export const LogNotification = new NotificationType<{ line: string }>("log");
export const TokensNotification = new NotificationType<{ id: number; tokens: StreamedToken[] }>("tokens");

/** All downloads into this folder, those too that an earlier engine has left. */
export const DownloadsListRequest = new RequestType<{ folder: string }, Download[], void>("downloads/list");
/**
 * Starts a download or goes on with it: the one request that makes the engine open a connection to another machine.
 * With `verify` it opens none; the files that are there are read.
 */
export const DownloadStartRequest = new RequestType<{ spec: DownloadSpec; verify: boolean }, Download, void>(
  "download/start",
);
/** Stops the transfer. Null where there is no such download. */
export const DownloadPauseRequest = new RequestType<DownloadKey, Download | null, void>("download/pause");
export const DownloadCancelRequest = new RequestType<DownloadKey & { keepPart: boolean }, null, void>(
  "download/cancel",
);
/** The downloads into a folder have changed; a few times a second at most. */
export const DownloadsNotification = new NotificationType<{ folder: string; downloads: Download[] }>(
  "downloads",
);

/** JSON-RPC error codes of the engine, outside the reserved range. */
export const EngineErrors = {
  /** No model is ready: it is loading, failed, or none is chosen. The status says which. */
  notReady: 1001,
  /** The prompt has more tokens than the lane's context; `data` has both numbers. */
  promptTooLong: 1002,
  /** A special token that the model does not have. */
  unknownSpecial: 1003,
  /** A path that is no usable model; the message says why, `data` has reason, advice and remedy apart. */
  badModel: 1004,
  /** Memory ran out in the middle of the answer; asked again, it may fit. */
  answerLost: 1005,
} as const;
