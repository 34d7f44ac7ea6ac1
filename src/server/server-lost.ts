import type { Disposable } from "vscode";
import type { LanguageServer } from "./language-server.ts";

/**
 * Rejects with the message when the server ends: its connection may leave a request without an answer. For a race
 * with that request; to be disposed of after it.
 */
export function serverEnd(
  server: Pick<LanguageServer, "state" | "onDidChange">,
  message: string,
): { promise: Promise<never>; dispose(): void } {
  let subscription: Disposable | undefined;
  const promise = new Promise<never>((_, reject) => {
    subscription = server.onDidChange(() => {
      if (server.state !== "running") reject(new Error(message));
    });
  });
  promise.catch(() => {});
  return { promise, dispose: () => subscription?.dispose() };
}
