/** Workspace files by the scheme of their URI. */
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import { schemeOf } from "../../context/workspace-paths.ts";
import type { FileState, FolderEntry } from "../../protocol/workspace.ts";

/** `file:` is this machine's disk, whatever the client is; the rest is elsewhere. */
export class FilesByScheme implements WorkspaceTree {
  readonly #disk: WorkspaceTree;
  readonly #elsewhere: WorkspaceTree;

  constructor(disk: WorkspaceTree, elsewhere: WorkspaceTree) {
    this.#disk = disk;
    this.#elsewhere = elsewhere;
  }

  readText(uri: string, signal?: AbortSignal): Promise<string | null> {
    return this.#of(uri).readText(uri, signal);
  }

  realUri(uri: string): Promise<string | undefined> {
    return this.#of(uri).realUri(uri);
  }

  list(folder: string): Promise<FolderEntry[]> {
    return this.#of(folder).list(folder);
  }

  state(uri: string): Promise<FileState | undefined> {
    return this.#of(uri).state(uri);
  }

  #of(uri: string): WorkspaceTree {
    return schemeOf(uri) === "file" ? this.#disk : this.#elsewhere;
  }
}
