import { languages, type Uri, WorkspaceEdit, window, workspace } from "vscode";
import { languageOfTag } from "../../common/languages/languages.ts";
import { t } from "../text/l10n.ts";
import { isFile, placeOf } from "./named-files.ts";
import type { Reviews } from "./reviews.ts";

/**
 * Makes a new, unsaved file from a code block, at a path that the user chooses. An existing file isn't overwritten, but
 * changed under review if the user wants that.
 */
export async function createFile(
  code: string,
  language: string,
  named: string | undefined,
  reviews: Reviews,
): Promise<void> {
  const text = code.endsWith("\n") ? code : `${code}\n`;
  if (!workspace.workspaceFolders?.length) return createUntitled(text, language);
  const typed = await window.showInputBox({
    title: t("New File"),
    prompt: t("Path in the workspace. Leave it empty for an untitled file"),
    value: named ?? "",
    valueSelection: selectionOf(named ?? ""),
    validateInput: (value) =>
      value.trim() === "" || placeOf(value) ? undefined : t("This path is outside the workspace."),
  });
  if (typed === undefined) return;
  const place = typed.trim() === "" ? undefined : placeOf(typed);
  if (!place) return createUntitled(text, language);
  if (!(await isFile(place))) return createAt(place, text, reviews);
  const review = t("Review as Change");
  const choice = await window.showWarningMessage(
    t("{0} already exists.", workspace.asRelativePath(place)),
    { modal: true, detail: t("You can replace its text with the code and review the change.") },
    review,
  );
  if (choice === review) await reviews.propose(place, text, workspace.asRelativePath(place));
}

async function createUntitled(content: string, language: string): Promise<void> {
  const id = languageOfTag(language) ?? language.toLowerCase();
  const isKnown = (await languages.getLanguages()).includes(id);
  const document = await workspace.openTextDocument({ content, ...(isKnown ? { language: id } : {}) });
  await window.showTextDocument(document, { preview: false });
}

/**
 * As an unsaved document that is written to the path when it is saved, if VS Code supports that.
 *
 * @throws an Error with a sentence for the user, when it can't or mustn't be made
 */
export async function createAt(place: Uri, text: string, reviews: Reviews): Promise<void> {
  if (!(await reviews.guard.allowsNow([place]))) return;
  const edit = new WorkspaceEdit();
  const isLocal = place.scheme === "file" || place.scheme === "vscode-remote";
  const uri = isLocal ? place.with({ scheme: "untitled" }) : place;
  if (isLocal) {
    const document = await workspace.openTextDocument(uri);
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(uri, end, text);
  } else edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  if (!(await workspace.applyEdit(edit)))
    throw new Error(t("{0} couldn't be created.", workspace.asRelativePath(place)));
  await window.showTextDocument(uri, { preview: false });
}

/** Selects the name without its extension, as VS Code's own rename does. */
function selectionOf(path: string): [number, number] {
  const start = path.lastIndexOf("/") + 1;
  const dot = path.lastIndexOf(".");
  return [start, dot > start ? dot : path.length];
}
