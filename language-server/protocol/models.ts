/**
 * The models that this machine has or could have: found on disk, offered for download, and how each would fit.
 * Bytes are bytes; memory is what is free at the moment, with the file cache counted as free.
 */

/**
 * How prompts are put to a model: gpt-oss' own format; infill tokens (completions only); the model's chat template;
 * or the bare code before the cursor, for a model that has neither.
 */
export const DIALECTS = ["harmony", "infill", "template", "plain"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** `partGpu`: some layers run on the CPU. `cpu`: none is on a GPU. */
export type Fit = "gpu" | "partGpu" | "cpu" | "tooLarge";

/** What would help a model that doesn't fit, or not wholly. */
export type FitAdvice = "closePrograms" | "smallerContext" | "otherModel" | "addMemory";

/** How a model is, or would be, laid out in memory. */
export interface FitPlan {
  fit: Fit;
  /** What its layers go on; absent where the CPU has all of them. */
  device?: {
    name: string;
    backend: string;
    vramTotal: number;
    vramFree: number;
    /** An integrated GPU: its memory is a part of the machine's, and as slow, so it is hardly faster than the CPU. Not so on Apple's chips. */
    isUnified?: boolean;
  };
  gpuLayers: number;
  layers: number;
  contexts: { lane: "completion" | "edit" | "chat"; size: number; sequences: number }[];
  /** For weights and all the contexts. */
  vramNeeded: number;
  ramNeeded: number;
  ramFree: number;
  /** Left to the desktop and to other programs. */
  vramReserve: number;
  /** Why it is smaller than it could be: what was tried before did not work. */
  reduced?: "outOfMemory" | "crash";
  advice: FitAdvice[];
}

export type ModelSource =
  | "ossicle"
  | "lmStudio"
  | "huggingFace"
  | "llamaCpp"
  | "jan"
  | "gpt4all"
  | "ollama"
  | "chosen";

/** A model file on this machine, as its header tells. */
export interface FoundModel {
  path: string;
  /** Without what says nothing to the user (ending, part, quantisation). */
  name: string;
  /** All parts of a split model together. */
  bytes: number;
  source: ModelSource;
  /** Absent while it has not been read, or can't be. */
  architecture?: string;
  /** Such as "MXFP4" or "Q8_0". */
  quantization?: string;
  contextSize?: number;
  isGptOss?: boolean;
  /** How completions would be prompted, and whether it can chat and edit. */
  dialect?: Dialect;
  chats?: boolean;
  plan?: FitPlan;
  /** The catalogue entry that it is, where name and size say so. */
  catalogueId?: string;
  /** Why it can't be used, one sentence each. */
  problem?: { reason: string; advice: string };
}

/** A model that can be downloaded, from the catalogue file. */
export interface CatalogueModel {
  id: string;
  name: string;
  /** "all": completions, chat and edits; "completion": infill tokens only. */
  use: "all" | "completion";
  /** All its files together. */
  bytes: number;
  /** SPDX id, or the licence's own name. */
  licence: string;
  /** Whether that licence lets everybody use it for everything. */
  licenceIsOpen: boolean;
  /** Where it comes from, to show and to open. */
  page: string;
  /** False while a fact that the download is checked against is unknown. */
  isOffered: boolean;
  /** Where it lies, when it is on this machine, whole and verified. */
  path?: string;
  plan?: FitPlan;
}

export type DownloadState = "running" | "paused" | "verifying" | "done" | "failed";

/** A download, which goes on when the window that began it is closed. At most one for each catalogue model. */
export interface Download {
  /** Of the catalogue model. */
  id: string;
  name: string;
  state: DownloadState;
  /** Bytes that are there (or, while verifying, checked). */
  bytes: number;
  totalBytes: number;
  bytesPerSecond?: number;
  secondsLeft?: number;
  /** When `done`: the file to load. */
  path?: string;
  /** When `failed`: one sentence each. */
  reason?: string;
  advice?: string;
}

export interface Machine {
  /** "CPU" where no GPU is usable; `note` then says why. */
  backend: string;
  devices: string[];
  vramTotal: number;
  vramFree: number;
  ramTotal: number;
  ramFree: number;
  note?: string;
  /** Where downloads go, and what is free there. */
  modelsFolder: string;
  diskFree: number;
}

/** Everything that the first-run page and the Models view show. */
export interface ModelsOverview {
  machine: Machine;
  found: FoundModel[];
  catalogue: CatalogueModel[];
  downloads: Download[];
  /** What to use here: a file that is there, or else a model to download; absent while it isn't known, and where nothing fits. */
  recommended?: { path: string } | { catalogueId: string };
}
