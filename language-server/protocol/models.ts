/**
 * The models that this machine has or could have: found on disk, offered for download, and how each would fit.
 * Bytes are bytes; memory is what is free at the moment, with the file cache counted as free.
 */
import * as v from "valibot";
import { nothing, notification, request } from "../../common/wire.ts";

/**
 * How prompts are put to a model: gpt-oss' own format; infill tokens (completions only), for some models with the code
 * after the cursor first; the model's chat template; or the bare code before the cursor, for a model that has neither.
 */
export const DIALECTS = ["harmony", "infill", "infillSuffixFirst", "template", "plain"] as const;
export const dialect = v.picklist(DIALECTS);

/**
 * The best first. `expertsOnCpu`: all layers are on a GPU, but for the experts of some. `partGpu`: some layers run on the
 * CPU. `cpu`: none is on a GPU.
 */
export const FITS = ["gpu", "expertsOnCpu", "partGpu", "cpu", "tooLarge"] as const;
const fit = v.picklist(FITS);

/** What would help a model that doesn't fit, or not wholly. */
const fitAdvice = v.picklist(["closePrograms", "smallerContext", "otherModel", "addMemory"]);

/** How a model is, or would be, laid out in memory. */
export const fitPlan = v.object({
  fit,
  /** What its layers go on; absent where the CPU has all of them. */
  device: v.optional(
    v.object({
      name: v.string(),
      backend: v.string(),
      vramTotal: v.number(),
      vramFree: v.number(),
      /** An integrated GPU: its memory is a part of the machine's, and as slow, so it is hardly faster than the CPU. Not so on Apple's chips. */
      isUnified: v.optional(v.boolean()),
    }),
  ),
  gpuLayers: v.number(),
  layers: v.number(),
  /** Absent where the experts are where their layers are, and for a model without. */
  experts: v.optional(
    v.object({
      /** Of the layers with experts, how many have theirs on the CPU. */
      onCpu: v.number(),
      layers: v.number(),
      /** Whether weights in RAM stay mapped from the file, because memory of the engine's own would be too short for them. */
      areMapped: v.boolean(),
      /** Weights that the CPU reads for each token. */
      bytesPerToken: v.number(),
    }),
  ),
  contexts: v.array(
    v.object({
      lane: v.picklist(["completion", "edit", "chat"]),
      size: v.number(),
      sequences: v.number(),
    }),
  ),
  /** For weights and all the contexts. */
  vramNeeded: v.number(),
  ramNeeded: v.number(),
  ramFree: v.number(),
  /** Left to the desktop and to other programs. */
  vramReserve: v.number(),
  /** Why it is smaller than it could be: what was tried before did not work. */
  reduced: v.optional(v.picklist(["outOfMemory", "crash"])),
  advice: v.array(fitAdvice),
});

/** How a model for suggestions alone is, or would be, laid out, and the one for everything beside it, where there is one. */
export const bothPlans = v.object({ plan: fitPlan, main: v.optional(fitPlan) });

const modelSource = v.picklist([
  "ossicle",
  "lmStudio",
  "huggingFace",
  "llamaCpp",
  "jan",
  "gpt4all",
  "ollama",
  "chosen",
]);

/** A model file on this machine, as its header tells. */
const foundModel = v.object({
  path: v.string(),
  /** Without what says nothing to the user (ending, part, quantization). */
  name: v.string(),
  /** All parts of a split model together. */
  bytes: v.number(),
  source: modelSource,
  /** Absent while it has not been read, or can't be. */
  architecture: v.optional(v.string()),
  /** Such as "MXFP4" or "Q8_0". */
  quantization: v.optional(v.string()),
  contextSize: v.optional(v.number()),
  isGptOss: v.optional(v.boolean()),
  /** How completions would be prompted, and whether it can chat and edit. */
  dialect: v.optional(dialect),
  chats: v.optional(v.boolean()),
  plan: v.optional(fitPlan),
  /** The catalog entry that it is, where name and size say so. */
  catalogId: v.optional(v.string()),
  /** Why it can't be used, one sentence each. */
  problem: v.optional(v.object({ reason: v.string(), advice: v.string() })),
});

/** A model that can be downloaded, from the catalog file. */
const catalogModel = v.object({
  id: v.string(),
  name: v.string(),
  /** "all": completions, chat and edits; "completion": infill tokens only. */
  use: v.picklist(["all", "completion"]),
  /** All its files together. */
  bytes: v.number(),
  /** SPDX id, or the license's own name. */
  license: v.string(),
  /** Whether that license lets everybody use it for everything. */
  licenseIsOpen: v.boolean(),
  /** Where it comes from, to show and to open. */
  page: v.string(),
  /** False while a fact that the download is checked against is unknown. */
  isOffered: v.boolean(),
  /** Where it lies, when it is on this machine, whole and verified. */
  path: v.optional(v.string()),
  plan: v.optional(fitPlan),
});

