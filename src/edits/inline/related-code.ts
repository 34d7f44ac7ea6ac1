import {
  type CancellationToken,
  commands,
  type Location,
  type LocationLink,
  type Range,
  type TextDocument,
  type Uri,
  workspace,
} from "vscode";
import type { EditKind } from "../../../language-server/protocol/edit-command.ts";
import type { Exclusion } from "../../workspace/exclusion.ts";

/** Maximum definitions that are looked up, and lines of each. */
const MAX_NAMES = 12;
const MAX_DEFINITIONS = 4;
const MAX_LINES = 25;
/** How long an edit waits for other language servers. */
const TIMEOUT_MS = 1_200;
const NAME = /[A-Za-z_$][\w$]{2,}/g;

/**
 * Definitions elsewhere that the code uses, which a fix has to match. Other kinds of edits don't need them. None comes
 * from a file that may hold secrets or is ignored.
 */
export async function relatedCode(
  document: TextDocument,
  range: Range,
  kind: EditKind,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<{ path: string; text: string }[]> {
  if (kind !== "fix") return [];
  const found = definitionsOf(document, range, exclusion, token);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), TIMEOUT_MS);
  });
  try {
    return await Promise.race([found, patience]);
  } catch {
    // The edit is possible without them.
    return [];
  } finally {
    clearTimeout(timer);
  }
}

async function definitionsOf(
  document: TextDocument,
  range: Range,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<{ path: string; text: string }[]> {
  const start = document.offsetAt(range.start);
  const names = new Map<string, number>();
  for (const { 0: name, index } of document.getText(range).matchAll(NAME))
    if (!names.has(name)) names.set(name, index);
  const shown = new Map<string, { path: string; text: string }>();
  for (const index of [...names.values()].slice(0, MAX_NAMES)) {
    if (token.isCancellationRequested || shown.size >= MAX_DEFINITIONS) break;
    const locations = await commands.executeCommand<(Location | LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      document.positionAt(start + index),
    );
    const place = locations?.[0] && placeOf(locations[0]);
    if (!place || isIn(place, document, range) || !workspace.getWorkspaceFolder(place.uri)) continue;
    const key = `${place.uri} ${place.range.start.line}`;
    if (shown.has(key) || (await exclusion.allowed([place], token)).length === 0) continue;
    shown.set(key, await codeAt(place));
  }
  return [...shown.values()];
}

interface CodeLocation {
  uri: Uri;
  range: Range;
}

function placeOf(location: Location | LocationLink): CodeLocation {
  return "targetUri" in location
    ? { uri: location.targetUri, range: location.targetRange }
    : { uri: location.uri, range: location.range };
}

function isIn({ uri, range }: CodeLocation, document: TextDocument, edited: Range): boolean {
  return uri.toString() === document.uri.toString() && edited.contains(range.start);
}

async function codeAt({ uri, range }: CodeLocation): Promise<{ path: string; text: string }> {
  const document = await workspace.openTextDocument(uri);
  const last = Math.min(document.lineCount - 1, Math.max(range.end.line, range.start.line) + 1);
  const lines: string[] = [];
  for (let line = range.start.line; line <= last && lines.length < MAX_LINES; line++)
    lines.push(document.lineAt(line).text);
  return { path: workspace.asRelativePath(uri), text: lines.join("\n") };
}
