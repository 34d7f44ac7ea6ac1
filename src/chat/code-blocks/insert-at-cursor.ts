import { type TextDocument, type TextEditor, window, workspace } from "vscode";
import { endsLine, insertedText } from "../../code/insertion.ts";
import { eolOf, isNotebookCell } from "../../review/index.ts";
import { t } from "../../text/l10n.ts";

/**
 * Puts code in place of the selection of a document, indented as the cursor's line, as one undo step.
 *
 * @throws an Error with a sentence for the user, when the document can't be changed
 */
export async function insertAtCursor(document: TextDocument, code: string): Promise<void> {
  const editor = await editorFor(document);
  const { selection, options } = editor;
  const line = document.lineAt(selection.start.line).text;
  const before = line.slice(0, selection.start.character);
  const after = document.lineAt(selection.end.line).text.slice(selection.end.character);
  const unit = options.insertSpaces === false ? "\t" : " ".repeat(Number(options.tabSize) || 4);
  const eol = eolOf(document);
  const text = insertedText(code, before, unit, eol) + (endsLine(code, before, after) ? eol + before : "");
  if (!(await editor.edit((edit) => edit.replace(selection, text))))
    throw new Error(t("{0} can't be changed. It may be read-only.", workspace.asRelativePath(document.uri)));
  editor.revealRange(editor.selection);
}

/** A cell has its editor in the notebook, and none of its own that could be opened. */
async function editorFor(document: TextDocument): Promise<TextEditor> {
  const shown = window.visibleTextEditors.find((editor) => editor.document === document);
  if (!isNotebookCell(document.uri)) return window.showTextDocument(document);
  if (!shown) throw new Error(t("Put the cursor into the cell where the code belongs."));
  return shown;
}
