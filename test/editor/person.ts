/** What a user does in the editor, and what they get to see of it. */
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commands, Selection, type TextEditor, Uri, window, workspace } from "vscode";
import { within } from "../workbench/until.ts";
import { modelIsReady } from "./window-state.ts";

const SEEN_PROMPT = Uri.from({ scheme: "ossicle-seen", path: "/What the Model Saw.txt" });
const STATISTICS = Uri.from({ scheme: "ossicle-statistics", path: "/Ossicle Statistics.md" });
const TIMEOUT_MS = 30_000;
/** Does nothing while no gray text is shown. */
export const ACCEPT = "editor.action.inlineSuggest.commit";

/** The cursor in the texts of these tests. */
export const CURSOR = "‸";

/**
 * Opens a new file with the cursor where `CURSOR` stands in the text. Each lies in a folder of its own: of a file
 * that had the name before, VS Code may still hold the edited text.
 */
export async function openFile(name: string, marked: string): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error("This suite needs a folder.");
  await modelIsReady();
  const path = join(await mkdtemp(join(folder, "open-")), name);
  await writeFile(path, marked.replace(CURSOR, ""));
  const document = await workspace.openTextDocument(Uri.file(path));
  const editor = await window.showTextDocument(document);
  const at = document.positionAt(marked.indexOf(CURSOR));
  editor.selection = new Selection(at, at);
  return editor;
}

/** Types letter by letter, as the keyboard does. */
export async function type(text: string): Promise<void> {
  for (const letter of text) await commands.executeCommand("type", { text: letter });
}

/** Accepts the gray text as soon as there is some, and returns the document's text thereafter. */
export async function accept(editor: TextEditor): Promise<string> {
  const text = await within(TIMEOUT_MS, acceptance(editor));
  if (text === undefined) throw new Error(`There is none to be accepted. ${await lastSuggestion()}`);
  return text;
}

/** Asks for a suggestion by key, and accepts it. */
export async function askAndAccept(editor: TextEditor): Promise<string> {
  await ask(editor);
  return accept(editor);
}

/** Asks for a suggestion and waits until the reason why there is none is the expected one. */
export async function askInVain(editor: TextEditor, reason: RegExp): Promise<void> {
  const before = editor.document.getText();
  await ask(editor);
  let told = "";
  await within(TIMEOUT_MS, async () => {
    told = await lastSuggestion();
    return reason.test(told) || undefined;
  });
  assert.match(told, reason);
  await window.showTextDocument(editor.document);
  await commands.executeCommand(ACCEPT);
  assert.equal(editor.document.getText(), before);
}

async function ask({ document }: TextEditor): Promise<void> {
  await modelIsReady();
  await window.showTextDocument(document);
  await commands.executeCommand("editor.action.inlineSuggest.trigger");
}

/** Does nothing while no gray text is shown. */
function acceptance({ document }: TextEditor): () => Promise<string | undefined> {
  const before = document.getText();
  return async () => {
    await commands.executeCommand(ACCEPT);
    const text = document.getText();
    return text === before ? undefined : text;
  };
}

/** What the statistics page says of the last suggestion. */
export async function lastSuggestion(): Promise<string> {
  return /^(Last|No) suggestion.*$/m.exec(await statistics())?.[0] ?? "";
}

/** The prompt of the last suggestion. */
export async function shownPrompt(): Promise<string> {
  await commands.executeCommand("ossicle.showSeenPrompt", "suggestion");
  return (await workspace.openTextDocument(SEEN_PROMPT)).getText();
}

async function statistics(): Promise<string> {
  await commands.executeCommand("ossicle.showStatistics");
  return (await workspace.openTextDocument(STATISTICS)).getText();
}

export async function closeEverything(): Promise<void> {
  await commands.executeCommand("workbench.action.closeAllEditors");
}
