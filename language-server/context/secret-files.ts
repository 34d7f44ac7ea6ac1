/** How the server reads files of the workspace: from the disk, or from the client where the workspace is remote. */
export interface WorkspaceFiles {
  /** The text of a file, or null when there is none that can be read. */
  readText(uri: string, signal?: AbortSignal): Promise<string | null>;
}
