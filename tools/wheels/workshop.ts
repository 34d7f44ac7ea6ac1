/** Large files and folders that are built once and kept. */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isProcessAlive } from "../../common/process-identity.ts";

export interface Progress {
  /** What is being done, in words: "Downloading the base model (93 MB)". */
  step: string;
  /** How much of the step is done, from 0 to 1. */
  fraction: number;
}

export interface BuildOptions {
  onProgress?(progress: Progress): void;
  signal?: AbortSignal;
}

/**
 * Lets `build` make a file or a folder in a folder of its own, and puts it at `path`.
 *
 * Others may build it at the same time: the first to finish wins. Whoever is cut off leaves a folder that the next
 * build removes.
 */
export async function builtAside(
  path: string,
  isThere: () => Promise<boolean>,
  build: (workshop: string) => Promise<string>,
): Promise<string> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);
  const workshop = await mkdtemp(join(folder, `${WORKSHOP_PREFIX}${process.pid}-`));
  try {
    await finish(await build(workshop), path, isThere);
  } finally {
    await removeFolder(workshop);
  }
  return path;
}

/** Whether the file is there, whole. */
export async function isBuilt(path: string, bytes: number): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.size === bytes;
}

async function finish(from: string, path: string, isThere: () => Promise<boolean>): Promise<void> {
  try {
    await rename(from, path);
  } catch (error) {
    // A folder can't be replaced, and on Windows no file that is in use: somebody else was first.
    if (!(await isThere())) throw error;
  }
}

const WORKSHOP_PREFIX = "building-";

/** Removes what builds of processes that are gone have left. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const builder =
      name.startsWith(WORKSHOP_PREFIX) && Number.parseInt(name.slice(WORKSHOP_PREFIX.length), 10);
    if (builder && !isProcessAlive(builder)) await removeFolder(join(folder, name));
  }
}

const removeFolder = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 5 });
