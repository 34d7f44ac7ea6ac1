/** `npm run native`: see USAGE. */

import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../../common/errors.ts";
import { buildAddons } from "./build.ts";
import { layForThisMachine } from "./lay.ts";
import { checkRecord } from "./record.ts";
import { isVariantName, VARIANT_NAMES } from "./variants.ts";

const USAGE = `npm run native [-- --out FOLDER VARIANT …]

Builds node-llama-cpp's addon with our patches. Without arguments: what this machine runs and can build, for the engine
of this clone.

  --out FOLDER  where each VARIANT's addon goes, for "npm run package -- --addons FOLDER"
  VARIANT       ${VARIANT_NAMES.join(", ")}`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
  if (positionals.length === 0 && values.out === undefined) return layForThisMachine(console.log);
  const names = positionals.filter(isVariantName);
  if (names.length === 0 || names.length < positionals.length || values.out === undefined)
    throw new Error(USAGE);
  for (const [name, folder] of await buildAddons(names, console.log)) {
    const to = resolve(join(values.out, name));
    await cp(folder, to, { recursive: true });
    await checkRecord(to);
    console.log(to);
  }
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
