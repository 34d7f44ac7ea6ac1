import { CancellationTokenSource, type Connection } from "vscode-languageserver/node";
import { ask, type CheckedRequest } from "../../common/wire.ts";
import { t } from "../text/l10n.ts";

/**
 * Asks the client something that is of no use after a time in milliseconds: then, and when the signal is aborted, the
 * request is cancelled and this rejects.
 */
export async function askInTime<Params, Result>(
  connection: Connection,
  request: CheckedRequest<Params, Result>,
  params: Params,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted();
  const cancel = new CancellationTokenSource();
  const ended = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]);
  const gaveUp = new Promise<never>((_, reject) => {
    const giveUp = () => {
      cancel.cancel();
      reject(signal?.aborted ? signal.reason : new Error(t("the editor didn't provide it in time")));
    };
    ended.addEventListener("abort", giveUp, { once: true });
  });
  return Promise.race([ask(connection, request, params, cancel.token), gaveUp]);
}
