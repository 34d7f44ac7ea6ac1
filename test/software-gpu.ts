/** The software GPU for suites that run on one. */
import { ensureSystemPackages, SOFTWARE_GPU } from "../tools/editor-host/system-packages.ts";

/** Its memory in bytes, by its own account. */
export const SOFTWARE_GPU_BYTES = 2 ** 31;

/** Without its number in the environment llama.cpp passes over a GPU that is a CPU. */
export const SOFTWARE_GPU_DEVICE = 0;

/** Installing it takes a minute, and compiling its shaders for the first time another one. */
const TIMEOUT_MS = 600_000;

/**
 * Sees to it that it is there. For `before` hooks: skips the suite, and says so, where it can't be had: on a system
 * that isn't Linux, and on a developer's machine without it. Where `CI` is set the latter is an error.
 */
export function softwareGpuFor(hook: Mocha.Context): void {
  hook.timeout(TIMEOUT_MS);
  if (process.platform !== "linux") {
    console.warn("Skipped, as there is no software GPU for this system.");
    hook.skip();
  }
  try {
    ensureSystemPackages([SOFTWARE_GPU]);
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn(`Skipped, as there is no software GPU. ${error instanceof Error ? error.message : ""}`);
    hook.skip();
  }
}
