/**
 * What the language server and the engine process say to each other, after both proved that they know the
 * secret of the address file (`handshake.ts`): JSON-RPC, one JSON object a line.
 *
 * The engine knows nothing of documents, prompts' meaning or LSP. It holds one model and answers requests.
 */
import * as v from "valibot";
import { translatableText } from "../../common/translatable-text.ts";
import { nothing, notification, request } from "../../common/wire.ts";
import { addonAbilities } from "../protocol/diagnosis.ts";
import { LANES } from "../protocol/lanes.ts";
import { bothPlans, dialect, download, fitPlan } from "../protocol/models.ts";
import { gpuChoice } from "../protocol/settings.ts";
import { counts, engineStats, modelRole, oneModelStatus, stopReason } from "../protocol/status.ts";
import { downloadKeySchema, downloadSpecSchema } from "./download-spec.ts";
import { modelFacts } from "./model-facts.ts";
import { promptEdit } from "./prompt-edits.ts";

/** Changes when an older engine could no longer serve a newer server. Part of the address file's name. */
export const ENGINE_PROTOCOL = 2;

/**
 * A piece of a prompt. `text` never becomes a special token. `tokens` are those that the model itself has chosen for it,
 * where it wrote the text: what it has evaluated is used again even where it would be other tokens by itself.
 * `special` is one token by name, such as "<|start|>". `start` is the token that the model's texts begin with, where it has one; `infill` one of those between which it
 * fills in. `heading` is the model's own token for the beginning of a repository or a file, and the text after it:
 * nothing where it has no such token. `unheaded` is text for models that have none for files.
 */
const part = v.union([
  v.strictObject({ text: v.string(), tokens: v.optional(v.array(v.number())) }),
  v.strictObject({ special: v.string() }),
  v.strictObject({ checkpoint: v.literal(true) }),
  v.strictObject({ start: v.literal(true) }),
  v.strictObject({ infill: v.picklist(["prefix", "suffix", "middle"]) }),
  v.strictObject({ heading: v.picklist(["repository", "file"]), text: v.string() }),
  v.strictObject({ unheaded: v.string() }),
]);

const chatPromptMessage = v.strictObject({
  role: v.picklist(["system", "user", "assistant"]),
  text: v.string(),
});

/**
 * A prompt in the words of the model's own chat template. Texts never become special tokens. After the messages the
 * model's answer begins; where the last message is an answer, the prompt is what every next one begins with instead.
 */
const chatPrompt = v.strictObject({
  messages: v.pipe(v.array(chatPromptMessage), v.nonEmpty()),
  /** How the answer is begun for the model, without thinking. It then goes on with it. */
  prefill: v.optional(v.string()),
});

export const promptSchema = v.union([v.pipe(v.array(part), v.nonEmpty()), chatPrompt]);

