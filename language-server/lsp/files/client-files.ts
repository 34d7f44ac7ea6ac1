/** Workspace files that the client alone can read: those of a remote or virtual workspace. */

import * as v from "valibot";
import {
  CancellationTokenSource,
  type ClientCapabilities,
  type Connection,
  type RequestType,
} from "vscode-languageserver/node";
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import {
  WorkspaceListRequest,
  WorkspaceReadRequest,
  WorkspaceStateRequest,
} from "../../protocol/requests.ts";
import {
  type FileState,
  type FolderEntry,
  type WorkspaceFile,
  workspaceEntries,
  workspaceState,
  workspaceText,
} from "../../protocol/workspace.ts";
import { t } from "../../text/l10n.ts";

/** A connection to the other machine that is gone may never answer; what waits for it shall not wait as long. */
const TIMEOUT_MS = 10_000;

/** Whether a client hands out files, as it says itself. */
export function handsOutFiles({ experimental }: ClientCapabilities): boolean {
  return (
    typeof experimental === "object" &&
    experimental !== null &&
    "ossicleFiles" in experimental &&
    experimental.ossicleFiles === true
  );
}

/** There are no files here for a client that hands out none. */
export const NO_FILES: WorkspaceTree = {
  readText: async () => null,
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
    return (await this.#ask(WorkspaceReadRequest, uri, workspaceText, signal)).text;
  }

  async list(uri: string): Promise<FolderEntry[]> {
    const answer = await this.#ask(WorkspaceListRequest, uri, workspaceEntries).catch(() => undefined);
    return answer?.entries ?? [];
  }

  async state(uri: string): Promise<FileState | undefined> {
    const answer = await this.#ask(WorkspaceStateRequest, uri, workspaceState).catch(() => undefined);
    return answer?.state ?? undefined;
  }

  async #ask<Schema extends v.GenericSchema>(
    request: RequestType<WorkspaceFile, v.InferOutput<Schema>, void>,
    uri: string,
    schema: Schema,
    signal?: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    signal?.throwIfAborted();
    const cancel = new CancellationTokenSource();
    const ended = AbortSignal.any([AbortSignal.timeout(this.#patienceMs), ...(signal ? [signal] : [])]);
    const gaveUp = new Promise<never>((_, reject) => {
      const giveUp = () => {
        cancel.cancel();
        reject(signal?.aborted ? signal.reason : new Error(t("the editor didn't provide it in time")));
      };
      ended.addEventListener("abort", giveUp, { once: true });
    });
    const answer: unknown = await Promise.race([
      this.#connection.sendRequest(request, { uri }, cancel.token),
      gaveUp,
    ]);
    const parsed = v.safeParse(schema, answer);
    if (!parsed.success) throw new Error(t("the editor's answer was invalid"));
    return parsed.output;
  }
}
