import { ProgressLocation, Range, type TextDocument, window } from "vscode";
import type { LineSpan } from "../../code/hunks.ts";
import { nameOfFile } from "../../review/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { plainRange } from "../../server/plain-range.ts";
import { serverEnd } from "../../server/server-lost.ts";
import { t } from "../../text/l10n.ts";

/**
 * Has the model put a block of code into some lines of a document. What it makes of them is to be checked.
 *
 * @returns the document's text with them; `undefined` where there is no model that can, it comes to nothing, or the user
 * doesn't wait for it
 */
export async function mergeByModel(
  server: LanguageServer,
  document: TextDocument,
  { start, end }: LineSpan,
  block: string,
): Promise<string | undefined> {
  const { client } = server;
  if (!client || server.model?.model?.chats !== true) return undefined;
  const title = t("Putting the code into {0}…", nameOfFile(document.uri));
  const lost = serverEnd(server, "");
  const before = document.getText();
  const range = document.validateRange(new Range(start, 0, end, 0));
  const params = {
    textDocument: { uri: document.uri.toString(), version: document.version },
    range: plainRange(range),
    block,
  };
  try {
    const { stopReason, newText } = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (_, token) => Promise.race([client.mergeEdit(params, token), lost.promise]),
    );
    // What was typed meanwhile would be lost.
    if (stopReason !== "end" || document.getText() !== before) return undefined;
    return (
      before.slice(0, document.offsetAt(range.start)) + newText + before.slice(document.offsetAt(range.end))
    );
  } catch {
    // The server has ended.
    return undefined;
  } finally {
    lost.dispose();
  }
}
