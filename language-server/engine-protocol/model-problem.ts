/** What is wrong with a model file, in words for the user. */
import type { FitPlan } from "../protocol/models.ts";
import type { RemedyAction } from "../protocol/status.ts";

export class ModelProblem extends Error {
  /** One sentence: what to do next. */
  readonly advice: string;
  readonly remedy: RemedyAction;

  constructor(reason: string, advice: string, remedy: RemedyAction = "selectModel") {
    super(reason);
    this.advice = advice;
    this.remedy = remedy;
  }
}

const CHOOSE_ANOTHER = "Choose another model file (GGUF).";

/** Every way in which a file is no usable model. `name` is the file's name, not its path. */
export const modelProblems = {
  missing: (name: string) =>
    new ModelProblem(
      `There is no file ${name} at that path.`,
      "Check the path, or choose another model file.",
    ),
  folder: (name: string) =>
    new ModelProblem(`${name} is a folder, not a model file.`, "Choose the .gguf file inside it."),
  unreadable: (name: string) =>
    new ModelProblem(
      `${name} can't be read: access is denied.`,
      "Change the file's permissions, or choose another model file.",
    ),
  empty: (name: string) =>
    new ModelProblem(
      `${name} is empty.`,
      "The download probably failed: get the file again, or choose another one.",
    ),
  notGguf: (name: string) => new ModelProblem(`${name} is not a GGUF file.`, CHOOSE_ANOTHER),
  damagedHeader: (name: string) =>
    new ModelProblem(
      `The header of ${name} is damaged.`,
      "Get the file again, or choose another model file.",
    ),
  cutShort: (name: string, bytes: number, wanted: number) =>
    new ModelProblem(
      `${name} is cut short: it has ${gigabytes(bytes)} of at least ${gigabytes(wanted)}.`,
      "The download probably stopped early: get the file again, or choose another one.",
    ),
  partMissing: (name: string, missing: string) =>
    new ModelProblem(
      `${name} is one part of a model, and the part ${missing} is not beside it.`,
      "Get the missing part too, or choose another model file.",
    ),
  laterPart: (name: string, first: string) =>
    new ModelProblem(`${name} is a later part of a model.`, `Choose its first part, ${first}.`),
  changed: (name: string) =>
    new ModelProblem(
      `${name} was changed after its checksum had been verified.`,
      "Verify it again; if you changed it yourself, move it out of Ossicle's folder and choose it there.",
      "verifyModel",
    ),
  ollamaForm: (name: string) =>
    new ModelProblem(
      `${name} is gpt-oss in Ollama's own form, which llama.cpp can't load.`,
      "Download gpt-oss in llama.cpp's form; it can lie beside Ollama's.",
      "downloadModel",
    ),
  embedding: (name: string, architecture: string) =>
    new ModelProblem(
      `${name} turns text into vectors (${architecture}) and can't write text.`,
      CHOOSE_ANOTHER,
    ),
  projector: (name: string) =>
    new ModelProblem(
      `${name} is the image part of another model (a projector) and can't write text.`,
      CHOOSE_ANOTHER,
    ),
  adapter: (name: string) =>
    new ModelProblem(
      `${name} is a LoRA adapter, not a model.`,
      "Put it in the setting ossicle.model.lora, and choose the model it belongs to.",
    ),
  unknownArchitecture: (name: string, architecture: string, release: string) =>
    new ModelProblem(
      `${name} has the architecture "${architecture}", which this llama.cpp (${release}) does not know.`,
      "Update Ossicle if the model is new, or choose another model file.",
    ),
  tooLarge: (name: string, plan: FitPlan) =>
    new ModelProblem(
      `${name} is too large for this machine: it needs about ${gigabytes(plan.ramNeeded + plan.vramNeeded)} of memory, and ${gigabytes(plan.ramFree)} are free.`,
      plan.advice.includes("closePrograms")
        ? "Close other programs, or choose a smaller model."
        : "Choose a smaller model; this one needs a machine with more memory.",
    ),
  outOfMemory: (name: string) =>
    new ModelProblem(
      `The memory ran out while ${name} was being loaded, with every smaller plan too.`,
      "Close other programs and try again, or choose a smaller model.",
      "retry",
    ),
  /** llama.cpp's own last words are the best reason there is. */
  failed: (name: string, why: string) =>
    new ModelProblem(
      `llama.cpp could not load ${name}: ${why}`,
      "See the log, or choose another model file.",
      "showLog",
    ),
  crashed: (name: string) =>
    new ModelProblem(
      `llama.cpp crashed while loading ${name}, on the GPU and on the CPU.`,
      "Choose another model file, or restart to try once more; the log has details.",
      "restart",
    ),
  readerCrashed: (name: string) =>
    new ModelProblem(
      `Reading the header of ${name} failed: the file is probably damaged.`,
      "Get the file again, or choose another model file.",
    ),
};

/** Bytes in the unit people know from file sizes (10^9). */
export function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
