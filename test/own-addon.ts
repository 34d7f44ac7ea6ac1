/** Our build of node-llama-cpp's addon for suites that need it. */
import { NoCompilerError } from "../tools/native/find-compiler.ts";
import { layForThisMachine } from "../tools/native/lay.ts";
import { builtFor } from "./built-for.ts";

/** Sees to it that it is in dist/native; skips the suite where there is no compiler, as `builtFor` does. */
export const ownAddonFor = (hook: Mocha.Context): Promise<void> =>
  builtFor(hook, () => layForThisMachine(() => {}), {
    lacking: NoCompilerError,
    why: "our addon can't be built",
  });
