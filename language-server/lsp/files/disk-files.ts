/** Workspace files that lie on this machine's disk. */

import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import { MAX_FILE_BYTES } from "../../protocol/limits.ts";
import type { FileState, FolderEntry } from "../../protocol/workspace.ts";
import { t } from "../../text/l10n.ts";

export class DiskFiles implements WorkspaceTree {
  /** Null for other schemes than `file:` and where no file is. Rejects when there is one that can't be read. */
  async readText(uri: string, signal?: AbortSignal): Promise<string | null> {
    if (!uri.startsWith("file:")) return null;
    try {
      const path = fileURLToPath(uri);
      const stats = await stat(path);
      if (!stats.isFile()) return null;
      if (stats.size > MAX_FILE_BYTES) throw new Error(t("it is larger than 1 MB"));
      return await readFile(path, { encoding: "utf8", signal });
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async realUri(uri: string): Promise<string | undefined> {
    if (!uri.startsWith("file:")) return undefined;
    try {
      return pathToFileURL(await realpath(fileURLToPath(uri))).href;
    } catch {
      return undefined;
    }
  }

  async list(folder: string): Promise<FolderEntry[]> {
    if (!folder.startsWith("file:")) return [];
    try {
      const entries = await readdir(fileURLToPath(folder), { withFileTypes: true });
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
      const stats = await stat(fileURLToPath(uri));
      return { bytes: stats.size, modified: stats.mtimeMs, isFolder: stats.isDirectory() };
    } catch {
      return undefined;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
