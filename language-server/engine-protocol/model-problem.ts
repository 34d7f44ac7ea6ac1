/** What is wrong with a model file, in words for the user. */

import * as v from "valibot";
import { bytes } from "../../common/format.ts";
import type { FitPlan } from "../protocol/models.ts";
import { type RemedyAction, remedyAction } from "../protocol/status.ts";

/** As it goes with an error over the engine's wire. */
const problemData = v.object({ reason: v.string(), advice: v.string(), remedy: remedyAction });

export class ModelProblem extends Error {
  /** One sentence: what to do next. */
  readonly advice: string;
  readonly remedy: RemedyAction;

  constructor(reason: string, advice: string, remedy: RemedyAction = "selectModel") {
    super(reason);
    this.advice = advice;
    this.remedy = remedy;
  }

  get data(): v.InferOutput<typeof problemData> {
    return { reason: this.message, advice: this.advice, remedy: this.remedy };
  }

  /** Undefined for data of something else. */
  static fromData(raw: unknown): ModelProblem | undefined {
    const parsed = v.safeParse(problemData, raw);
    if (!parsed.success) return undefined;
    const { reason, advice, remedy } = parsed.output;
    return new ModelProblem(reason, advice, remedy);
  }
}

const CHOOSE_ANOTHER = "Select another model file (GGUF).";

/** Every way in which a file is no usable model. `name` is the file's name, not its path. */
export const modelProblems = {
  missing: (name: string) =>
    new ModelProblem(`${name} doesn't exist at that path.`, "Check the path, or select another model file."),
  folder: (name: string) =>
    new ModelProblem(`${name} is a folder, not a model file.`, "Select the .gguf file inside it."),
  unreadable: (name: string) =>
    new ModelProblem(
      `${name} can't be read: access denied.`,
      "Change the file's permissions, or select another model file.",
    ),
  empty: (name: string) =>
    new ModelProblem(
      `${name} is empty.`,
      "The download probably failed. Download the file again, or select another one.",
    ),
  notGguf: (name: string) => new ModelProblem(`${name} is not a GGUF file.`, CHOOSE_ANOTHER),
  damagedHeader: (name: string) =>
    new ModelProblem(
      `The header of ${name} is damaged.`,
      "Download the file again, or select another model file.",
    ),
  cutShort: (name: string, size: number, wanted: number) =>
    new ModelProblem(
      `${name} is incomplete: it has ${bytes(size)} of at least ${bytes(wanted)}.`,
      "The download probably stopped early. Download the file again, or select another one.",
    ),
  partMissing: (name: string, missing: string) =>
    new ModelProblem(
      `${name} is one part of a model, but the part ${missing} is missing.`,
      "Put the missing part in the same folder, or select another model file.",
    ),
  laterPart: (name: string, first: string) =>
    new ModelProblem(`${name} is not the first part of its model.`, `Select the first part, ${first}.`),
  changed: (name: string) =>
    new ModelProblem(
      `${name} has changed since its checksum was verified.`,
      "Verify it again. If you changed it yourself, move it out of Ossicle's folder and select it there.",
      "verifyModel",
    ),
  ollamaForm: (name: string) =>
    new ModelProblem(
      `${name} is gpt-oss in Ollama's own format, which llama.cpp can't load.`,
      "Download gpt-oss in llama.cpp's format. You can keep Ollama's copy too.",
      "downloadModel",
    ),
  embedding: (name: string, architecture: string) =>
    new ModelProblem(
      `${name} is an embedding model (${architecture}) and can't generate text.`,
      CHOOSE_ANOTHER,
    ),
  projector: (name: string) =>
    new ModelProblem(
      `${name} is a projector, the image part of another model, and can't generate text.`,
      CHOOSE_ANOTHER,
    ),
  adapter: (name: string) =>
    new ModelProblem(
      `${name} is a LoRA adapter, not a model.`,
      "Add it to the setting ossicle.model.lora, and select the model it belongs to.",
    ),
  unknownArchitecture: (name: string, architecture: string, release: string) =>
    new ModelProblem(
      `${name} has the architecture "${architecture}", which this version of llama.cpp (${release}) doesn't support.`,
      "If the model is new, update Ossicle. Otherwise, select another model file.",
    ),
  tooLarge: (name: string, plan: FitPlan) =>
    new ModelProblem(
      `${name} is too large for this machine: it needs about ${bytes(plan.ramNeeded + plan.vramNeeded)} of memory, but only ${bytes(plan.ramFree)} is free.`,
      plan.advice.includes("closePrograms")
        ? "Close other programs, or select a smaller model."
        : "Select a smaller model. This one needs a machine with more memory.",
    ),
  outOfMemory: (name: string) =>
    new ModelProblem(
      `Memory ran out while ${name} was loading, even with the smallest plan.`,
      "Close other programs and try again, or select a smaller model.",
      "retry",
    ),
  /** llama.cpp's own last words are the best reason there is. */
  failed: (name: string, why: string) =>
    new ModelProblem(
      `llama.cpp couldn't load ${name}: ${why}`,
      "See the log, or select another model file.",
      "showLog",
    ),
  crashed: (name: string) =>
    new ModelProblem(
      `llama.cpp crashed while loading ${name}, on the GPU and on the CPU.`,
      "Select another model file, or restart to try once more. The log has details.",
      "restart",
    ),
  readerCrashed: (name: string) =>
    new ModelProblem(
      `The header of ${name} couldn't be read. The file is probably damaged.`,
      "Download the file again, or select another model file.",
    ),
};
