import { workspace } from "vscode";

/** Paths of the workspace's folders that lie on the machine on which the extension runs. */
export function localFolders(): string[] {
  return (workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === "file" ? [uri.fsPath] : []));
}
