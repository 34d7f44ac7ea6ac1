/** Reads zip files, which both Python wheels and NumPy's .npz files are. */

import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import yauzl from "yauzl";

/** Hands the content of each entry that `wanted` names to `use`, one after the other. */
async function eachEntry(
  path: string,
  wanted: (name: string) => boolean,
  use: (content: Readable, name: string) => Promise<void>,
): Promise<void> {
  const zip = await yauzl.openPromise(path);
  try {
    for await (const entry of zip.eachEntry())
      if (wanted(entry.fileName)) await use(await zip.openReadStreamPromise(entry), entry.fileName);
  } finally {
    zip.close();
  }
}

/** All entries, by name. */
export async function readZip(path: string): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  await eachEntry(
    path,
    () => true,
    async (content, name) => void entries.set(name, await buffer(content)),
  );
  return entries;
}

/** One entry as a stream, which `use` takes to its end. Throws when there is none of that name. */
export async function readZipEntry(
  path: string,
  name: string,
  use: (content: Readable) => Promise<void>,
): Promise<void> {
  let found = false;
  await eachEntry(
    path,
    (entry) => entry === name,
    async (content) => {
      found = true;
      await use(content);
    },
  );
  if (!found) throw new Error(`${path} holds no ${name}.`);
}

/** Writes the files that `wanted` names into a folder, below which no name leads out. */
export async function extractZip(
  path: string,
  wanted: (name: string) => boolean,
  folder: string,
): Promise<void> {
  await eachEntry(
    path,
    (name) => wanted(name) && !name.endsWith("/"),
    async (content, name) => {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(content, createWriteStream(file));
    },
  );
}
