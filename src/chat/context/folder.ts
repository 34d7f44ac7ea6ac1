import { type CancellationToken, RelativePattern, type Uri, workspace } from "vscode";
import type { ContextItem } from "../../../language-server/protocol/context.ts";
import { t } from "../../text/l10n.ts";
import type { Exclusion } from "../../workspace/exclusion.ts";
import { readFileText } from "../../workspace/file-text.ts";
import { findFilesIn } from "../../workspace/workspace-files.ts";

/** Maximum files of a folder that are attached; of the others only the names are listed. */
const MAX_FILES = 60;
const MAX_CHARS = 200_000;
/** Maximum files of a folder that are listed. */
const MAX_LISTED = 1_000;

/**
 * The files in a folder that may be attached, those nearest to it first, within a limit; the rest as a list of names.
 *
 * @throws an Error with a sentence for the user, when there is none
 */
export async function readFolder(
  folder: Uri,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<ContextItem[]> {
  const title = `${workspace.asRelativePath(folder)}/`;
  const found = await findFilesIn(new RelativePattern(folder, "**/*"), MAX_LISTED, token);
  const allowed = await exclusion.allowed(
    found.map((uri) => ({ uri })),
    token,
  );
  const files = allowed
    .map(({ uri }) => ({ uri, depth: uri.path.split("/").length }))
    .toSorted((a, b) => a.depth - b.depth || (a.uri.path < b.uri.path ? -1 : 1));
  if (files.length === 0) throw new Error(t("{0} has no files that can be attached.", title));
  const items: ContextItem[] = [];
  const listed: string[] = [];
  let left = MAX_CHARS;
  for (const { uri } of files) {
    if (token.isCancellationRequested) return [];
    const path = workspace.asRelativePath(uri);
    const text = items.length < MAX_FILES && left > 0 ? await textOf(uri) : undefined;
    if (text === undefined || text.length > left) {
      listed.push(path);
      continue;
    }
    left -= text.length;
    items.push({ kind: "file", title: path, uri: uri.toString(), text });
  }
  if (listed.length > 0)
    items.push({ kind: "file", title, text: `Other files in this folder:\n${listed.join("\n")}` });
  return items;
}

/** `undefined` when the file isn't text or is too large: then only its name is listed. */
async function textOf(uri: Uri): Promise<string | undefined> {
  try {
    return await readFileText(uri);
  } catch {
    return undefined;
  }
}
