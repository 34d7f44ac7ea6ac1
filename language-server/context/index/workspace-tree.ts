/** The files of a workspace that may be searched. */
import { setImmediate } from "node:timers/promises";
import { MAX_FILE_BYTES } from "../../protocol/limits.ts";
import type { FileState, FolderEntry } from "../../protocol/workspace.ts";
import type { SecretFiles } from "../secret-files.ts";
import type { WorkspaceFiles } from "../workspace-files.ts";
import { folderUri } from "../workspace-paths.ts";
import { isSkippedFile, isSkippedFolder } from "./skipped-files.ts";

/** Files whose folders can be looked into. */
export interface WorkspaceTree extends WorkspaceFiles {
  /** What a folder holds, links aside; nothing where it can't be read. */
  list(folder: string): Promise<FolderEntry[]>;
  /** `undefined` when the file doesn't exist. */
  state(uri: string): Promise<FileState | undefined>;
}

export interface ListedFile extends FileState {
  uri: string;
}

/** Beyond that the rest of a huge workspace isn't even listed. */
const MAX_LISTED = 100_000;
/** Looked at between two turns of the event loop. */
const TURN_FOLDERS = 20;
/** Asked about at once: each question may travel to another machine. */
const STATES_AT_ONCE = 16;

/**
 * Every file that may enter a prompt by itself: no secret one, no ignored one, no binary one. Folders that are
 * ignored aren't looked into. Folders that it has not come to when `isLate` says so are left out.
 */
export async function listFiles(
  folders: readonly string[],
  tree: WorkspaceTree,
  secrets: SecretFiles,
  signal: AbortSignal,
  isLate: () => boolean,
): Promise<ListedFile[]> {
  const found = new Map<string, ListedFile>();
  const waiting = [...folders];
  for (let turn = 0; waiting.length > 0 && found.size < MAX_LISTED && !isLate(); turn++) {
    if (turn % TURN_FOLDERS === 0) await setImmediate();
    signal.throwIfAborted();
    // The first come first: what is near the root is found even in a huge workspace.
    const folder = waiting.shift() ?? "";
    const files: string[] = [];
    for (const { name, kind } of await tree.list(folder)) {
      const uri = folderUri(folder, [name]);
      if (kind === "folder") {
        if (!isSkippedFolder(name) && !(await secrets.isIgnoredFolder(uri))) waiting.push(uri);
      } else if (!isSkippedFile(name) && (await secrets.whyExcludedByPath(uri)) === null) {
        files.push(uri);
      }
    }
    for (let at = 0; at < files.length; at += STATES_AT_ONCE) {
      const some = files
        .slice(at, at + STATES_AT_ONCE)
        .map(async (uri) => ({ uri, state: await tree.state(uri) }));
      for (const { uri, state } of await Promise.all(some))
        if (state && state.bytes <= MAX_FILE_BYTES) found.set(uri, { uri, ...state });
    }
  }
  return [...found.values()];
}
