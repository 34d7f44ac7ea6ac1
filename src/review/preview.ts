import { commands, TabInputTextDiff, type TextDocument, Uri, window, workspace } from "vscode";
import { isNotebookCell } from "./named-files.ts";

const SCHEME = "ossicle-preview";

/**
 * Shows what a document would be beside what it is, as long as something is asked about it. Nothing is changed.
 *
 * @param title of the diff editor
 */
export async function withPreview<T>(
  document: TextDocument,
  text: string,
  title: string,
  ask: () => PromiseLike<T>,
): Promise<T> {
  const { uri } = document;
  const isCell = isNotebookCell(uri);
  // The path tells VS Code the name and the language, and that of a cell is its notebook's.
  const path = isCell ? `${uri.path}.txt` : uri.path;
  const texts = { before: document.getText(), after: text };
  const uriOf = (side: keyof typeof texts) => Uri.from({ scheme: SCHEME, path, query: side });
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => (query === "before" ? texts.before : texts.after),
  });
  const [left, right] = [isCell ? uriOf("before") : uri, uriOf("after")];
  try {
    await commands.executeCommand("vscode.diff", left, right, title, { preview: false });
    return await ask();
  } finally {
    const tabs = window.tabGroups.all.flatMap(({ tabs: all }) => all);
    const isOurs = (input: unknown) =>
      input instanceof TabInputTextDiff && input.modified.toString() === right.toString();
    await window.tabGroups.close(tabs.filter(({ input }) => isOurs(input)));
    registration.dispose();
  }
}
