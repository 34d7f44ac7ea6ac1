/** How the server reads files of the workspace: from the disk, or from the client where the workspace is remote. */
export interface WorkspaceFiles {
  /** The text of a file, or null when there is none that can be read. */
  readText(uri: string, signal?: AbortSignal): Promise<string | null>;
  /** The URI of what a path leads to, with every link in it resolved; undefined where that can't be found out. */
  realUri(uri: string): Promise<string | undefined>;
}
