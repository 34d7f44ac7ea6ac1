/** What is wrong with a model file, in words for the person. */
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

const CHOOSE_ANOTHER = "Choose a gpt-oss model file (GGUF).";

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
  notHarmony: (name: string, architecture: string) =>
    new ModelProblem(
      `${name} (${architecture}) is not a gpt-oss model: it lacks the Harmony tokens that Ossicle's prompts need.`,
      CHOOSE_ANOTHER,
    ),
  tooLarge: (name: string, needed: number, free: number) =>
    new ModelProblem(
      `${name} is too large for this machine: it needs about ${gigabytes(needed)} of memory, and ${gigabytes(free)} are free.`,
      "Close other programs, or choose a smaller model.",
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
