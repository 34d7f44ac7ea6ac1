/** Workspace files that lie on this machine's disk. */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { WorkspaceFiles } from "../context/secret-files.ts";

/** What is worth showing to the model is smaller; generated files and data are not. */
const MAX_BYTES = 1_000_000;

export class DiskFiles implements WorkspaceFiles {
  /** Null for other schemes than `file:` and where no file is. Rejects when there is one that can't be read. */
  async readText(uri: string, signal?: AbortSignal): Promise<string | null> {
    if (!uri.startsWith("file:")) return null;
    try {
      const path = fileURLToPath(uri);
      const stats = await stat(path);
      if (!stats.isFile()) return null;
      if (stats.size > MAX_BYTES) throw new Error("it is larger than 1 MB");
      return await readFile(path, { encoding: "utf8", signal });
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
