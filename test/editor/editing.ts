/** Edits in place, as the suite asks for them and sees what comes of them. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CodeLens,
  commands,
  type Position,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import { until } from "../workbench/until.ts";
import { enginePid } from "./processes.ts";

/** Opens a new file with exactly this text, as a click in the explorer does: closing its tab closes it. */
export async function openExactly(name: string, text: string): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error("This suite needs a folder.");
  const path = join(await mkdtemp(join(folder, "edit-")), name);
  await writeFile(path, text);
  await commands.executeCommand("vscode.open", Uri.file(path), { preview: false });
  return until(
    `${name} is open`,
    () => workspace.textDocuments.find(({ uri }) => uri.fsPath === path) ?? undefined,
  );
}

/** Where a text stands in the document, from the start of its first line. */
export function rangeOf(document: TextDocument, text: string): Range {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`The document has no ${JSON.stringify(text)}.`);
  return new Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Asks for an edit. Resolves when it was begun or lined up; a refused one, when its message is cleared away. */
export function edit({ uri }: TextDocument, { start, end }: Range): Thenable<unknown> {
  return commands.executeCommand("ossicle.editCode", {
    uri: uri.toString(),
    range: { start: plain(start), end: plain(end) },
    kind: "edit",
    instruction: "Add the numbers.",
  });
}

const plain = ({ line, character }: Position) => ({ line, character });

/** What stands over the code, in one line. */
export async function lenses({ uri }: TextDocument): Promise<string> {
  const found = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", uri);
  return found.map(({ command }) => command?.title ?? "").join(" | ");
}

export function lensesSay(document: TextDocument, expected: RegExp): Promise<string> {
  return until(`the lenses say ${expected}`, async () => {
    const said = await lenses(document);
    return expected.test(said) ? said : undefined;
  });
}

/** Waits until the document has another text than this one, and answers with it. */
export function changedFrom(document: TextDocument, text: string): Promise<string> {
  return until("the document is changed", () =>
    document.getText() === text ? undefined : document.getText(),
  );
}

/** Inserts into the document as a user does, in its own editor and without the cursor being there. */
export async function insert(document: TextDocument, at: Position, text: string): Promise<void> {
  const editor = await window.showTextDocument(document);
  if (!(await editor.edit((builder) => builder.insert(at, text)))) throw new Error("It was not inserted.");
}

/** Does something while the model says nothing: its process stands still. */
export async function whileModelIsHeld<T>(work: () => Promise<T>): Promise<T> {
  const pid = await until("there is an engine", enginePid);
  process.kill(pid, "SIGSTOP");
  try {
    return await work();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

export async function undo(document: TextDocument): Promise<void> {
  await window.showTextDocument(document);
  await commands.executeCommand("undo");
}
