/**
 * Repositories that appear in the workspace while a sandboxed command runs. The editor opens each by itself, and git then
 * runs what its settings and hooks say, outside of the sandbox: so they get another name before.
 */
import { randomUUID } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { basename } from "node:path";
import { isInstalled, masksOf } from "./masks.ts";

const NAME = ".git";

export interface NewRepositories {
  /** Something has appeared or changed at this path: whether it is a repository, or in one, that has another name now. */
  notice: (path: string) => boolean;
  /** Looks through the folders, and renames those that have appeared. */
  renameAll: () => Promise<void>;
}

/**
 * @param roots the workspace's folders
 * @param known paths that aren't new
 * @param onRenamed says from what to what
 */
export function newRepositories(
  roots: readonly string[],
  known: ReadonlySet<string>,
  onRenamed: (from: string, to: string) => void,
): NewRepositories {
  const rename = (path: string) => {
    if (basename(path) !== NAME || known.has(path)) return false;
    const aside = existsSync(`${path}-from-sandbox`)
      ? `${path}-from-sandbox-${randomUUID()}`
      : `${path}-from-sandbox`;
    try {
      // At once: the editor waits half a second before it looks.
      renameSync(path, aside);
    } catch {
      // It has gone again.
      return false;
    }
    onRenamed(path, aside);
    return true;
  };
  const notice = (path: string) => {
    const repository = /^.*?[\\/]\.git(?=[\\/]|$)/.exec(path)?.[0];
    if (repository === undefined) return false;
    // What is installed isn't looked through: there only one that appears is known to be new.
    if (path !== repository && isInstalled(repository)) return false;
    return rename(repository);
  };
  const renameAll = async () => {
    for (const root of roots)
      for (const path of (await masksOf(root, Number.POSITIVE_INFINITY))?.fixed ?? []) rename(path);
  };
  return { notice, renameAll };
}
