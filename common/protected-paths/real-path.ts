/** Where a path really leads, with the links on its way. */
import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isCode } from "../errors.ts";

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * The path that is really read or written: without links, also for a file that isn't there yet and for a link to one.
 *
 * @param path absolute
 * @throws where it can't be told: links in a circle, a folder that can't be read, a file in place of a folder
 */
export async function realPathOf(path: string): Promise<string> {
  return resolved(path, MAX_LINKS);
}

async function resolved(path: string, linksLeft: number): Promise<string> {
  if (linksLeft === 0) throw new Error(`${path}: too many links`);
  try {
    return await realpath(path);
  } catch (error) {
    if (!isCode(error, "ENOENT") || dirname(path) === path) throw error;
  }
  const folder = await resolved(dirname(path), linksLeft);
  const here = join(folder, basename(path));
  let target: string;
  try {
    target = await readlink(here);
  } catch {
    // It isn't a link, or not there: it will be made at this place.
    return here;
  }
  return resolved(resolve(folder, target), linksLeft - 1);
}

/**
 * The way from a folder to what is in it, with slashes; undefined for the folder itself and all that is outside.
 *
 * @param folder absolute, without links
 * @param path absolute, without links
 */
export function pathInside(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return way.replaceAll(sep, "/");
}