export type Part = v.InferOutput<typeof part>;
export type ChatPromptMessage = v.InferOutput<typeof chatPromptMessage>;
export type ChatPrompt = v.InferOutput<typeof chatPrompt>;
export type Prompt = v.InferOutput<typeof promptSchema>;

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
const engineSettings = v.object({
  model: v.object({ path: v.string(), lora: v.array(v.string()) }),
  /** Path of the model for suggestions alone; absent where there is none. */
  completionModel: v.optional(v.pipe(v.string(), v.nonEmpty())),
  gpu: gpuChoice,
  /** Numbers of the GPUs that may be used; none means all. They are part of the engine's environment: a change restarts it. */
  devices: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  threads: v.pipe(v.number(), v.integer(), v.minValue(0)),
  idleUnloadMinutes: v.pipe(v.number(), v.minValue(0)),
  /** Tokens of a conversation, at most; 0 for what fits, up to 32,768. */
  chatContextSize: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const generateParams = v.object({
  /** Unique within the connection; `tokens` notifications carry it. */
  id: v.number(),
  lane: v.picklist(LANES),
  /** Which model the prompt is made for: the one for everything unless given. */
  model: v.optional(modelRole),
  /** For the lane "warm": whose sequences are warmed. */
  warms: v.optional(v.picklist(["completion", "chat"])),
  /**
   * For the lane "side": the context that it works in, the edits' unless given. In the chat's it may go on from a
   * conversation, with that one's session: an answer of the conversation takes the sequence over where it is, and the
   * request goes on afterwards.
   */
  context: v.optional(v.picklist(["edit", "chat"])),
  /** Names the conversation or the window and document; requests of one session share a sequence while it lives. */
  session: v.string(),
  prompt: promptEdit,
  /**
   * Token healing: the answer is made to begin with this text (a grammar does it), and what is streamed starts
   * after it. The prompt then ends before it.
   */
  continueWith: v.optional(v.string()),
  /** A GBNF grammar for the whole answer. Not together with `continueWith`. */
  grammar: v.optional(v.string()),
  /**
   * For Harmony: JSON Schemas of calls' arguments, by the recipient that a call's header names ("functions.read"). From
   * a call's `<|message|>` to its end, what is written fits its schema, as far as a grammar can say it; calls of
   * "….apply_patch" may also be a patch as it is. A message of the answer can be written again with nothing before it
   * evaluated twice: send the prompt with what was written before it.
   */
  callSchemas: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
  /** Drafts from the prompt and the answer itself, where no grammar is given. The answer is the same as without. */
  draft: v.optional(v.literal("input")),
  sampling: v.object({
    temperature: v.pipe(v.number(), v.minValue(0)),
    topP: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    seed: v.optional(v.pipe(v.number(), v.integer())),
  }),
  /**
   * How many tokens, from the first drawn one on, come with their confidence. The healed letters of `continueWith` are
   * drawn, too.
   */
  confidenceTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
  /** Generation ends before the first of `texts` in the streamed text, or at one of the special tokens. */
  stop: v.object({ texts: v.array(v.string()), specials: v.array(v.string()) }),
  /** 0 evaluates the prompt and generates nothing (to warm the KV cache). */
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/**
 * One generated token. `text` is what can be shown by now: characters split across tokens come whole, with the last of
 * them. Where the template of a chat prompt has begun the answer with thinking, its marker comes first.
 */
const streamedToken = v.object({
  id: v.number(),
  text: v.optional(v.string()),
  special: v.optional(v.string()),
  /**
   * Where it was asked for: the token's probability, from 0 to 1, among those that a grammar or `continueWith` allows.
   * With a temperature it may be that among what the sampling leaves over.
   */
  confidence: v.optional(v.number()),
});

/** What became of one part of a prompt. */
const resultPart = v.object({
  /** How many of its tokens were in the KV cache, and how many it has. */
  reused: v.number(),
  tokens: v.number(),
  /** Where the cache had a beginning of its tokens: how long the text of the others is, in UTF-16 units. */
  freshLength: v.optional(v.number()),
  /** The special token that it begins with, where the model decides which one that is. */
  special: v.optional(v.string()),
  /** Of a chat prompt: its text, and whether that is the template's own, in which markers are special tokens. */
  text: v.optional(v.string()),
  isFrame: v.optional(v.boolean()),
});

const generateResult = v.object({
  stopReason,
  /** The stop text or special token that ended it, when one did. */
  stoppedBy: v.optional(v.string()),
  counts,
  /** Times that the model ran to draw the generated tokens: fewer than tokens where drafts were accepted. */
  forwardPasses: v.number(),
  /** Every token that went through the model for this request. */
  evaluatedTokens: v.number(),
  /** For each part of the prompt; of a chat prompt, for the pieces that it was rendered to. */
  parts: v.array(resultPart),
});

const modelPath = v.object({ path: v.pipe(v.string(), v.nonEmpty()) });

export const inspectResult = v.object({
  path: v.string(),
  bytes: v.number(),
  name: v.string(),
  architecture: v.string(),
  /** Sliding window in tokens, where the architecture has one. */
  slidingWindow: v.optional(v.number()),
  layers: v.number(),
  trainContextSize: v.optional(v.number()),
  /** Such as "MXFP4" or "Q8_0". */
  quantization: v.optional(v.string()),
  /** Whether it is as it was when its checksum was compared with the catalog's. */
  isVerified: v.boolean(),
  /** How completions are prompted. */
  dialect,
  /** Whether it can chat and edit. */
  chats: v.boolean(),
});

const deviceInfo = v.object({
  backend: v.string(),
  devices: v.array(v.string()),
  vramTotal: v.number(),
  vramFree: v.number(),
  /** The GPU's memory is a part of the machine's. */
  isUnified: v.boolean(),
  ramTotal: v.number(),
  ramFree: v.number(),
  note: v.optional(translatableText),
});

/** The engine has clients of several languages, and each translates the texts. */
const texts = { reason: v.optional(translatableText), advice: v.optional(translatableText) };
const device = oneModelStatus.entries.device.wrapped;

const oneEngineStatus = v.object({
  ...oneModelStatus.entries,
  ...texts,
  device: v.optional(v.object({ ...device.entries, note: v.optional(translatableText) })),
});

const engineStatus = v.object({
  ...oneEngineStatus.entries,
  completionModel: v.optional(oneEngineStatus),
});

const engineDownload = v.object({ ...download.entries, ...texts });

const engineVersions = v.object({
  node: v.string(),
  nodeLlamaCpp: v.string(),
  /** Release of llama.cpp. */
  llamaCpp: v.string(),
  addon: v.optional(addonAbilities),
  upSeconds: v.number(),
  clients: v.number(),
});

export type EngineSettings = v.InferOutput<typeof engineSettings>;
/** A request with its whole prompt. */
export type GenerateParams = Omit<v.InferOutput<typeof generateParams>, "prompt"> & { prompt: Prompt };
export type StreamedToken = v.InferOutput<typeof streamedToken>;
export type GenerateResult = v.InferOutput<typeof generateResult>;
export type InspectResult = v.InferOutput<typeof inspectResult>;
export type EngineDevices = v.InferOutput<typeof deviceInfo>;
export type OneEngineStatus = v.InferOutput<typeof oneEngineStatus>;
export type EngineStatus = v.InferOutput<typeof engineStatus>;
export type EngineDownload = v.InferOutput<typeof engineDownload>;
export type EngineVersions = v.InferOutput<typeof engineVersions>;

export const HelloRequest = request(
  "hello",
  v.object({ client: v.object({ pid: v.number(), name: v.string() }), settings: engineSettings }),
  v.object({ pid: v.number(), build: v.string(), status: engineStatus, settings: engineSettings }),
);
/** What is in force; sent when another client's explicit change wins, so that a restart of the engine keeps it. */
export const SettingsNotification = notification("settings", engineSettings);
/** `explicit`: the user changed a setting just now, so it wins over what other clients asked for. */
export const ConfigureRequest = request(
  "configure",
  v.object({ settings: engineSettings, explicit: v.boolean() }),
  v.object({ status: engineStatus, settings: engineSettings }),
);
/** Which model; the one for everything unless given. */
const ofModel = v.nullish(v.object({ model: v.optional(modelRole) }), {});

export const LoadRequest = request("load", ofModel, engineStatus);
export const UnloadRequest = request("unload", ofModel, engineStatus);
export const InspectRequest = request("inspect", modelPath, inspectResult);
export const DevicesRequest = request("devices", nothing, deviceInfo);
/** A file, or a model that is known by facts alone. */
const planned = v.union([modelPath, v.object({ facts: modelFacts })]);
/** How a model for everything would be laid out if the loaded one were released, beside that for suggestions alone. */
export const PlanRequest = request("plan", planned, fitPlan);
/** How a model for suggestions alone would be laid out, and the chosen one for everything beside it. */
export const PlanCompletionRequest = request("planCompletion", modelPath, bothPlans);
export const CountRequest = request(
  "count",
  v.object({ texts: v.array(v.string()) }),
  v.object({ counts: v.array(v.number()) }),
);
export const GenerateRequest = request("generate", generateParams, generateResult);
export const StatsRequest = request(
  "stats",
  nothing,
  v.object({ all: engineStats, pid: v.number(), clients: v.number() }),
);
/** For a bug report. */
export const DiagnoseRequest = request("diagnose", nothing, engineVersions);
/** Asks the engine to unload and exit (an engine of another protocol, tests). */
export const ShutdownRequest = request("shutdown", nothing, v.null());
export const StatusNotification = notification("status", engineStatus);
/** The engine ends in an orderly way, since settings want another process: connect again, which starts it. */
export const RestartNotification = notification("restart", nothing);
/** A line of the engine's log, for the clients' logs; without user code. */
export const LogNotification = notification("log", v.object({ line: v.string() }));
/** A generation waits for another one of its lane to end: that of another conversation. */
export const QueuedNotification = notification("queued", v.object({ id: v.number() }));
/**
 * So many tokens of a prompt are evaluated by now, those included that were so before: at the beginning and a few times a
 * second, for prompts of more than 1,000 new tokens.
 */
export const PromptProgressNotification = notification(
  "promptProgress",
  v.object({ id: v.number(), evaluatedTokens: v.number(), promptTokens: v.number() }),
);
export const TokensNotification = notification(
  "tokens",
  v.object({ id: v.number(), tokens: v.array(streamedToken) }),
);

/** All downloads into this folder, those too that an earlier engine has left. */
export const DownloadsListRequest = request(
  "downloads/list",
  v.object({ folder: v.pipe(v.string(), v.nonEmpty()) }),
  v.array(engineDownload),
);
/**
 * Starts a download or goes on with it: the one request that makes the engine open a connection to another machine.
 * With `verify` it opens none; the files that are there are read.
 */
export const DownloadStartRequest = request(
  "download/start",
  v.object({ spec: downloadSpecSchema, verify: v.boolean() }),
  engineDownload,
);
/** Stops the transfer. Null where there is no such download. */
export const DownloadPauseRequest = request("download/pause", downloadKeySchema, v.nullable(engineDownload));
export const DownloadCancelRequest = request(
  "download/cancel",
  v.object({ ...downloadKeySchema.entries, keepPart: v.boolean() }),
  v.null(),
);
/** The downloads into a folder have changed; a few times a second at most. */
export const DownloadsNotification = notification(
  "downloads",
  v.object({ folder: v.string(), downloads: v.array(engineDownload) }),
);

/** JSON-RPC error codes of the engine, outside the reserved range. */
export const EngineErrors = {
  /** No model is ready: it is loading, failed, or none is chosen. The status says which. */
  notReady: 1001,
  /** The prompt has more tokens than the lane's context; `data` has both numbers. */
  promptTooLong: 1002,
  /** A special token that the model does not have. */
  unknownSpecial: 1003,
  /** A path that is no usable model; the message says why, `data` has reason, advice and fix apart. */
  badModel: 1004,
  /** Memory ran out in the middle of the answer; asked again, it may fit. */
  answerLost: 1005,
  /** The engine doesn't know the prompt that this one goes on from: send it whole. */
  unknownPrompt: 1006,
} as const;
