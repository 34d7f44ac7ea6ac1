/** The state of the model and of the engine's work, and what changes it. */
import * as v from "valibot";
import { nothing, notification, request } from "../../common/wire.ts";
import { LANES } from "./lanes.ts";
import { dialect, fitPlan } from "./models.ts";

/** Why a generation ended. */
export const stopReason = v.picklist([
  "end",
  "length",
  "context",
  "cancelled",
  "toolCalls",
  "engineLost",
  "unusable",
]);

/** What one generation took. Tokens are the model's; times are in milliseconds. */
export const counts = v.object({
  promptTokens: v.number(),
  /** Prompt tokens that were in the KV cache already. */
  reusedTokens: v.number(),
  generatedTokens: v.number(),
  draftedTokens: v.number(),
  acceptedTokens: v.number(),
  firstTokenMs: v.number(),
  totalMs: v.number(),
});

export type StopReason = v.InferOutput<typeof stopReason>;
export type Counts = v.InferOutput<typeof counts>;

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

/**
 * Whether a model can work with the tools of gpt-oss's training. `noTools`: its template knows none; `tooSmall`: it has
 * never seen tools.
 */
export const agentAbility = v.picklist(["yes", "noTools", "tooSmall"]);

const modelState = v.picklist(["none", "downloading", "loading", "ready", "working", "unloaded", "failed"]);

/** What a user can do about a failure; the client offers it as a button. */
export const fixAction = v.picklist([
  "selectModel",
  "downloadModel",
  "verifyModel",
  "retry",
  "showLog",
  "restart",
  "openSettings",
]);

/**
 * The models that the engine can hold: the one for everything, and where one is chosen, another one that only writes
 * suggestions.
 */
export const modelRole = v.picklist(["main", "completion"]);

/** The state of one model. Every value is measured or read, none is guessed. */
export const oneModelStatus = v.object({
  state: modelState,
  /** The one that is loaded or shall be. Until its header was read, `architecture` is "" and `bytes` 0. */
  model: v.optional(
    v.object({
      name: v.string(),
      path: v.string(),
      architecture: v.string(),
      bytes: v.number(),
      /** How completions are prompted. */
      dialect,
      /** Whether it can chat and edit: a model with neither Harmony nor a chat template can't. */
      chats: v.boolean(),
      /** Absent while it isn't known. */
      agent: v.optional(agentAbility),
      /** LoRA adapters applied to it. */
      lora: v.optional(v.array(v.string())),
    }),
  ),
  /** How it is laid out in memory: known before it loads, and exact afterwards. */
  plan: v.optional(fitPlan),
  /** 0 to 1, while `downloading` or `loading`. */
  progress: v.optional(v.number()),
  /** Bytes for memory. `backend` is "CPU", "CUDA", "Vulkan" or "Metal". */
  device: v.optional(
    v.object({
      name: v.string(),
      backend: v.string(),
      vramTotal: v.number(),
      vramFree: v.number(),
      gpuLayers: v.number(),
      layers: v.number(),
      /** Why the wanted GPU is not in use, when it is not. */
      note: v.optional(v.string()),
    }),
  ),
  contexts: v.optional(v.array(v.object({ lane: v.string(), size: v.number(), sequences: v.number() }))),
  /** Tokens that a conversation may have, while a model is ready. */
  chatContextTokens: v.optional(v.number()),
  /** The engine's process is gone, and another one is being started. */
  isRestarting: v.optional(v.boolean()),
  /**
   * One sentence: what went wrong, when `failed` or `none`; what is waited for, when `loading`; why the choice in the
   * settings isn't in use, when another model is.
   */
  reason: v.optional(v.string()),
  /** One sentence: what to do about it. */
  advice: v.optional(v.string()),
  fix: v.optional(fixAction),
});

/** The state of the model, as the status bar shows it. */
export const modelStatus = v.object({
  ...oneModelStatus.entries,
  /** Of the model for suggestions alone; absent where none is chosen. */
  completionModel: v.optional(oneModelStatus),
});

export type ModelRole = v.InferOutput<typeof modelRole>;
export type OneModelStatus = v.InferOutput<typeof oneModelStatus>;
export type AgentAbility = v.InferOutput<typeof agentAbility>;
export type ModelState = v.InferOutput<typeof modelState>;
export type FixAction = v.InferOutput<typeof fixAction>;
export type ModelStatus = v.InferOutput<typeof modelStatus>;

/** Totals of one lane. `evaluatedTokens` counts every token that went through the model, whatever for. */
const laneStats = v.object({
  requests: v.number(),
  promptTokens: v.number(),
  evaluatedTokens: v.number(),
  reusedTokens: v.number(),
  generatedTokens: v.number(),
  draftedTokens: v.number(),
  acceptedTokens: v.number(),
  /** The latest values, at most 1,000, oldest first. */
  firstTokenMs: v.array(v.number()),
  totalMs: v.array(v.number()),
});

export const engineStats = v.object(v.entriesFromList(LANES, laneStats));

export type LaneStats = v.InferOutput<typeof laneStats>;
export type EngineStats = v.InferOutput<typeof engineStats>;

/** The state of the model; sent when it changes, and once to each new client. */
export const ModelStatusNotification = notification("ossicle/model/status", modelStatus);

/** Uses another model file (this machine's choice: it is written by the client to its settings as well). A bad choice leaves the loaded model in place; the answer says why. */
export const ModelSelectRequest = request(
  "ossicle/model/select",
  v.object({
    path: v.pipe(v.string(), v.nonEmpty()),
    /** Which one it is to be; the one for everything unless given. */
    model: v.optional(modelRole),
  }),
  modelStatus,
);

/** Loads the models that are chosen now, and answers when they are ready or have failed. */
export const ModelLoadRequest = request("ossicle/model/load", nothing, modelStatus);

/** Releases the models' memory; the next request loads again what it needs. */
export const ModelUnloadRequest = request("ossicle/model/unload", nothing, modelStatus);

/** Token numbers and times of this server since it started. */
export const EngineStatsRequest = request("ossicle/engine/stats", nothing, engineStats);
