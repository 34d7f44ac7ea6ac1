/** Workspace files that lie on this machine's disk. */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { WorkspaceFiles } from "../context/secret-files.ts";

/** What is worth showing to the model is smaller; generated files and data are not. */
const MAX_BYTES = 1_000_000;

export class DiskFiles implements WorkspaceFiles {
  /** Null for other schemes than `file:`, for what is no plain file, and for files over 1 MB. */
  async readText(uri: string, signal?: AbortSignal): Promise<string | null> {
    try {
      const path = fileURLToPath(uri);
      const stats = await stat(path);
      if (!stats.isFile() || stats.size > MAX_BYTES) return null;
      return await readFile(path, { encoding: "utf8", signal });
    } catch {
      // Not there, not readable, not of this machine, or no longer wanted.
      return null;
    }
  }
}
