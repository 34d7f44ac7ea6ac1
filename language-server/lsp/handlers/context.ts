/** Requests that look for context in the workspace: what the client sends is checked and handed to the index. */

import {
  type CancellationToken,
  type Connection,
  Disposable,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import type { IndexClient } from "../../context/index/index-client.ts";
import { ContextSearchRequest, ContextSymbolsRequest } from "../../protocol/requests.ts";
import { t } from "../../text/l10n.ts";
import { withSignal } from "../cancellation.ts";
import { check, contextSearch, contextSymbols } from "../params.ts";

/** Answers until disposed. */
export function serveContext(connection: Connection, index: IndexClient): Disposable {
  const subscriptions = [
    connection.onRequest(ContextSearchRequest, (raw: unknown, token) => {
      const { query } = check(contextSearch, raw);
      return found(token, async (signal) => ({ items: await index.search(query, signal) }));
    }),
    connection.onRequest(ContextSymbolsRequest, (raw: unknown, token) => {
      const { query, limit } = check(contextSymbols, raw);
      return found(token, async (signal) => ({ symbols: await index.symbols(query, limit, signal) }));
    }),
  ];
  return Disposable.create(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });
}

async function found<T>(token: CancellationToken, search: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withSignal(token, search);
  } catch (error) {
    throw token.isCancellationRequested
      ? new ResponseError(LSPErrorCodes.RequestCancelled, t("The search was canceled."))
      : new ResponseError(
          LSPErrorCodes.RequestFailed,
          error instanceof Error ? error.message : String(error),
        );
  }
}
