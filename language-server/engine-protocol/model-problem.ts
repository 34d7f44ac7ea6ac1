/** What is wrong with a model file, in words for the user, which the server translates. */

import * as v from "valibot";
import { bytes } from "../../common/format.ts";
import {
  inEnglish,
  type TranslatableText,
  translatable,
  translatableText,
} from "../../common/translatable-text.ts";
import type { FitPlan } from "../protocol/models.ts";
import { type FixAction, fixAction } from "../protocol/status.ts";

/** As it goes with an error over the engine's wire. */
const problemData = v.object({ reason: translatableText, advice: translatableText, fix: fixAction });

export class ModelProblem extends Error {
  /** One sentence; `message` is the same in English. */
  readonly reason: TranslatableText;
  /** One sentence: what to do next. */
  readonly advice: TranslatableText;
  readonly fix: FixAction;

  constructor(reason: TranslatableText, advice: TranslatableText, fix: FixAction = "selectModel") {
    super(inEnglish(reason));
    this.reason = reason;
    this.advice = advice;
    this.fix = fix;
  }

  get data(): v.InferOutput<typeof problemData> {
    return { reason: this.reason, advice: this.advice, fix: this.fix };
  }

  /** Undefined for data of something else. */
  static fromData(raw: unknown): ModelProblem | undefined {
    const parsed = v.safeParse(problemData, raw);
    if (!parsed.success) return undefined;
    const { reason, advice, fix } = parsed.output;
    return new ModelProblem(reason, advice, fix);
  }
}

const CHOOSE_ANOTHER = translatable("Select another model file (GGUF).");

/** Every way in which a file is no usable model. `name` is the file's name, `path` where it was looked for. */
export const modelProblems = {
  missing: (path: string) =>
    new ModelProblem(
      translatable("There is no file at {0}.", path),
      translatable("Check the path, or select another model file."),
    ),
  folder: (name: string) =>
    new ModelProblem(
      translatable("{0} is a folder, not a model file.", name),
      translatable("Select the .gguf file inside it."),
    ),
  unreadable: (name: string) =>
    new ModelProblem(
      translatable("{0} can't be read: access denied.", name),
      translatable("Change the file's permissions, or select another model file."),
    ),
  empty: (name: string) =>
    new ModelProblem(
      translatable("{0} is empty.", name),
      translatable("The download probably failed. Download the file again, or select another one."),
    ),
  notGguf: (name: string) => new ModelProblem(translatable("{0} is not a GGUF file.", name), CHOOSE_ANOTHER),
  damagedHeader: (name: string) =>
    new ModelProblem(
      translatable("The header of {0} is damaged.", name),
      translatable("Download the file again, or select another model file."),
    ),
  cutShort: (name: string, size: number, wanted: number) =>
    new ModelProblem(
      translatable("{0} is incomplete: it has {1} of at least {2}.", name, bytes(size), bytes(wanted)),
      translatable("The download probably stopped early. Download the file again, or select another one."),
    ),
  partMissing: (name: string, missing: string) =>
    new ModelProblem(
      translatable("{0} is one part of a model, but the part {1} is missing.", name, missing),
      translatable("Put the missing part in the same folder, or select another model file."),
    ),
  laterPart: (name: string, first: string) =>
    new ModelProblem(
      translatable("{0} is not the first part of its model.", name),
      translatable("Select the first part, {0}.", first),
    ),
  changed: (name: string) =>
    new ModelProblem(
      translatable("{0} has changed since its checksum was verified.", name),
      translatable(
        "Verify it again. If you changed it yourself, move it out of Ossicle's folder and select it there.",
      ),
      "verifyModel",
    ),
  ollamaForm: (name: string) =>
    new ModelProblem(
      translatable("{0} is gpt-oss in Ollama's own format, which llama.cpp can't load.", name),
      translatable("Download gpt-oss in llama.cpp's format. You can keep Ollama's copy too."),
      "downloadModel",
    ),
  embedding: (name: string, architecture: string) =>
    new ModelProblem(
      translatable("{0} is an embedding model ({1}) and can't generate text.", name, architecture),
      CHOOSE_ANOTHER,
    ),
  projector: (name: string) =>
    new ModelProblem(
      translatable("{0} is a projector, the image part of another model, and can't generate text.", name),
      CHOOSE_ANOTHER,
    ),
  adapter: (name: string) =>
    new ModelProblem(
      translatable("{0} is a LoRA adapter, not a model.", name),
      translatable("Add it to the setting ossicle.model.lora, and select the model it belongs to."),
    ),
  unknownArchitecture: (name: string, architecture: string, release: string) =>
    new ModelProblem(
      translatable(
        '{0} has the architecture "{1}", which this version of llama.cpp ({2}) doesn\'t support.',
        name,
        architecture,
        release,
      ),
      translatable("If the model is new, update Ossicle. Otherwise, select another model file."),
    ),
  tooLarge: (name: string, plan: FitPlan) =>
    new ModelProblem(
      translatable(
        "{0} is too large for this machine: it needs about {1} of memory, but only {2} is free.",
        name,
        bytes(plan.ramNeeded + plan.vramNeeded),
        bytes(plan.ramFree),
      ),
      plan.advice.includes("closePrograms")
        ? translatable("Close other programs, or select a smaller model.")
        : translatable("Select a smaller model. This one needs a machine with more memory."),
    ),
  tooLargeBeside: (name: string, other: string, plan: FitPlan) =>
    new ModelProblem(
      translatable(
        "{0} doesn't fit in memory beside {1}: it needs about {2}, but only {3} is left.",
        name,
        other,
        bytes(plan.ramNeeded + plan.vramNeeded),
        bytes(plan.ramFree),
      ),
      translatable("Close other programs, or select a smaller model for suggestions."),
    ),
  outOfMemory: (name: string) =>
    new ModelProblem(
      translatable("Memory ran out while {0} was loading, even with the smallest plan.", name),
      translatable("Close other programs and try again, or select a smaller model."),
      "retry",
    ),
  /** llama.cpp's own last words are the best reason there is. */
  failed: (name: string | TranslatableText, why: string | TranslatableText) =>
    new ModelProblem(
      translatable("llama.cpp couldn't load {0}: {1}", name, why),
      translatable("See the log, or select another model file."),
      "showLog",
    ),
  crashed: (name: string) =>
    new ModelProblem(
      translatable("llama.cpp crashed while loading {0}, on the GPU and on the CPU.", name),
      translatable("Select another model file, or restart to try once more. The log has details."),
      "restart",
    ),
  readerCrashed: (name: string) =>
    new ModelProblem(
      translatable("The header of {0} couldn't be read. The file is probably damaged.", name),
      translatable("Download the file again, or select another model file."),
    ),
};
