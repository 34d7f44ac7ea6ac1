/** Files of the workspace that a code block may belong to. */

import { FileType, NotebookCellKind, Uri, window, workspace } from "vscode";
import { pathWithin } from "../code/named-path.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { isOtherText } from "./review-texts.ts";
import { documentOf } from "./tab-document.ts";

const MAX_FOUND = 20;
const NOTEBOOK_CELL = "vscode-notebook-cell";
/** Schemes of documents that VS Code shows and that can be edited. */
const EDITABLE = new Set([
  "file",
  "untitled",
  "vscode-remote",
  "vscode-vfs",
  "vscode-userdata",
  NOTEBOOK_CELL,
]);

/** The files that a block's path may name. */
export interface Named {
  /** Existing files, the likeliest first. */
  found: Uri[];
  /** Where the file would be created; `undefined` without a folder. */
  place: Uri | undefined;
}

/** @throws a `Refusal` when the path is outside the workspace */
export async function findNamed(named: string): Promise<Named> {
  const folders = workspace.workspaceFolders ?? [];
  const places: Uri[] = [];
  for (const { uri, name } of folders) {
    const path = pathWithin(named, uri.path);
    if (path === undefined) continue;
    places.push(Uri.joinPath(uri, path));
    // With several folders, and sometimes with one, paths start with the folder's name.
    if (path.startsWith(`${name}/`)) places.push(Uri.joinPath(uri, path.slice(name.length + 1)));
  }
  if (places.length === 0 && folders.length > 0)
    throw new Refusal(t("{0} is outside the workspace. Nothing was written.", named));
  const found: Uri[] = [];
  for (const place of places) if (await isFile(place)) found.push(place);
  if (found.length > 0) return { found, place: places[0] };
  const path = named.replaceAll("\\", "/").replace(/^(?:\.{0,2}\/)+/, "");
  const elsewhere = (await workspace.findFiles(`**/${globbed(path)}`, undefined, MAX_FOUND)).filter((uri) =>
    uri.path.endsWith(`/${path}`),
  );
  return { found: elsewhere, place: places[0] };
}

/** The URI of a path that the user typed; `undefined` when it is outside the workspace. */
export function placeOf(typed: string): Uri | undefined {
  const folders = workspace.workspaceFolders ?? [];
  for (const { uri, name } of folders.length > 1 ? folders : []) {
    const path = pathWithin(typed, uri.path);
    if (path?.startsWith(`${name}/`)) return Uri.joinPath(uri, path.slice(name.length + 1));
  }
  for (const { uri } of folders) {
    const path = pathWithin(typed, uri.path);
    if (path !== undefined) return Uri.joinPath(uri, path);
  }
  return undefined;
}

/** Files that are open in an editor, the active one first, then those of the visible ones; cells of visible notebooks. */
export function openFiles(): Uri[] {
  return [...openCells(), ...openTexts()];
}

/** The selected ones first. */
function openCells(): Uri[] {
  return window.visibleNotebookEditors.flatMap(({ notebook, selections }) => {
    const isSelected = (index: number) => selections.some(({ start, end }) => index >= start && index < end);
    const cells = notebook.getCells().filter(({ kind }) => kind === NotebookCellKind.Code);
    return cells
      .toSorted((a, b) => Number(isSelected(b.index)) - Number(isSelected(a.index)))
      .map(({ document }) => document.uri);
  });
}

function openTexts(): Uri[] {
  const groups = window.tabGroups.all.toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
  const tabs = groups.flatMap(({ tabs }) => tabs.toSorted((a, b) => Number(b.isActive) - Number(a.isActive)));
  return tabs.flatMap(({ input }) => documentOf(input) ?? []).filter(isEditable);
}

export function isNotebookCell(uri: Uri): boolean {
  return uri.scheme === NOTEBOOK_CELL;
}

/** The path of a file for the user; of a cell also its number, counted from 1. */
export function nameOfFile(uri: Uri): string {
  const path = workspace.asRelativePath(uri);
  if (!isNotebookCell(uri)) return path;
  const key = uri.toString();
  const cells = workspace.notebookDocuments.flatMap((notebook) => notebook.getCells());
  const cell = cells.find(({ document }) => document.uri.toString() === key);
  return cell ? t("{0}, cell {1}", path, cell.index + 1) : path;
}

export function isEditable(uri: Uri): boolean {
  return (
    !isOtherText(uri) && (EDITABLE.has(uri.scheme) || workspace.fs.isWritableFileSystem(uri.scheme) === true)
  );
}

export async function isFile(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
  } catch {
    return false;
  }
}

/** As a glob pattern, which may also find other files: they are filtered out afterwards. */
function globbed(path: string): string {
  return path.replace(/[[\]{}*?!]/g, "?");
}
