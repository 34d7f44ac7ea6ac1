/** Requests that look for context in the workspace: handed to the index. */

import { type Connection, type Disposable, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { messageOf } from "../../../common/errors.ts";
import { onRequest, serve } from "../../../common/wire.ts";
import type { IndexClient } from "../../context/index/index-client.ts";
import { ContextSearchRequest, ContextSymbolsRequest } from "../../protocol/context.ts";
import { t } from "../../text/l10n.ts";

/** Answers until disposed. */
export function serveContext(connection: Connection, index: IndexClient): Disposable {
  return serve(connection, [
    onRequest(ContextSearchRequest, ({ query }, signal) =>
      found(signal, async () => ({ items: await index.search(query, signal) })),
    ),
    onRequest(ContextSymbolsRequest, ({ query, limit }, signal) =>
      found(signal, async () => ({ symbols: await index.symbols(query, limit, signal) })),
    ),
  ]);
}

async function found<T>(signal: AbortSignal, search: () => Promise<T>): Promise<T> {
  try {
    return await search();
  } catch (error) {
    throw signal.aborted
      ? new ResponseError(LSPErrorCodes.RequestCancelled, t("The search was canceled."))
      : new ResponseError(LSPErrorCodes.RequestFailed, messageOf(error));
  }
}
