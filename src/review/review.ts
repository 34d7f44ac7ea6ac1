import { EndOfLine, Range, type TextDocument, WorkspaceEdit, window, workspace } from "vscode";
import { linesOf } from "../../common/text-lines.ts";
import { type Hunk, hunks } from "../code/hunks.ts";
import { t } from "../text/l10n.ts";
import { type Edit, rejection, withAccepted } from "./edits.ts";
import { type TextChange, withTyped } from "./typed.ts";

/** The changes of one document that are neither accepted nor rejected yet. */
export class Review {
  /** For the diff editor and its title. */
  readonly title: string;
  /** The text before the first change, to which an undo leads. */
  readonly #before: string;
  #document: TextDocument;
  #original: string;
  /** The document's text, as last seen. */
  #text: string;
  /** The text that the document will have after a change of ours that is being applied. */
  #changing: { to: string | undefined } | undefined;
  #known: { version: number; original: string; hunks: readonly Hunk[] } | undefined;

  /** Before the document is changed. */
  constructor(document: TextDocument, title: string) {
    this.#document = document;
    this.#before = document.getText();
    this.#original = this.#before;
    this.#text = this.#before;
    this.title = title;
  }

  get document(): TextDocument {
    return this.#document;
  }

  /** The text without the changes that aren't accepted. */
  get original(): string {
    return this.#original;
  }

  /** The hunks that are still to be accepted or rejected, in the present document. */
  get hunks(): readonly Hunk[] {
    const { version } = this.#document;
    if (this.#known?.version !== version || this.#known.original !== this.#original)
      this.#known = {
        version,
        original: this.#original,
        hunks: hunks(this.#original, this.#document.getText()),
      };
    return this.#known.hunks;
  }

  /** Whether everything is accepted or rejected. */
  get isDone(): boolean {
    const text = this.#document.getText();
    if (this.#changing) return false;
    return text === this.#before || text === this.#original || this.hunks.length === 0;
  }

  /** The lines that a hunk replaced. */
  originalLines({ original }: Hunk): string[] {
    return linesOf(this.#original).slice(original.start, original.end);
  }

  accept(hunk: Hunk): void {
    this.#original = withAccepted(this.#original, this.#document.getText(), hunk, eolOf(this.#document));
  }

  /** As one undo step. @throws when VS Code doesn't let the document be changed. */
  async reject(hunk: Hunk): Promise<void> {
    await this.change([rejection(this.#original, this.#document.getText(), hunk, eolOf(this.#document))]);
  }

  /**
   * As one undo step.
   *
   * @throws when VS Code doesn't let the document be changed
   */
  async rejectAll(rejected = this.hunks): Promise<void> {
    if (rejected.length === 0) return;
    const edits = rejected.map((hunk) =>
      rejection(this.#original, this.#document.getText(), hunk, eolOf(this.#document)),
    );
    await this.change(edits);
  }

  /**
   * Changes the document in one undo step.
   *
   * @param to the text that it has then, which distinguishes the change from what the user types at the same moment
   * @throws when VS Code doesn't let it be changed
   */
  async change(edits: readonly Edit[], to?: string): Promise<void> {
    this.#changing = { to };
    try {
      await change(this.#document, edits);
    } finally {
      this.#changing = undefined;
    }
  }

  /** Call when the document was changed. Text typed outside the hunks stays when they are rejected. */
  follow(changes: readonly TextChange[]): void {
    const before = this.#text;
    this.#text = this.#document.getText();
    const isOwn = this.#changing && (this.#changing.to ?? this.#text) === this.#text;
    if (!isOwn) this.#original = withTyped(this.#original, before, changes);
  }

  /** Call when VS Code closed and reopened the document, for instance because its language changed. */
  reopened(document: TextDocument): void {
    this.#document = document;
    this.#text = document.getText();
    this.#known = undefined;
  }
}

export function eolOf({ eol }: TextDocument): string {
  return eol === EndOfLine.CRLF ? "\r\n" : "\n";
}

/** Leaves it unsaved. @throws when VS Code doesn't let it be changed. */
async function change(document: TextDocument, edits: readonly Edit[]): Promise<void> {
  const { uri, version } = document;
  const isApplied = await (applyInEditor(uri, edits) ?? applyInBackground(uri, edits));
  // An editor reports success and does nothing when its document is read-only.
  if (!isApplied || document.version === version)
    throw new Error(
      t(
        "{0} was not changed: it is read-only or has changed in the meantime.",
        workspace.asRelativePath(uri),
      ),
    );
}

/**
 * VS Code makes a workspace edit in the active editor smaller and may split an emoji
 * (https://github.com/microsoft/vscode/issues/248268): an emoji that is replaced by one with the same first half ends as
 * a second half alone. An editor's own edit isn't changed.
 */
function applyInEditor(uri: TextDocument["uri"], edits: readonly Edit[]): Thenable<boolean> | undefined {
  const key = uri.toString();
  const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
  return editor?.edit((builder) => {
    for (const edit of edits) builder.replace(rangeOf(edit), edit.text);
  });
}

function applyInBackground(uri: TextDocument["uri"], edits: readonly Edit[]): Thenable<boolean> {
  const workspaceEdit = new WorkspaceEdit();
  for (const edit of edits) workspaceEdit.replace(uri, rangeOf(edit), edit.text);
  return workspace.applyEdit(workspaceEdit);
}

function rangeOf({ start, end }: Edit): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
