import { Range, Uri, workspace } from "vscode";
import type { ContextItem } from "../../../language-server/protocol/context.ts";
import { t } from "../../text/l10n.ts";
import { openDocument, readFileText } from "../../workspace/file-text.ts";
import type { ContextRef } from "../view/messages.ts";

/**
 * The text of a selection's range, as the file is now.
 *
 * @throws an Error with a sentence for the user, when the file or the lines are gone
 */
export async function readSelection(ref: Extract<ContextRef, { kind: "selection" }>): Promise<ContextItem> {
  const { kind, uri, range } = ref;
  const file = Uri.parse(uri, true);
  // One that is open may be of any size, since only a part of it is attached.
  if (!openDocument(file)) await readFileText(file);
  const document = await workspace.openTextDocument(file);
  const { start, end } = range;
  const text = document.getText(new Range(start.line, start.character, end.line, end.character));
  const title = workspace.asRelativePath(file);
  if (text === "") throw new Error(t("The selected lines are no longer in {0}.", title));
  return { kind, title, uri, range, text };
}
