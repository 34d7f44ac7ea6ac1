/** Changes several files: all of them, or none. */
import { type Uri, WorkspaceEdit, workspace } from "vscode";
import { t } from "../text/l10n.ts";

/** What becomes of a file. Texts are those of the whole document. */
export type UriChange =
  /** Without an encoding it gets the one that new files have. */
  | { kind: "created"; uri: Uri; text: string; encoding?: string }
  | { kind: "changed"; uri: Uri; before: string; text: string }
  | { kind: "deleted"; uri: Uri; before: string }
  /** `text` is the same as `before` where the file is only moved. */
  | { kind: "moved"; uri: Uri; to: Uri; before: string; text: string };

/** How the text of a file is changed, and changed back where another file can't be. */
export interface ChangeOfText {
  change(uri: Uri, before: string, text: string): Promise<void>;
  takeBack(uri: Uri, before: string, text: string): Promise<void>;
}

/**
 * What is made, goes or is moved does so in one step of VS Code's undo, and each changed text in one of its own.
 *
 * @throws an Error with a sentence for the user, when a file can't be changed: then all are as they were
 */
export async function changeFiles(changes: readonly UriChange[], by: ChangeOfText): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  const change = async (uri: Uri, before: string, text: string) => {
    await by.change(uri, before, text);
    undo.push(() => by.takeBack(uri, before, text));
  };
  try {
    for (const each of changes) if (each.kind === "changed") await change(each.uri, each.before, each.text);
    const files = changes.filter(({ kind }) => kind !== "changed");
    if (files.length > 0) {
      const back = await fileEditBack(files);
      if (!(await workspace.applyEdit(await fileEdit(files))))
        throw new Error(t("Files couldn't be created, deleted or moved. Nothing was changed."));
      undo.push(async () => workspace.applyEdit(back));
    }
    for (const each of changes)
      if (each.kind === "moved" && each.text !== each.before) await change(each.to, each.before, each.text);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
}

/** Undoes what `changeFiles` does to the files themselves. Call before they are changed. */
export async function fileEditBack(changes: readonly UriChange[]): Promise<WorkspaceEdit> {
  const back = new WorkspaceEdit();
  for (const each of changes) {
    if (each.kind === "created") back.deleteFile(each.uri, { ignoreIfNotExists: true });
    else if (each.kind === "moved") back.renameFile(each.to, each.uri);
    else if (each.kind === "deleted") {
      const { encoding } = await workspace.openTextDocument(each.uri);
      back.createFile(each.uri, { contents: await workspace.encode(each.before, { encoding }) });
    }
  }
  return back;
}

async function fileEdit(changes: readonly UriChange[]): Promise<WorkspaceEdit> {
  const edit = new WorkspaceEdit();
  for (const each of changes) {
    if (each.kind === "created") {
      const { uri, text, encoding } = each;
      const contents = await (encoding === undefined
        ? workspace.encode(text, { uri })
        : workspace.encode(text, { encoding }));
      edit.createFile(uri, { contents });
    } else if (each.kind === "moved") edit.renameFile(each.uri, each.to);
    else if (each.kind === "deleted") edit.deleteFile(each.uri);
  }
  return edit;
}
