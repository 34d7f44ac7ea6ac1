import { commands, TabInputTextDiff, type TextDocument, Uri, window, workspace } from "vscode";

const SCHEME = "ossicle-preview";

/**
 * Shows what a document would be beside what it is, as long as something is asked about it. Nothing is changed.
 *
 * @param title of the diff editor
 */
export async function withPreview<T>(
  { uri }: TextDocument,
  text: string,
  title: string,
  ask: () => PromiseLike<T>,
): Promise<T> {
  // The path tells VS Code the name and the language.
  const preview = Uri.from({ scheme: SCHEME, path: uri.path, query: uri.toString() });
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: () => text,
  });
  try {
    await commands.executeCommand("vscode.diff", uri, preview, title, { preview: false });
    return await ask();
  } finally {
    const tabs = window.tabGroups.all.flatMap(({ tabs: all }) => all);
    await window.tabGroups.close(
      tabs.filter(
        ({ input }) => input instanceof TabInputTextDiff && input.modified.toString() === preview.toString(),
      ),
    );
    registration.dispose();
  }
}
