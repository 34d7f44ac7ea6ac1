/**
 * The native packages of a target, in the versions of package-lock.json. npm has installed those of this machine;
 * the others are fetched by npm too, which checks them against the integrity in the lock file where that has one. A
 * release isn't made without (integrity.ts).
 */
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { npm } from "./npm.ts";
import type { Target } from "./targets.ts";

export interface NativePackage {
  /** Such as `@node-llama-cpp/linux-x64`. */
  name: string;
  folder: string;
}

export const lockEntrySchema = v.looseObject({ version: v.string(), integrity: v.optional(v.string()) });
export type LockEntry = v.InferOutput<typeof lockEntrySchema>;
const lockSchema = v.object({ packages: v.record(v.string(), v.unknown()) });
const versionSchema = v.object({ version: v.string() });

/**
 * Finds or fetches packages.
 *
 * @param root the repository
 * @param into a folder for those that have to be fetched
 * @param say is told what is fetched
 */
export async function nativePackages(
  names: readonly string[],
  target: Target,
  root: string,
  into: string,
  say: (line: string) => void,
): Promise<NativePackage[]> {
  const entries = await lockEntries(names, root);
  const found = new Map<string, string>();
  for (const [name, entry] of entries) {
    const folder = join(root, "node_modules", name);
    if (await isVersion(folder, entry.version)) found.set(name, folder);
  }
  const missing = new Map([...entries].filter(([name]) => !found.has(name)));
  if (missing.size > 0) {
    for (const [name, { version, integrity }] of missing)
      say(
        integrity
          ? `Fetching ${name} ${version}.`
          : `Fetching ${name} ${version}. package-lock.json has no integrity for it, so what came can't be checked: run "npm run integrity" before a release.`,
      );
    await fetchPackages(missing, target, into);
  }
  return names.map((name) => ({ name, folder: found.get(name) ?? join(into, "node_modules", name) }));
}

/** What package-lock.json says of packages. */
async function lockEntries(names: readonly string[], root: string): Promise<Map<string, LockEntry>> {
  const { packages } = v.parse(
    lockSchema,
    JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")),
  );
  return new Map(names.map((name) => [name, v.parse(lockEntrySchema, packages[`node_modules/${name}`])]));
}

/** Installs packages for another platform into a folder, by a lock file that holds these and nothing else. */
export async function fetchPackages(
  entries: ReadonlyMap<string, LockEntry>,
  { os, cpu }: Pick<Target, "os" | "cpu">,
  into: string,
): Promise<void> {
  const dependencies = Object.fromEntries([...entries].map(([name, { version }]) => [name, version]));
  const lock = {
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { dependencies },
      // Optional ones npm would leave out without a word.
      ...Object.fromEntries(
        [...entries].map(([name, entry]) => [`node_modules/${name}`, { ...entry, optional: undefined }]),
      ),
    },
  };
  await mkdir(into, { recursive: true });
  await writeFile(join(into, "package.json"), JSON.stringify({ private: true, dependencies }));
  await writeFile(join(into, "package-lock.json"), JSON.stringify(lock));
  await npm(
    ["ci", "--ignore-scripts", "--force", "--loglevel=error", `--os=${os}`, `--cpu=${cpu}`, "--libc=glibc"],
    into,
  );
  for (const name of entries.keys()) await access(join(into, "node_modules", name, "package.json"));
}

async function isVersion(folder: string, version: string): Promise<boolean> {
  const manifest = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
  return manifest !== undefined && v.parse(versionSchema, JSON.parse(manifest)).version === version;
}

/** Whether a file of a native package, by its path in it, is needed at run time: not what links with a DLL. */
export function isNeededOfNative(path: string): boolean {
  return path === "package.json" || /^(?:dist|bins)\/(?!.*\.(?:lib|exp|pdb)$)/.test(path);
}
