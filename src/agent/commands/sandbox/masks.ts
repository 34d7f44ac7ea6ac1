/** What of a workspace a sandboxed command can't read, or can't change. */
import type { Dirent } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isCode } from "../../../../common/errors.ts";
import { protectedKind } from "../../../../common/protected-paths/protection.ts";
import { pathInside } from "../../../../common/protected-paths/real-path.ts";
import { mayHoldSecrets } from "../../../../common/secrets/secret-names.ts";

/** A workspace with more isn't looked through before each command. */
const MAX_ENTRIES = 200_000;
/** What is installed holds no secrets of the user's, and is most of a workspace. */
const INSTALLED = new Set(["node_modules", ".venv", "venv", "target"]);

export interface Masks {
  /** Files that may hold secrets, and sockets. */
  hidden: string[];
  /** Files and folders that must stay as they are. */
  fixed: string[];
}

/**
 * Looks through a folder of the workspace, without looking into what links lead to.
 *
 * @param root absolute, without links
 * @returns nothing where it has more entries than that
 */
export async function masksOf(root: string, maxEntries = MAX_ENTRIES): Promise<Masks | undefined> {
  const masks: Masks = { hidden: [], fixed: [] };
  const left = [""];
  let count = 0;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    const entries = await entriesOf(join(root, folder));
    count += entries.length;
    if (count > maxEntries) return undefined;
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) {
        // Its name says what is in the file that it leads to. One that leads nowhere hides nothing.
        const target = await realpath(join(root, path)).catch(() => undefined);
        if (target === undefined || pathInside(root, target) === undefined) continue;
        if (protectedKind(path) !== undefined) masks.fixed.push(target);
        else if (mayHoldSecrets(`/${path}`, path)) masks.hidden.push(target);
      } else if (protectedKind(path) !== undefined) masks.fixed.push(join(root, path));
      else if (entry.isDirectory()) {
        if (!INSTALLED.has(entry.name)) left.push(path);
      } else if (!entry.isFile() || mayHoldSecrets(`/${path}`, path)) masks.hidden.push(join(root, path));
    }
  }
  return masks;
}

/** Whether a path is in a folder that isn't looked through. */
export function isInstalled(path: string): boolean {
  return path.split(/[\\/]/).some((name) => INSTALLED.has(name));
}

/** A folder that can't be read by us can't be read by a command; one may have gone meanwhile. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isCode(error, "EACCES") || isCode(error, "ENOENT")) return [];
    throw error;
  }
}
