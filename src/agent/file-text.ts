import { type Uri, workspace } from "vscode";
import { linesOf } from "../../common/text-lines.ts";
import { isFile } from "../review/index.ts";

/** A file as it is now: of an open document its text, saved or not. */
export interface FileText {
  text: string;
  encoding: string;
}

/** Nothing where there is no file. @throws where it is no text */
export async function fileText(uri: Uri): Promise<FileText | undefined> {
  if (!(await isFile(uri))) return undefined;
  const document = await workspace.openTextDocument(uri);
  return { text: document.getText(), encoding: document.encoding };
}

/** A text as every document has it: with line ends of one kind, without a byte order mark. */
export function plainText(text: string): string {
  return linesOf(text.replace(/^\uFEFF/, "")).join("\n");
}
