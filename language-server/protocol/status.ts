import type { Dialect, FitPlan } from "./models.ts";

/** Why a generation ended. */
export type StopReason = "end" | "length" | "context" | "cancelled" | "toolCalls" | "engineLost" | "unusable";

/** What one generation took. Tokens are the model's; times are in milliseconds. */
export interface Counts {
  promptTokens: number;
  /** Prompt tokens that were in the KV cache already. */
  reusedTokens: number;
  generatedTokens: number;
  draftedTokens: number;
  acceptedTokens: number;
  firstTokenMs: number;
  totalMs: number;
}

/** Of a generation that did not run. */
export const NO_COUNTS: Readonly<Counts> = {
  promptTokens: 0,
  reusedTokens: 0,
  generatedTokens: 0,
  draftedTokens: 0,
  acceptedTokens: 0,
  firstTokenMs: 0,
  totalMs: 0,
};

export type ModelState = "none" | "downloading" | "loading" | "ready" | "working" | "unloaded" | "failed";

export const REMEDIES = [
  "selectModel",
  "downloadModel",
  "verifyModel",
  "retry",
  "showLog",
  "restart",
  "openSettings",
] as const;

/** What a user can do about a failure; the client offers it as a button. */
export type RemedyAction = (typeof REMEDIES)[number];

/** The state of the model, as the status bar shows it. Every value is measured or read, none is guessed. */
export interface ModelStatus {
  state: ModelState;
  /** The one that is loaded or shall be. Until its header was read, `architecture` is "" and `bytes` 0. */
  model?: {
    name: string;
    path: string;
    architecture: string;
    bytes: number;
    /** How completions are prompted. */
    dialect: Dialect;
    /** Whether it can chat and edit: a model with neither Harmony nor a chat template can't. */
    chats: boolean;
    /** LoRA adapters applied to it. */
    lora?: string[];
  };
  /** How it is laid out in memory: known before it loads, and exact afterwards. */
  plan?: FitPlan;
  /** 0 to 1, while `downloading` or `loading`. */
  progress?: number;
  /** Bytes for memory. `backend` is "CPU", "CUDA", "Vulkan" or "Metal". */
  device?: {
    name: string;
    backend: string;
    vramTotal: number;
    vramFree: number;
    gpuLayers: number;
    layers: number;
    /** Why the wanted GPU is not in use, when it is not. */
    note?: string;
  };
  contexts?: { lane: string; size: number; sequences: number }[];
  /** Tokens that a conversation may have, while a model is ready. */
  chatContextTokens?: number;
  /** One sentence: what went wrong, when `failed` or `none`. */
  reason?: string;
  /** One sentence: what to do about it. */
  advice?: string;
  remedy?: RemedyAction;
}

export const LANES = ["completion", "edit", "chat", "side", "warm"] as const;

/** Kinds of work in the engine, most urgent first. "side" is what is asked outside of any conversation. */
export type Lane = (typeof LANES)[number];

/** Totals of one lane. `evaluatedTokens` counts every token that went through the model, whatever for. */
export interface LaneStats {
  requests: number;
  promptTokens: number;
  evaluatedTokens: number;
  reusedTokens: number;
  generatedTokens: number;
  draftedTokens: number;
  acceptedTokens: number;
  /** The latest values, at most 1,000, oldest first. */
  firstTokenMs: number[];
  totalMs: number[];
}

export type EngineStats = Record<Lane, LaneStats>;

/** The last inline completion: for the status bar's hover, `Show Statistics` and bug reports. */
export interface LastCompletion {
  /** The prompt as sent, in order, marked where the KV cache served it. */
  prompt: { text: string; reused: boolean }[];
  /** Why nothing was shown, in a sentence for the user; absent when there was a suggestion. */
  whyNone?: string;
  counts?: Counts;
}
