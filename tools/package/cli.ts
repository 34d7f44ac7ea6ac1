/** `npm run package`: see USAGE. */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../../common/errors.ts";
import { isTargetName, TARGET_NAMES, targetOfThisMachine } from "./targets.ts";
import { packageVsix } from "./vsix.ts";

const USAGE = `npm run package -- [--target TARGET] [--cuda] [--addons FOLDER] [--out FOLDER]

  --target TARGET  ${TARGET_NAMES.join(", ")};
                   this machine's by default
  --cuda           a variant with the CUDA back end, for linux-x64 and win32-x64
  --addons FOLDER  our addons, as "npm run native -- --out FOLDER" makes them on each system;
                   without it those that this machine can build
  --out FOLDER     where the VSIX goes; out/vsix by default`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: "string", default: targetOfThisMachine() ?? "" },
      cuda: { type: "boolean", default: false },
      addons: { type: "string" },
      out: { type: "string", default: "out/vsix" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { target, cuda } = values;
  if (!isTargetName(target)) throw new Error(`No target: ${target || "(none)"}\n\n${USAGE}`);
  const addons = values.addons === undefined ? {} : { addons: resolve(values.addons) };
  const vsix = await packageVsix(target, { cuda, ...addons, out: resolve(values.out), say: console.log });
  console.log(`${vsix.path} (${(vsix.bytes / 1e6).toFixed(1)} MB)\n${vsix.notes}`);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
