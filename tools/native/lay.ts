/**
 * Lays this machine's native packages with our addon into dist/native, where the engine of a clone looks first: what
 * npm has installed stays as it is. They are made of links to the installed files.
 */

import { copyFile, link, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../common/errors.ts";
import { builtAside } from "../wheels/workshop.ts";
import { buildAddons, buildableHere, packageFolder } from "./build.ts";
import { packageFiles } from "./package-files.ts";
import { ADDON, binariesIn, type VariantName } from "./variants.ts";

/** Where the packages with our addon are, by their names. */
export const LAID = fileURLToPath(new URL("../../dist/native", import.meta.url));

/** Builds what this machine runs and can build, and lays it. Throws a `NoCompilerError` where nothing can be built. */
export async function layForThisMachine(say: (line: string) => void): Promise<void> {
  await lay(await buildAddons(buildableHere(), say));
}

/**
 * The same for whoever goes on without it: the engine then runs with the addon that is shipped in the packages, and
 * `say` gets the reason.
 */
export async function layIfPossible(say: (line: string) => void): Promise<void> {
  try {
    await layForThisMachine(say);
  } catch (error) {
    await rm(LAID, { recursive: true, force: true });
    say(
      `${messageOf(error)} The engine runs with node-llama-cpp's own addon: it can't ` +
        `keep experts on the CPU, nor end a batch under way, and it draws tokens more slowly.`,
    );
  }
}

async function lay(addons: ReadonlyMap<VariantName, string>): Promise<void> {
  if (await isLaid(addons)) return;
  const folders = new Map([...addons.keys()].map((name) => [name, packageFolder(name)]));
  await rm(LAID, { recursive: true, force: true });
  await builtAside(
    LAID,
    () => isLaid(addons),
    async (workshop) => {
      const laid = join(workshop, "native");
      for (const [name, addon] of addons) {
        const files = await packageFiles({ name, folder: packageFolder(name), addon, folders });
        for (const [inPackage, path] of files) await put(path, join(laid, name, inPackage));
      }
      return laid;
    },
  );
}

/** Whether the same addons are there, in packages of the same version. */
async function isLaid(addons: ReadonlyMap<VariantName, string>): Promise<boolean> {
  for (const [name, addon] of addons) {
    const pairs = [
      [join(addon, ADDON), join(LAID, name, binariesIn(name), ADDON)],
      [join(packageFolder(name), "package.json"), join(LAID, name, "package.json")],
    ] as const;
    for (const [one, other] of pairs) {
      const [a, b] = await Promise.all([readFile(one), readFile(other).catch(() => undefined)]);
      if (b === undefined || !a.equals(b)) return false;
    }
  }
  return true;
}

async function put(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  // A link can't lead to another disk.
  await link(from, to).catch(() => copyFile(from, to));
}
