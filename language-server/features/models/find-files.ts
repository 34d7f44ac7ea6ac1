/**
 * Finds model files in a folder. What lies there is somebody else's: links may lead in circles, trees may be of any
 * size, files may be unreadable. So the search is bounded, ends when it is told to, and never rejects for a file.
 */
import { opendir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { modelFiles, splitPart } from "../../engine-client/api.ts";

const MAX_DEPTH = 8;
const MAX_ENTRIES = 50_000;
const MAX_FILES = 500;
/** A projector lies beside the model that it belongs to. */
const VISION_PART = /^mmproj/i;

/** A model on the disk. */
export interface ModelFile {
  /** Of the file to load. */
  path: string;
  /** All parts together. */
  bytes: number;
  /** The newest part's time of change, in ms. */
  modifiedMs: number;
  /** Its name where the file's own says nothing. */
  name?: string;
}

/** The models in a folder, in no order. Rejects with the signal's reason alone. */
export async function findModelFiles(folder: string, signal: AbortSignal): Promise<ModelFile[]> {
  const found: ModelFile[] = [];
  const visited = new Set<string>();
  let entries = 0;
  const waiting = [{ folder, depth: 0 }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    // A folder that is linked twice, or into itself, is looked at once.
    const real = await realpath(next.folder).catch(() => undefined);
    if (real === undefined || visited.has(real)) continue;
    visited.add(real);
    for await (const entry of entriesOf(next.folder)) {
      signal.throwIfAborted();
      if (++entries > MAX_ENTRIES || found.length >= MAX_FILES) return found;
      const path = join(next.folder, entry.name);
      if (/\.gguf$/i.test(entry.name)) {
        if (VISION_PART.test(entry.name)) continue;
        const file = await modelFileAt(path);
        if (file) found.push(file);
      } else if (
        next.depth < MAX_DEPTH &&
        (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path))))
      ) {
        waiting.push({ folder: path, depth: next.depth + 1 });
      }
    }
  }
  return found;
}

/** The model that this path is the file of; undefined for no file, a later part of one, or a part of a vision model. */
export async function modelFileAt(path: string): Promise<ModelFile | undefined> {
  if ((splitPart(path)?.part ?? 1) !== 1) return undefined;
  const parts = await Promise.all(modelFiles(path).map((file) => stat(file).catch(() => undefined)));
  if (!parts[0]?.isFile()) return undefined;
  const there = parts.filter((part) => part !== undefined);
  return {
    path,
    bytes: there.reduce((sum, { size }) => sum + size, 0),
    modifiedMs: Math.max(...there.map(({ mtimeMs }) => mtimeMs)),
  };
}

async function* entriesOf(folder: string) {
  try {
    // Closes itself.
    yield* await opendir(folder);
  } catch {
    // Not there, not to be read, or gone meanwhile.
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
