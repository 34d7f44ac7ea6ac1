/**
 * `node test/prepare.ts NAME`: gets what suites need and a clone hasn't, once and beside everything else that
 * `npm test` does. A suite that is run alone gets it by itself.
 */
import { messageOf } from "../common/errors.ts";
import { ensureEditorHost } from "../tools/editor-host/install.ts";
import {
  BROWSER,
  BUBBLEWRAP,
  buildTools,
  ensureSystemPackages,
  IPROUTE,
  SOFTWARE_GPU,
  VULKAN_HEADERS,
} from "../tools/editor-host/system-packages.ts";
import { layIfPossible } from "../tools/native/lay.ts";
import { gemmaWithTemplate, REAL_MODEL_NAMES, realModel } from "../tools/real-models/real-models.ts";
import { smallModel } from "../tools/small-model/small-model.ts";
import { STRACE } from "./no-cloud/linux.ts";

const PREPARATIONS: Record<string, () => void | Promise<void>> = {
  "system packages": () => {
    const forLinux =
      process.platform === "linux" ? [SOFTWARE_GPU, VULKAN_HEADERS, BUBBLEWRAP, STRACE, IPROUTE] : [];
    ensureSystemPackages([...buildTools(), BROWSER, ...forLinux]);
  },
  "VS Code server": () => ensureEditorHost(),
  addon: () => layIfPossible(console.log),
  models: async () => {
    await smallModel();
    for (const name of REAL_MODEL_NAMES) await realModel(name);
    await gemmaWithTemplate();
  },
};

const prepare = PREPARATIONS[process.argv[2] ?? ""];
if (!prepare) throw new Error(`There is nothing to prepare by this name: ${process.argv[2]}`);
try {
  await prepare();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
