import { type TextDocument, type Uri, workspace } from "vscode";
import { linesOf } from "../../common/text-lines.ts";
import { isFile } from "../review/index.ts";

/** How long VS Code has to notice that a file has changed on the disk. */
const NOTICE_MS = 3_000;

/** A file as it is now: of an open document its text, saved or not. */
export interface FileText {
  text: string;
  encoding: string;
}

/** Nothing where there is no file. @throws where it is no text */
export async function fileText(uri: Uri): Promise<FileText | undefined> {
  if (!(await isFile(uri))) return undefined;
  const document = await workspace.openTextDocument(uri);
  await noticed(document);
  return { text: document.getText(), encoding: document.encoding };
}

/** A text as every document has it: with line ends of one kind, without a byte order mark. */
export function plainText(text: string): string {
  return linesOf(text.replace(/^\uFEFF/, "")).join("\n");
}

/** Resolves when a document without changes of its own has what is on the disk: a command may just have written it. */
async function noticed(document: TextDocument): Promise<void> {
  const { uri, encoding } = document;
  if (document.isDirty) return;
  const onDisk = plainText(await workspace.decode(await workspace.fs.readFile(uri), { encoding }));
  const isSame = () => document.isDirty || plainText(document.getText()) === onDisk;
  if (isSame()) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(latest);
      subscription.dispose();
      resolve();
    };
    const latest = setTimeout(end, NOTICE_MS);
    const subscription = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && isSame()) end();
    });
  });
}
