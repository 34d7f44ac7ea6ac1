/** Our build of node-llama-cpp's addon for suites that need it. */
import { NoCompilerError } from "../tools/native/find-compiler.ts";
import { layForThisMachine } from "../tools/native/lay.ts";

/** Building it takes a minute, and longer beside other suites. */
const TIMEOUT_MS = 600_000;

/**
 * Sees to it that it is in dist/native. For `before` hooks: skips the suite, and says so, where there is no compiler.
 * Where `CI` is set that is an error.
 */
export async function ownAddonFor(hook: Mocha.Context): Promise<void> {
  hook.timeout(TIMEOUT_MS);
  try {
    await layForThisMachine(() => {});
  } catch (error) {
    if (process.env.CI || !(error instanceof NoCompilerError)) throw error;
    console.warn(`Skipped, as our addon can't be built. ${error.message}`);
    hook.skip();
  }
}
