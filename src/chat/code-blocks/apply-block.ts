import { type TextDocument, window } from "vscode";
import { isMerged, placeBlock } from "../../code/placing/place-block.ts";
import { createFile, isNotebookCell, nameOfFile, type Reviews, withPreview } from "../../review/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import type { CodeBlockRequest } from "../view/messages.ts";
import { insertAtCursor } from "./insert-at-cursor.ts";
import { mergeByModel } from "./merge-by-model.ts";

export interface BlockDeps {
  server: LanguageServer;
  reviews: Reviews;
  log: (line: string) => void;
}

/**
 * Puts a block of code that is no patch into a document, for review: by itself where it is certain what that is, else by
 * the model, else as the user decides.
 *
 * @throws an Error with a sentence for the user
 */
export async function applyBlock(
  document: TextDocument,
  request: Pick<CodeBlockRequest, "code" | "language">,
  { server, reviews, log }: BlockDeps,
): Promise<void> {
  const { code } = request;
  const { path } = document.uri;
  const before = document.getText();
  const { readCode } = await import("../../grammars/main.ts");
  const reading = await readCode(before, code, document.languageId, log);
  const placed = placeBlock(before, code, path, reading);
  const name = nameOfFile(document.uri);
  const propose = async (wanted: string) => {
    const unlessChanged = (now: string) => {
      if (now === before) return wanted;
      throw new Error(t("{0} has changed in the meantime. Apply the code again.", name));
    };
    // A cell has no diff editor of its own.
    await reviews.propose(
      document.uri,
      unlessChanged,
      name,
      isNotebookCell(document.uri) ? "inPlace" : "diff",
    );
  };
  if (placed.kind === "certain") return propose(placed.text);
  const merged = placed.region && (await mergeByModel(server, document, placed.region, code));
  if (merged !== undefined && isMerged(before, code, merged, path, reading)) return propose(merged);
  if (placed.kind === "nowhere") return askWhere(document, request, reviews);
  await askBefore(document, placed.text, code, propose);
}

/** Shows what would happen before anything is changed. */
async function askBefore(
  document: TextDocument,
  text: string,
  code: string,
  propose: (text: string) => Promise<void>,
): Promise<void> {
  const name = nameOfFile(document.uri);
  const apply = t("Apply Anyway");
  const insert = t("Insert at Cursor");
  // A notification may be hidden, and a dialog covers the diff.
  const options = {
    title: t("The code may leave out lines of {0} that should stay", name),
    placeHolder: t("The diff shows what would change."),
    ignoreFocusOut: true,
  };
  const choice = await withPreview(document, text, t("{0} (what would change)", name), () =>
    window.showQuickPick([apply, insert, t("Cancel")], options),
  );
  if (choice === apply) await propose(text);
  else if (choice === insert) await insertAtCursor(document, code);
}

async function askWhere(
  document: TextDocument,
  { code, language }: Pick<CodeBlockRequest, "code" | "language">,
  reviews: Reviews,
): Promise<void> {
  const insert = t("Insert at Cursor");
  const create = t("New File");
  const choice = await window.showInformationMessage(
    t("Where does the code belong in {0}?", nameOfFile(document.uri)),
    { modal: true, detail: t("Nothing there has the name of something in the code.") },
    ...[insert, create],
  );
  if (choice === insert) await insertAtCursor(document, code);
  else if (choice === create) await createFile(code, language, undefined, reviews);
}
