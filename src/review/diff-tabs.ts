import { commands, type Tab, TabInputTextDiff, type TextEditor, type Uri, window } from "vscode";
import { t } from "../text/l10n.ts";
import type { Review } from "./review.ts";
import { isOtherText, otherUri } from "./review-texts.ts";

/** Shows a change: the text without it on the left, with it on the right. The document itself is one of both. */
export async function showDiff(review: Review): Promise<void> {
  const { uri } = review.document;
  const other = otherUri(uri);
  const [left, right] = review.isProposal ? [uri, other] : [other, uri];
  const title = review.isProposal ? t("{0} (proposed)", review.title) : review.title;
  await commands.executeCommand("vscode.diff", left, right, title, { preview: false });
}

/** Replaces the diffs of a document whose review has ended by the document itself. */
export async function closeDiff(uri: Uri): Promise<void> {
  for (const { group, isActive } of diffsOf(uri)) {
    const key = uri.toString();
    const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
    // The last editor of an unsaved document can't be closed without a question.
    await window.showTextDocument(uri, {
      viewColumn: group.viewColumn,
      preview: false,
      preserveFocus: !(isActive && group.isActive),
      ...(editor ? { selection: editor.selection } : {}),
    });
  }
  // VS Code has replaced the tab objects since then.
  await window.tabGroups.close(diffsOf(uri));
}

function diffsOf(uri: Uri): Tab[] {
  return window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => isDiffOf(input, uri)));
}

/** Whether an editor is a side of a diff, which shows the changes itself. */
export function isInDiff({ document, viewColumn }: TextEditor): boolean {
  return window.tabGroups.all.some(
    // The editors in a diff have no view column.
    ({ activeTab, viewColumn: column }) =>
      (viewColumn ?? column) === column && isDiffOf(activeTab?.input, document.uri),
  );
}

function isDiffOf(input: unknown, uri: Uri): boolean {
  if (!(input instanceof TabInputTextDiff)) return false;
  const { original, modified } = input;
  const own = isOtherText(original) ? modified : isOtherText(modified) ? original : undefined;
  return own?.toString() === uri.toString();
}
