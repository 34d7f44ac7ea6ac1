/**
 * The integrity of the native packages that are shipped, in package-lock.json. npm writes none for those that it could
 * not reach when the lock file was made: other systems' that the registry of a mirror lacks.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { lockEntrySchema } from "./native-packages.ts";
import { NpmError, npm } from "./npm.ts";
import { nativePackageNames, TARGET_NAMES, TARGETS } from "./targets.ts";

const lockSchema = v.looseObject({ packages: v.record(v.string(), v.looseObject({})) });
type Lock = v.InferOutput<typeof lockSchema>;

/** What the registry says of a package, undefined where it doesn't have it. */
export type AskRegistry = (name: string, version: string) => Promise<string | undefined>;

/** Those that one target or another gets. */
export function shippedPackages(): string[] {
  return [
    ...new Set(TARGET_NAMES.flatMap((name) => nativePackageNames(name, "cuda" in TARGETS[name]))),
  ].toSorted();
}

/** Those of the packages that a lock file has no integrity for, with their versions. @throws when one isn't in it */
export function withoutIntegrity(lock: Lock, names: readonly string[]): Map<string, string> {
  const missing = new Map<string, string>();
  for (const name of names) {
    const { version, integrity } = v.parse(lockEntrySchema, lock.packages[`node_modules/${name}`]);
    if (integrity === undefined) missing.set(name, version);
  }
  return missing;
}

/** The lock file with what is known; npm has the integrity right after the version. */
export function withIntegrity(lock: Lock, known: ReadonlyMap<string, string>): Lock {
  const packages = { ...lock.packages };
  for (const [name, integrity] of known) {
    const { version, ...rest } = v.parse(lockEntrySchema, packages[`node_modules/${name}`]);
    packages[`node_modules/${name}`] = { version, integrity, ...rest };
  }
  return { ...lock, packages };
}

/** Writes what the registry has into the lock file. @returns the packages that are still without */
export async function completeLock(root: string, ask: AskRegistry): Promise<string[]> {
  const lock = await readLock(root);
  const missing = withoutIntegrity(lock, shippedPackages());
  const known = new Map<string, string>();
  for (const [name, version] of missing) {
    const integrity = await ask(name, version);
    if (integrity !== undefined) known.set(name, integrity);
  }
  if (known.size > 0)
    await writeFile(lockFile(root), `${JSON.stringify(withIntegrity(lock, known), undefined, 2)}\n`);
  return [...missing.keys()].filter((name) => !known.has(name));
}

export async function missingInLock(root: string): Promise<string[]> {
  return [...withoutIntegrity(await readLock(root), shippedPackages()).keys()];
}

/** Asks the registry that npm is set up for. */
export function askNpm(root: string): AskRegistry {
  return async (name, version) => {
    try {
      const answer = await npm(["view", `${name}@${version}`, "dist.integrity", "--json"], root);
      return v.parse(v.pipe(v.string(), v.regex(/^sha512-[\w+/]+=*$/)), JSON.parse(answer));
    } catch (error) {
      if (error instanceof NpmError && error.isNotThere) return undefined;
      throw error;
    }
  };
}

const lockFile = (root: string) => join(root, "package-lock.json");

async function readLock(root: string): Promise<Lock> {
  return v.parse(lockSchema, JSON.parse(await readFile(lockFile(root), "utf8")));
}
