/** Workspace files that lie on this machine's disk. */

import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import { MAX_FILE_BYTES } from "../../protocol/limits.ts";
import type { FileState, FolderEntry } from "../../protocol/workspace.ts";
import { t } from "../../text/l10n.ts";

/** How a disk is read. */
interface Reading {
  /** Nothing where there is none; or it throws. */
  stat(path: string): Promise<Stats> | Stats | undefined;
  readFile(path: string, signal?: AbortSignal): Promise<string> | string;
  realpath(path: string): Promise<string> | string;
  readdir(path: string): Promise<Dirent[]> | Dirent[];
}

const IN_TURNS: Reading = {
  stat: (path) => stat(path),
  readFile: (path, signal) => readFile(path, { encoding: "utf8", signal }),
  realpath: (path) => realpath(path),
  readdir: (path) => readdir(path, { withFileTypes: true }),
};

/** For a thread that has nothing else to do: a tenth of the time for small files. */
export const AT_ONCE: Reading = {
  stat: (path) => statSync(path, { throwIfNoEntry: false }),
  readFile: (path) => readFileSync(path, "utf8"),
  realpath: (path) => realpathSync.native(path),
  readdir: (path) => readdirSync(path, { withFileTypes: true }),
};

export class DiskFiles implements WorkspaceTree {
  readonly #reading: Reading;

  constructor(reading = IN_TURNS) {
    this.#reading = reading;
  }

  /** Null for other schemes than `file:` and where no file is. Rejects when there is one that can't be read. */
  async readText(uri: string, signal?: AbortSignal): Promise<string | null> {
    if (!uri.startsWith("file:")) return null;
    try {
      const path = fileURLToPath(uri);
      const stats = await this.#reading.stat(path);
      if (!stats?.isFile()) return null;
      if (stats.size > MAX_FILE_BYTES) throw new Error(t("it is larger than 1 MB"));
      return await this.#reading.readFile(path, signal);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async realUri(uri: string): Promise<string | undefined> {
    if (!uri.startsWith("file:")) return undefined;
    try {
      return pathToFileURL(await this.#reading.realpath(fileURLToPath(uri))).href;
    } catch {
      return undefined;
    }
  }

  async list(folder: string): Promise<FolderEntry[]> {
    if (!folder.startsWith("file:")) return [];
    try {
      const entries = await this.#reading.readdir(fileURLToPath(folder));
      return entries.flatMap((entry): FolderEntry[] => {
        const { name } = entry;
        // Links lead out of the workspace, or in circles.
        return entry.isFile()
          ? [{ name, kind: "file" }]
          : entry.isDirectory()
            ? [{ name, kind: "folder" }]
            : [];
      });
    } catch {
      return [];
    }
  }

  async state(uri: string): Promise<FileState | undefined> {
    if (!uri.startsWith("file:")) return undefined;
    try {
      const stats = await this.#reading.stat(fileURLToPath(uri));
      return stats && { bytes: stats.size, modified: stats.mtimeMs, isFolder: stats.isDirectory() };
    } catch {
      return undefined;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
