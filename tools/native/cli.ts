/**
 * `npm run native -- [VARIANT …]`: builds node-llama-cpp's addon with our patches and prints where each is. Without
 * a name all that this machine runs and can build are built, and laid into dist/native for the engine.
 */
import { parseArgs } from "node:util";
import { buildAddons } from "./build.ts";
import { layIfPossible } from "./lay.ts";
import { isVariantName, VARIANT_NAMES } from "./variants.ts";

const USAGE = `npm run native -- [VARIANT …]

  VARIANT  ${VARIANT_NAMES.join(", ")}`;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length === 0) return layIfPossible(console.log);
  const names = positionals.filter(isVariantName);
  if (names.length !== positionals.length) throw new Error(USAGE);
  for (const [name, path] of await buildAddons(names, console.log)) console.log(`${name}: ${path}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
