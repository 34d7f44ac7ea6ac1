/** LSP's cancellation tokens as the abort signals that features work with. */
import type { CancellationToken } from "vscode-languageserver/node";

/** Runs `work` with a signal that aborts when the client cancels the request. */
export async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const subscription = token.onCancellationRequested(() => controller.abort());
  try {
    return await work(controller.signal);
  } finally {
    subscription.dispose();
  }
}
