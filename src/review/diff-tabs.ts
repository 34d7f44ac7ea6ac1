import { commands, type Tab, TabInputTextDiff, type TextEditor, type Uri, window } from "vscode";
import { isOriginal, originalUri } from "./original-texts.ts";
import type { Review } from "./review.ts";

/** Shows a change: the original on the left, the editable document itself on the right. */
export async function showDiff({ document: { uri }, title }: Review): Promise<void> {
  await commands.executeCommand("vscode.diff", originalUri(uri), uri, title, { preview: false });
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

/** Whether an editor is the right side of a diff, which shows the changes itself. */
export function isInDiff({ document, viewColumn }: TextEditor): boolean {
  return window.tabGroups.all.some(
    // The editors in a diff have no view column.
    ({ activeTab, viewColumn: column }) =>
      (viewColumn ?? column) === column && isDiffOf(activeTab?.input, document.uri),
  );
}

function isDiffOf(input: unknown, uri: Uri): boolean {
  return (
    input instanceof TabInputTextDiff &&
    isOriginal(input.original) &&
    input.modified.toString() === uri.toString()
  );
}
