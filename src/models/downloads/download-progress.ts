import { ProgressLocation, window } from "vscode";
import type { Download } from "../../../language-server/protocol/models.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { detailed, isRunning, share } from "../../text/download-text.ts";

/**
 * Shows a download, or the check of a file, as a notification until it no longer runs.
 *
 * @returns the download then; "asked" when the user pressed the notification's cancel; undefined when it is gone
 */
export async function showProgress(
  server: LanguageServer,
  id: string,
  title: string,
): Promise<Download | "asked" | undefined> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(
    options,
    (progress, token) =>
      new Promise((resolve) => {
        let shown = 0;
        const update = () => {
          const download = server.downloads.find((each) => each.id === id);
          if (!download || !isRunning(download)) return end(download);
          const percent = share(download) * 100;
          // Verification counts from zero again.
          progress.report({
            increment: Math.max(0, percent - shown),
            message: detailed(download),
          });
          shown = Math.max(shown, percent);
        };
        const end = (how: Download | "asked" | undefined) => {
          subscription.dispose();
          asked.dispose();
          resolve(how);
        };
        const subscription = server.onDidChange(update);
        const asked = token.onCancellationRequested(() => end("asked"));
        update();
      }),
  );
}
