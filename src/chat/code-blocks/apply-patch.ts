/** Applies a patch in an answer to files of the workspace: all of it, or nothing. */
import { type Uri, type WorkspaceEdit, window, workspace } from "vscode";
import { applyPatch, type NamedFilePatch } from "../../../common/patch/apply.ts";
import type { FileChange, Patch } from "../../../common/patch/patch.ts";
import {
  changeFiles,
  createAt,
  createFile,
  fileEditBack,
  nameOfFile,
  type Reviews,
  type UriChange,
} from "../../review/index.ts";
import { t } from "../../text/l10n.ts";
import { patchProblem, removals, removed } from "../../text/patch-text.ts";
import { PatchFiles, type PatchTarget } from "./patch-files.ts";

/** @throws an Error with a sentence for the user, when a part of the patch doesn't apply: then nothing was changed */
export async function applyPatchBlock(patch: Patch, target: PatchTarget, reviews: Reviews): Promise<void> {
  const [first, ...others] = patch.files;
  const isNew = first?.kind === "create" && others.length === 0 && !patch.fault;
  // Where there is no path that it can have, the user is asked for one.
  if (isNew && ((first.path ?? target.file) === undefined || !workspace.workspaceFolders?.length))
    return createFile(first.text, "", first.path ?? target.file, reviews);
  const files = new PatchFiles(target);
  const named: NamedFilePatch[] = [];
  for (const file of patch.fault ? [] : patch.files) {
    const found = await files.named(file);
    if (!found) return;
    named.push(found);
  }
  const result = applyPatch({ ...patch, files: named }, (path) => files.textOf(path));
  if ("refusal" in result) throw new Error(patchProblem(result.refusal, (path) => files.nameOf(path)));
  const run = new PatchRun(result.changes, files, reviews);
  if (await run.isWanted()) await run.change();
}

/** The changes of one patch. */
class PatchRun {
  readonly #changes: readonly FileChange[];
  readonly #files: PatchFiles;
  readonly #reviews: Reviews;

  constructor(changes: readonly FileChange[], files: PatchFiles, reviews: Reviews) {
    this.#changes = changes;
    this.#files = files;
    this.#reviews = reviews;
  }

  /**
   * Whether the user agrees to changes of protected files, and to what can't be reviewed: files that go or are moved.
   *
   * @throws an Error with a sentence for the user, where a file is never changed
   */
  async isWanted(): Promise<boolean> {
    const paths = this.#changes.flatMap((change) =>
      "to" in change ? [change.path, change.to] : [change.path],
    );
    if (!(await this.#reviews.guard.allows(paths.map((path) => this.#files.uriOf(path))))) return false;
    const lines = removals(this.#changes, (path) => this.#files.nameOf(path));
    if (lines.length === 0) return true;
    for (const { kind, path } of this.#changes)
      if (kind === "deleted" && isDirty(this.#files.uriOf(path)))
        throw new Error(t("{0} has unsaved changes. Nothing was changed.", this.#files.nameOf(path)));
    const apply = t("Apply");
    const detail = [...lines, "", t("This can be undone.")].join("\n");
    const message = t("The patch deletes or moves files. Do you want to apply it?");
    return (await window.showWarningMessage(message, { modal: true, detail }, apply)) === apply;
  }

  /** Where one of the files can't be changed, the others get their text back. */
  async change(): Promise<void> {
    const there = this.#changes.filter(({ kind }) => kind !== "created").map((each) => this.#placed(each));
    const undo = await fileEditBack(there);
    await changeFiles(there, {
      change: (uri, before, text) => this.#propose(uri, before, text),
      takeBack: (uri, before, text) => this.#takeBack(uri, before, text),
    });
    if (there.some(({ kind }) => kind !== "changed")) void this.#offerUndo(undo);
    for (const change of this.#changes)
      if (change.kind === "created")
        await createAt(this.#files.uriOf(change.path), change.text, this.#reviews);
  }

  #placed(change: FileChange): UriChange {
    const uri = this.#files.uriOf(change.path);
    return change.kind === "moved"
      ? { ...change, uri, to: this.#files.uriOf(change.to) }
      : { ...change, uri };
  }

  async #propose(uri: Uri, before: string, after: string): Promise<void> {
    const name = nameOfFile(uri);
    const changed = (text: string) => {
      if (text === before) return after;
      throw new Error(t("{0} was not changed: it is read-only or has changed in the meantime.", name));
    };
    await this.#reviews.propose(uri, changed, name);
  }

  async #takeBack(uri: Uri, before: string, text: string): Promise<void> {
    const isWritten = (await workspace.openTextDocument(uri)).getText() === text;
    if (isWritten) await this.#reviews.propose(uri, before, nameOfFile(uri), "inPlace");
    else await this.#reviews.reject(uri, { start: 0, end: Number.MAX_SAFE_INTEGER });
  }

  /** Where a file was deleted, no editor is left to undo it in. */
  async #offerUndo(undo: WorkspaceEdit): Promise<void> {
    const choice = t("Undo");
    const message = removed(this.#changes, (path) => this.#files.nameOf(path)).join(" ");
    if ((await window.showInformationMessage(message, choice)) === choice) await workspace.applyEdit(undo);
  }
}

function isDirty(uri: Uri): boolean {
  return workspace.textDocuments.some((open) => open.uri.toString() === uri.toString() && open.isDirty);
}
