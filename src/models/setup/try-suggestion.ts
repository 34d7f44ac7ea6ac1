import { commands, Selection, type TextEditor, ThemeColor, window, workspace } from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import { statusFix } from "../../text/fix-text.ts";
import { t } from "../../text/l10n.ts";
import { Refusal } from "../../text/refusal.ts";

/** A whole function, so that nothing in the file is reported as a problem. */
const LINES = [
  "/** The greatest common divisor of two whole numbers. */",
  "function gcd(a, b) {",
  "  ",
  "}",
  "",
];
const CURSOR_LINE = 2;
/** A suggestion that comes sooner needs no notice. */
const NOTICE_AFTER_MS = 500;

/**
 * Opens a new document with a function whose body is missing, and requests a suggestion there.
 *
 * @throws a Refusal that says why there is none
 */
export async function trySuggestion(server: LanguageServer): Promise<void> {
  const document = await workspace.openTextDocument({ language: "javascript", content: LINES.join("\n") });
  const editor = await window.showTextDocument(document);
  const { end } = document.lineAt(CURSOR_LINE).range;
  editor.selection = new Selection(end, end);
  const { version } = document;
  let whyNone: string | undefined;
  const subscription = server.onUsageEvent((event) => {
    if (event.kind === "suggestion") ({ whyNone } = event.last);
  });
  try {
    await noticed(editor, commands.executeCommand("editor.action.inlineSuggest.trigger"));
  } finally {
    subscription.dispose();
  }
  // Whoever types meanwhile has gone on.
  if (whyNone !== undefined && document.version === version)
    throw new Refusal(t("No suggestion: {0}", whyNone), statusFix(server.model));
}

/** Says behind the function's name that the suggestion is under way, until the work is done. */
async function noticed(editor: TextEditor, work: Thenable<unknown>): Promise<void> {
  const notice = window.createTextEditorDecorationType({
    after: {
      contentText: t("Waiting for the suggestion…"),
      margin: "0 0 0 3em",
      color: new ThemeColor("editorCodeLens.foreground"),
    },
  });
  const { range } = editor.document.lineAt(CURSOR_LINE - 1);
  const timer = setTimeout(() => editor.setDecorations(notice, [range]), NOTICE_AFTER_MS);
  try {
    await work;
  } finally {
    clearTimeout(timer);
    notice.dispose();
  }
}
