/** Files of a remote or virtual workspace, handed out to the server where it can't read them itself. */

import { FileSystemError, FileType, Uri, workspace } from "vscode";
import type { BaseLanguageClient, ClientCapabilities, StaticFeature } from "vscode-languageclient/node";
import { onRequest, serve } from "../../common/wire.ts";
import { MAX_FILE_BYTES } from "../../language-server/protocol/limits.ts";
import {
  MAX_ENTRIES,
  type WorkspaceEntries,
  WorkspaceListRequest,
  WorkspaceReadRequest,
  type WorkspaceState,
  WorkspaceStateRequest,
  type WorkspaceText,
} from "../../language-server/protocol/workspace.ts";
import { t } from "../text/l10n.ts";

/** The server asks for what lies in the open workspace; anything else isn't there for it. */
export class ClientFileServer implements StaticFeature {
  constructor(client: BaseLanguageClient) {
    serve(client, [
      onRequest(WorkspaceReadRequest, ({ uri }, signal) => readText(uri, signal)),
      onRequest(WorkspaceListRequest, ({ uri }) => list(uri)),
      onRequest(WorkspaceStateRequest, ({ uri }) => state(uri)),
    ]);
  }

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, ossicleFiles: true };
  }

  initialize(): void {}

  getState(): { kind: "static" } {
    return { kind: "static" };
  }

  clear(): void {}
}

async function readText(address: string, signal: AbortSignal): Promise<WorkspaceText> {
  const uri = inWorkspace(address);
  const stat = uri && (await present(workspace.fs.stat(uri)));
  if (!stat || !(stat.type & FileType.File) || signal.aborted) return { text: null };
  if (stat.size > MAX_FILE_BYTES) throw new Error(t("it is larger than 1 MB"));
  const bytes = await present(workspace.fs.readFile(uri));
  // It may have grown meanwhile.
  if (bytes && bytes.byteLength > MAX_FILE_BYTES) throw new Error(t("it is larger than 1 MB"));
  return { text: bytes ? await workspace.decode(bytes, { uri }) : null };
}

async function list(address: string): Promise<WorkspaceEntries> {
  const uri = inWorkspace(address);
  const found = (uri && (await present(workspace.fs.readDirectory(uri)))) ?? [];
  const entries = found.flatMap(([name, type]): WorkspaceEntries["entries"] =>
    // Links have a further bit set: they lead out of the workspace, or in circles.
    type === FileType.File
      ? [{ name, kind: "file" }]
      : type === FileType.Directory
        ? [{ name, kind: "folder" }]
        : [],
  );
  return { entries: entries.slice(0, MAX_ENTRIES) };
}

async function state(address: string): Promise<WorkspaceState> {
  const uri = inWorkspace(address);
  const stat = uri && (await present(workspace.fs.stat(uri)));
  if (!stat) return { state: null };
  const isFolder = (stat.type & FileType.Directory) !== 0;
  return { state: { bytes: stat.size, modified: stat.mtime, isFolder } };
}

function inWorkspace(address: string): Uri | undefined {
  const uri = Uri.parse(address, true);
  return workspace.getWorkspaceFolder(uri) ? uri : undefined;
}

/** Undefined for what isn't there. */
async function present<T>(answer: Thenable<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof FileSystemError && /^File(NotFound|NotADirectory)$/.test(error.code))
      return undefined;
    throw error;
  }
}
