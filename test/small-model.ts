/** Real models for suites that assert what a model means, or how one of another family is prompted. */
import { gemmaWithTemplate, realModel } from "../tools/real-models/real-models.ts";
import { smallModel } from "../tools/small-model/small-model.ts";
import { PipMissingError } from "../tools/wheels/wheel.ts";
import { builtFor } from "./built-for.ts";

/**
 * The path of the small model, built unless it is there. For `before` hooks: skips the suite, and says so, on a
 * developer's machine without Python or pip. Where `CI` is set that is an error, as every other reason is.
 */
export const smallModelFor = (hook: Mocha.Context): Promise<string> => modelFor(hook, () => smallModel());

/** The same for SmolLM2, Gemma 3 without a chat template, and Gemma 3 with one. */
export const smolLm2For = (hook: Mocha.Context): Promise<string> =>
  modelFor(hook, () => realModel("smollm2"));
export const gemmaFor = (hook: Mocha.Context): Promise<string> => modelFor(hook, () => realModel("gemma3"));
export const gemmaWithTemplateFor = (hook: Mocha.Context): Promise<string> =>
  modelFor(hook, () => gemmaWithTemplate());

const modelFor = (hook: Mocha.Context, build: () => Promise<string>): Promise<string> =>
  builtFor(hook, build, { lacking: PipMissingError, why: "there is no such model" });
