/** Workspace files that the client alone can read: those of a remote or virtual workspace. */
import type { Connection } from "vscode-languageserver/node";
import { type CheckedRequest, InvalidResultError } from "../../../common/wire.ts";
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import {
  type FileState,
  type FolderEntry,
  type WorkspaceFile,
  WorkspaceListRequest,
  WorkspaceReadRequest,
  WorkspaceStateRequest,
} from "../../protocol/workspace.ts";
import { t } from "../../text/l10n.ts";
import { askInTime } from "../ask-in-time.ts";

/** A connection to the other machine that is gone may never answer; what waits for it shall not wait as long. */
const TIMEOUT_MS = 10_000;

/** There are no files here for a client that hands out none. */
export const NO_FILES: WorkspaceTree = {
  readText: async () => null,
  realUri: async () => undefined,
  list: async () => [],
  state: async () => undefined,
};

export class ClientFiles implements WorkspaceTree {
  readonly #connection: Connection;
  readonly #patienceMs: number;

  constructor(connection: Connection, patienceMs = TIMEOUT_MS) {
    this.#connection = connection;
    this.#patienceMs = patienceMs;
  }

  /** Rejects when there is a file that can't be read, or the client doesn't answer. */
  async readText(uri: string, signal?: AbortSignal): Promise<string | null> {
    return (await this.#ask(WorkspaceReadRequest, uri, signal)).text;
  }

  /** A client doesn't say where links lead. */
  async realUri(): Promise<undefined> {
    return undefined;
  }

  async list(uri: string): Promise<FolderEntry[]> {
    const answer = await this.#ask(WorkspaceListRequest, uri).catch(() => undefined);
    return answer?.entries ?? [];
  }

  async state(uri: string): Promise<FileState | undefined> {
    const answer = await this.#ask(WorkspaceStateRequest, uri).catch(() => undefined);
    return answer?.state ?? undefined;
  }

  #ask<Result>(
    request: CheckedRequest<WorkspaceFile, Result>,
    uri: string,
    signal?: AbortSignal,
  ): Promise<Result> {
    return askInTime(this.#connection, request, { uri }, this.#patienceMs, signal).catch((error: unknown) => {
      throw error instanceof InvalidResultError ? new Error(t("the editor's answer was invalid")) : error;
    });
  }
}
