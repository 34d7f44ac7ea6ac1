/** What is remembered of a download that has not ended: a new engine shows it as paused, and goes on with it. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { translatableText } from "../../../common/translatable-text.ts";
import { fileSpecSchema } from "../../engine-protocol/download-spec.ts";
import { finalPath, notesFolder, originPath, partPath, readNote, statePath, writeNote } from "./places.ts";

const stateSchema = v.object({
  version: v.literal(1),
  id: v.string(),
  name: v.string(),
  files: v.array(v.omit(fileSpecSchema, ["url"])),
  /** Why it failed, and what to do. */
  problem: v.optional(
    v.object({ reason: translatableText, advice: translatableText, isMismatch: v.boolean() }),
  ),
});

export type StoredDownload = v.InferOutput<typeof stateSchema>;

const SUFFIX = ".download.json";

export async function storeDownload(
  folder: string,
  download: Omit<StoredDownload, "version">,
): Promise<void> {
  await writeNote(statePath(folder, download.id), { version: 1, ...download });
}

export async function storedDownloads(folder: string): Promise<StoredDownload[]> {
  const names = await readdir(notesFolder(folder)).catch(() => []);
  const states = names
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => readNote(join(notesFolder(folder), name), stateSchema));
  return (await Promise.all(states)).filter((state) => state !== undefined);
}

/** Forgets a download, and what has arrived too unless it is to be kept. */
export async function removeDownload(
  folder: string,
  { id, files }: Pick<StoredDownload, "id" | "files">,
  keepPart: boolean,
): Promise<void> {
  await rm(statePath(folder, id), { force: true });
  if (keepPart) return;
  for (const { name } of files) {
    await rm(partPath(folder, name), { force: true });
    await rm(originPath(folder, name), { force: true });
  }
}

/** Bytes that are there, of all files together. */
export async function arrivedBytes(folder: string, files: StoredDownload["files"]): Promise<number> {
  const sizes = files.map(async ({ name, bytes }) => {
    const stats = await stat(partPath(folder, name))
      .catch(() => stat(finalPath(folder, name)))
      .catch(() => undefined);
    return Math.min(stats?.size ?? 0, bytes);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
