import { commands, Selection, window, workspace } from "vscode";

const LINES = ["/** The greatest common divisor of two whole numbers. */", "function gcd(a, b) {", "  "];

/** Opens a new document with the start of a function and requests a suggestion there. */
export async function trySuggestion(): Promise<void> {
  const document = await workspace.openTextDocument({ language: "javascript", content: LINES.join("\n") });
  const editor = await window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new Selection(end, end);
  await commands.executeCommand("editor.action.inlineSuggest.trigger");
}
