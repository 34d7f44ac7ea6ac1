import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  type Location,
  type LocationLink,
  Range,
  type TextDocument,
  type WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { messageOf } from "../../../common/errors.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import { noOpenFile, Refusal } from "../../text/refusal.ts";
import { Exclusion } from "../../workspace/exclusion.ts";
import { askOnce } from "../ask-once.ts";
import { NamePicker } from "./name-picker.ts";
import { partsOf } from "./name-style.ts";
import { namesIn, namesQuestion, type Renamed } from "./name-suggestions.ts";

/** Maximum lines of the declaration, and of the code at the cursor. */
const MAX_LINES = 80;
const MAX_TOKENS = 700;

/** An identifier that can be renamed. */
interface Target {
  document: TextDocument;
  range: Range;
  name: string;
}

/**
 * Suggests better names for the identifier at the cursor, and renames it everywhere through the language's own
 * provider, as one undo step.
 *
 * @throws an Error with a sentence for the user
 */
export async function suggestNames(server: LanguageServer): Promise<void> {
  const target = await targetAtCursor();
  const cancellation = new CancellationTokenSource();
  const picker = new NamePicker(target.name);
  try {
    const suggested = suggest(server, target, picker, cancellation.token);
    // A failure ends the wait; otherwise the user's choice does, with or without suggestions.
    const name = await Promise.race([picker.picked, suggested.then(() => picker.picked)]);
    if (name !== undefined) await rename(target, name);
  } finally {
    cancellation.cancel();
    cancellation.dispose();
    picker.dispose();
  }
}

async function suggest(
  server: LanguageServer,
  target: Target,
  picker: NamePicker,
  token: CancellationToken,
): Promise<void> {
  // VS Code can't be asked whether there is a provider.
  const { before, core, after } = partsOf(target.name);
  await renameEdits(target, `${before}${core}2${after}`);
  const { name, document } = target;
  const renamed: Renamed = {
    name,
    languageId: document.languageId,
    code: await codeOf(server, target, token),
  };
  const question = { text: namesQuestion(renamed), maxTokens: MAX_TOKENS };
  const answer = await askOnce(server, question, token);
  if (answer !== undefined) picker.suggest(namesIn(answer, renamed));
}

/** @throws an Error with a sentence for the user, when nothing there can be renamed */
async function targetAtCursor(): Promise<Target> {
  const editor = window.activeTextEditor;
  if (!editor) throw noOpenFile();
  const { document, selection } = editor;
  const prepared = await commands
    .executeCommand<{ range: Range; placeholder: string } | undefined>(
      "vscode.prepareRename",
      document.uri,
      selection.active,
    )
    .then(
      (found) => found,
      () => undefined,
    );
  const name = prepared && document.getText(prepared.range);
  if (!prepared || !name)
    throw new Refusal(t("Nothing at the cursor can be renamed. Place the cursor on a name."));
  return { document, range: prepared.range, name };
}

/** @throws an Error with a sentence for the user, when the language can't rename it */
async function renameEdits({ document, range, name }: Target, newName: string): Promise<WorkspaceEdit> {
  if (document.isClosed || document.getText(range) !== name)
    throw new Refusal(t("The code has changed, so nothing was renamed. Try again."));
  let edits: WorkspaceEdit | undefined;
  try {
    edits = await commands.executeCommand<WorkspaceEdit | undefined>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      range.start,
      newName,
    );
  } catch (error) {
    const reason = messageOf(error);
    throw new Refusal(t("{0} can't be renamed: {1}", name, reason));
  }
  if (!edits || edits.size === 0)
    throw new Refusal(
      t("No installed extension can rename symbols in this language, so {0} was not renamed.", name),
    );
  return edits;
}

async function rename(target: Target, newName: string): Promise<void> {
  const edits = await renameEdits(target, newName);
  // As the editor's own rename does: the same setting decides whether files are saved afterwards.
  if (!(await workspace.applyEdit(edits, { isRefactoring: true })))
    throw new Error(t("{0} couldn't be renamed. A file may be read-only.", target.name));
}

/** The block of code that declares the identifier, and the one at the cursor. */
async function codeOf(
  server: LanguageServer,
  { document, range }: Target,
  token: CancellationToken,
): Promise<string[]> {
  const here = await blockAround(server, document, range);
  const declared = await declaration(document, range);
  if (!declared) return [here.text];
  const isHere = declared.uri.toString() === document.uri.toString();
  if (isHere && here.lines.contains(declared.range.start)) return [here.text];
  if (!isHere && !(await mayBeRead(server, declared, token))) return [here.text];
  const other = isHere ? document : await workspace.openTextDocument(declared.uri);
  return [(await blockAround(server, other, declared.range)).text, here.text];
}

async function mayBeRead(server: LanguageServer, { uri }: Location, token: CancellationToken) {
  if (!workspace.isTrusted || !workspace.getWorkspaceFolder(uri)) return false;
  return (await new Exclusion(server).allowed([{ uri }], token)).length > 0;
}

async function declaration(document: TextDocument, range: Range): Promise<Location | undefined> {
  const found = await commands.executeCommand<(Location | LocationLink)[] | undefined>(
    "vscode.executeDefinitionProvider",
    document.uri,
    range.start,
  );
  const first = found?.[0];
  if (!first) return undefined;
  return "targetUri" in first ? { uri: first.targetUri, range: first.targetRange } : first;
}

/** The lines around a place in a long block. */
async function blockAround(
  server: LanguageServer,
  document: TextDocument,
  at: Range,
): Promise<{ lines: Range; text: string }> {
  const place = new Range(at.start, at.start);
  const block = await server.runningClient.editRange(document, place);
  const first = Math.max(block.start.line, at.start.line - MAX_LINES / 2);
  const last = Math.min(block.end.line, first + MAX_LINES);
  const lines = document.validateRange(new Range(first, 0, last, Number.MAX_SAFE_INTEGER));
  return { lines, text: document.getText(lines).trimEnd() };
}
