/** The addons of ours that go into a VSIX (tools/native). */

import { join } from "node:path";
import { messageOf } from "../../common/errors.ts";
import { buildAddons, buildableHere } from "../native/build.ts";
import { checkRecord } from "../native/record.ts";
import { isVariantName, type VariantName } from "../native/variants.ts";

/**
 * Where each native package's addon is, as a folder, by the name of the package without its scope.
 *
 * @param names of native packages, without their scope
 * @param folder has an addon for each package, in a folder of its name: a release's, built on several systems. Throws
 * where one is missing or isn't what was built. Without it what this machine can build is built; other packages go
 * into the VSIX as they are, and `say` gets which.
 */
export async function addonsFor(
  names: readonly string[],
  folder: string | undefined,
  say: (line: string) => void,
): Promise<Map<string, string>> {
  const wanted = names.filter(isVariantName);
  if (folder === undefined) return built(wanted, say);
  const addons = new Map(wanted.map((name) => [name, join(folder, name)]));
  for (const addon of addons.values()) await checkRecord(addon);
  return addons;
}

async function built(
  names: readonly VariantName[],
  say: (line: string) => void,
): Promise<Map<string, string>> {
  const here = buildableHere();
  const buildable = names.filter((name) => here.includes(name));
  const others = names.filter((name) => !buildable.includes(name));
  const shipsTheirs = (which: readonly string[], why: string) =>
    say(`${why} ${which.join(", ")} comes with node-llama-cpp's own addon.`);
  if (others.length > 0) shipsTheirs(others, "This machine can't build every addon.");
  if (buildable.length === 0) return new Map();
  try {
    return await buildAddons(buildable, say);
  } catch (error) {
    shipsTheirs(buildable, messageOf(error));
    return new Map();
  }
}