const downloadState = v.picklist(["running", "paused", "verifying", "done", "failed"]);

/** A download, which goes on when the window that began it is closed. At most one for each catalog model. */
export const download = v.object({
  /** Of the catalog model. */
  id: v.string(),
  name: v.string(),
  state: downloadState,
  /** Bytes that are there (or, while verifying, checked). */
  bytes: v.number(),
  totalBytes: v.number(),
  bytesPerSecond: v.optional(v.number()),
  secondsLeft: v.optional(v.number()),
  /** When `done`: the file to load. */
  path: v.optional(v.string()),
  /** When `failed`, one sentence each. A reason while `running`: why nothing comes at the moment. */
  reason: v.optional(v.string()),
  advice: v.optional(v.string()),
});

const machine = v.object({
  /** "CPU" where no GPU is usable; `note` then says why. */
  backend: v.string(),
  devices: v.array(v.string()),
  vramTotal: v.number(),
  vramFree: v.number(),
  ramTotal: v.number(),
  ramFree: v.number(),
  note: v.optional(v.string()),
  /** Where downloads go, and what is free there. */
  modelsFolder: v.string(),
  diskFree: v.number(),
});

/** Everything that the first-run page and the Models view show. */
const modelsOverview = v.object({
  machine,
  found: v.array(foundModel),
  catalog: v.array(catalogModel),
  downloads: v.array(download),
  /** What to use here: a file that is there, or else a model to download; absent while it isn't known, and where nothing fits. */
  recommended: v.optional(v.union([v.object({ path: v.string() }), v.object({ catalogId: v.string() })])),
});

export type Dialect = v.InferOutput<typeof dialect>;
export type Fit = v.InferOutput<typeof fit>;
export type FitAdvice = v.InferOutput<typeof fitAdvice>;
export type FitPlan = v.InferOutput<typeof fitPlan>;
export type ModelSource = v.InferOutput<typeof modelSource>;
export type BothPlans = v.InferOutput<typeof bothPlans>;
export type FoundModel = v.InferOutput<typeof foundModel>;
export type CatalogModel = v.InferOutput<typeof catalogModel>;
export type DownloadState = v.InferOutput<typeof downloadState>;
export type Download = v.InferOutput<typeof download>;
export type Machine = v.InferOutput<typeof machine>;
export type ModelsOverview = v.InferOutput<typeof modelsOverview>;

const modelPath = v.object({ path: v.pipe(v.string(), v.nonEmpty()) });
const downloadId = v.object({ id: v.pipe(v.string(), v.nonEmpty()) });

/**
 * What this machine has, which models are on it and which could be downloaded. Answers at once with what is known;
 * `ModelsChangedNotification` comes when more of it is (headers are read one by one).
 *
 * @param params `refresh` looks at the disk again.
 */
export const ModelsOverviewRequest = request(
  "ossicle/models/overview",
  v.object({ refresh: v.nullish(v.boolean()) }),
  modelsOverview,
);

/** The overview has changed, but for the progress of downloads. */
export const ModelsChangedNotification = notification("ossicle/models/changed", nothing);

/** Reads one file, or the models in one folder, that the user has picked; they stay in the overview until the server ends. */
export const ModelsInspectRequest = request("ossicle/models/inspect", modelPath, v.array(foundModel));

/** How a model file would be laid out in memory. Rejects with a sentence for the user where it can't be read. */
export const ModelPlanRequest = request("ossicle/model/plan", modelPath, fitPlan);

/** How it would be laid out for suggestions alone, beside the model for everything. Rejects in the same way. */
export const ModelPlanBothRequest = request("ossicle/model/planBoth", modelPath, bothPlans);

/**
 * Downloads a catalog model, or goes on with a download that was paused or failed: the one request that opens a
 * connection to another machine, only for a user who asked for it. With `verify` it opens none: the file that is
 * there is compared with its checksum, and the state goes from "verifying" to "done" or "failed".
 */
export const DownloadStartRequest = request(
  "ossicle/download/start",
  v.object({ ...downloadId.entries, verify: v.optional(v.boolean()) }),
  download,
);

/** Stops the transfer; what has arrived stays. */
export const DownloadPauseRequest = request("ossicle/download/pause", downloadId, download);

/** Ends the download; what has arrived stays only where that is asked for. */
export const DownloadCancelRequest = request(
  "ossicle/download/cancel",
  v.object({ ...downloadId.entries, keepPart: v.boolean() }),
  v.null(),
);

/** All downloads, whenever one of them has changed, a few times a second at most. */
export const DownloadsNotification = notification(
  "ossicle/download/status",
  v.object({ downloads: v.array(download) }),
);
