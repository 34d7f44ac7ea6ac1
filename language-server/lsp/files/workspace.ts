/** The client's workspace: its folders, and the ignore files in them. */
import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type InitializeParams,
} from "vscode-languageserver/node";
import type { NamedFolder } from "../../context/named-paths.ts";

const IGNORE_FILES = ["**/.gitignore", "**/.ossicleignore"];

/** The folders that are open, kept up to date. */
export class WorkspaceFolders {
  #all: readonly NamedFolder[];

  constructor({ workspaceFolders, rootUri }: InitializeParams) {
    this.#all = workspaceFolders ?? (rootUri ? [{ uri: rootUri, name: "" }] : []);
  }

  get all(): readonly NamedFolder[] {
    return this.#all;
  }

  get uris(): readonly string[] {
    return this.#all.map(({ uri }) => uri);
  }

  follow(connection: Connection, capabilities: ClientCapabilities): void {
    if (!capabilities.workspace?.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => uri));
      this.#all = [...this.#all.filter(({ uri }) => !gone.has(uri)), ...added];
    });
  }
}

/** Calls `changed` when an ignore file was written or removed, where the client can watch files. */
export function watchIgnoreFiles(
  connection: Connection,
  capabilities: ClientCapabilities,
  changed: () => void,
): Disposable {
  const subscription = connection.onDidChangeWatchedFiles(() => changed());
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    const watchers = IGNORE_FILES.map((globPattern) => ({ globPattern }));
    // A refusal is logged by the library; nothing waits for the answer.
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => undefined);
  }
  return subscription;
}
