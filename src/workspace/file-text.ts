import { FileType, type TextDocument, type Uri, workspace } from "vscode";
import { t } from "../text/l10n.ts";

/** More than that isn't written by hand, and fills the context many times over. */
const MAX_BYTES = 1_000_000;
/** Text has no zero bytes; a file that has some has one early. */
const LOOKED_AT_BYTES = 8_000;

/**
 * The text of a file as it is in its editor, or on its file system where none is open.
 *
 * @throws an Error with a sentence for the user, when it is too large, isn't text or isn't there
 */
export async function readFileText(uri: Uri): Promise<string> {
  const name = workspace.asRelativePath(uri);
  const document = openDocument(uri);
  if (document) {
    const text = document.getText();
    if (text.length > MAX_BYTES) throw tooLarge(name);
    return text;
  }
  const { type, size } = await workspace.fs.stat(uri).then(
    (stat) => stat,
    () => {
      throw new Error(t("{0} doesn't exist or can't be read.", name));
    },
  );
  if (!(type & FileType.File)) throw new Error(t("{0} isn't a file.", name));
  if (size > MAX_BYTES) throw tooLarge(name);
  const bytes = await workspace.fs.readFile(uri);
  if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0)) throw new Error(t("{0} isn't a text file.", name));
  return workspace.decode(bytes, { uri });
}

export function openDocument(uri: Uri): TextDocument | undefined {
  const key = uri.toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === key);
}

function tooLarge(name: string): Error {
  return new Error(t("{0} is larger than 1 MB. Open it and attach a selection.", name));
}
