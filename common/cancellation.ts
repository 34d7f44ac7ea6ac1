/** JSON-RPC's cancellation tokens and the abort signals that the code works with. */
import { type CancellationToken, CancellationTokenSource } from "vscode-jsonrpc";

/** Why a signal is aborted, at every keystroke: one for all, as a new one has its stack read. */
export const UNWANTED = new DOMException("Nobody waits for it any more.", "AbortError");

/**
 * Runs `work` with a signal that aborts when the other side cancels its request.
 *
 * @param ended aborts the signal too
 */
export async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
  ended?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(UNWANTED);
  const subscription = token.onCancellationRequested(() => controller.abort(UNWANTED));
  try {
    return await work(ended ? AbortSignal.any([controller.signal, ended]) : controller.signal);
  } finally {
    subscription.dispose();
  }
}

/** Sends a request with a token that is cancelled when `signal` aborts. */
export async function withToken<T>(
  signal: AbortSignal,
  send: (token: CancellationToken) => Promise<T>,
): Promise<T> {
  const source = new CancellationTokenSource();
  if (signal.aborted) source.cancel();
  const onAbort = () => source.cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await send(source.token);
  } finally {
    signal.removeEventListener("abort", onAbort);
    source.dispose();
  }
}
