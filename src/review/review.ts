import {
  EndOfLine,
  Range,
  Selection,
  type TextDocument,
  type TextEditor,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { linesOf } from "../../common/text-lines.ts";
import { type Hunk, hunks, hunksIn, type LineSpan } from "../code/hunks.ts";
import { t } from "../text/l10n.ts";
import { type Edit, rejection, withAccepted } from "./edits.ts";
import { type Beside, linesBeside } from "./other-lines.ts";
import { changesBetween, type TextChange, withTyped } from "./typed.ts";

/** A review as it is kept while the window is reloaded. */
export interface KeptReview {
  /** Of the document. */
  uri: string;
  title: string;
  isProposal: boolean;
  /** Changes are saved at once, because others work on with the file; so it stays open while the document is closed. */
  isSaved: boolean;
  /** The file wasn't there before: without its changes it goes. */
  isNew: boolean;
  before: string;
  other: string;
  /** The document's text. */
  text: string;
}

/** What is fixed when a review begins. */
export type ReviewStart = Pick<KeptReview, "title" | "isProposal" | "isSaved" | "isNew">;

/**
 * The changes of one document that are neither accepted nor rejected yet. They are in the document, and the other text is
 * the one without them; or they are only proposed, and the other text is the one with them.
 */
export class Review {
  /** For the diff editor and its title. */
  readonly title: string;
  readonly isProposal: boolean;
  readonly isSaved: boolean;
  readonly isNew: boolean;
  /** The text before the first change, to which an undo leads. */
  readonly #before: string;
  #document: TextDocument;
  #other: string;
  /** The document's text, as last seen. */
  #text: string;
  /** The text that the document will have after a change of ours that is being applied. */
  #changing: { to: string | undefined } | undefined;
  /** Changed while no editor showed it: one may come back with a selection of what was changed. */
  #isUnseen = false;
  #known: { version: number; other: string; hunks: readonly Hunk[] } | undefined;

  constructor(document: TextDocument, kept: Omit<KeptReview, "uri">) {
    this.#document = document;
    this.title = kept.title;
    this.isProposal = kept.isProposal;
    this.isSaved = kept.isSaved;
    this.isNew = kept.isNew;
    this.#before = kept.before;
    this.#other = kept.other;
    this.#text = kept.text;
  }

  /** Call before the document is changed. A proposal begins as the text that is there, a new file as none. */
  static begun(document: TextDocument, start: ReviewStart): Review {
    const text = document.getText();
    const before = start.isNew ? "" : text;
    return new Review(document, { ...start, before, other: before, text });
  }

  /** After the window was reloaded. What was changed in between counts as typed. */
  static restored(document: TextDocument, kept: KeptReview): Review {
    const review = new Review(document, kept);
    review.follow(changesBetween(kept.text, document.getText()));
    return review;
  }

  get document(): TextDocument {
    return this.#document;
  }

  /** What is to be kept of it. */
  get kept(): KeptReview {
    return {
      uri: this.#document.uri.toString(),
      title: this.title,
      isProposal: this.isProposal,
      isSaved: this.isSaved,
      isNew: this.isNew,
      before: this.#before,
      other: this.#other,
      text: this.#document.getText(),
    };
  }

  /** The text without the changes that aren't accepted, or that of the proposal. */
  get other(): string {
    return this.#other;
  }

  /** The hunks that are still to be accepted or rejected: `current` in the present document, `original` in the other text. */
  get hunks(): readonly Hunk[] {
    const { version } = this.#document;
    if (this.#known?.version !== version || this.#known.other !== this.#other)
      this.#known = { version, other: this.#other, hunks: hunks(this.#other, this.#document.getText()) };
    return this.#known.hunks;
  }

  /** Whether everything is accepted or rejected. */
  get isDone(): boolean {
    if (this.#changing) return false;
    const text = this.#document.getText();
    const isUndone = !this.isProposal && text === this.#before;
    return isUndone || text === this.#other || this.hunks.length === 0;
  }

  /** The lines of a hunk in the other text. */
  otherLines({ original }: Hunk): string[] {
    return linesOf(this.#other).slice(original.start, original.end);
  }

  /** A hunk's lines in the other text, beside those of the document; `undefined` where there is no room. */
  beside(index: number, tabSize: number): Beside[] | undefined {
    const hunk = this.hunks[index];
    if (!hunk) return undefined;
    const others = this.otherLines(hunk);
    const { start } = hunk.current;
    const next = this.hunks[index + 1]?.current.start ?? this.#document.lineCount;
    const count = Math.min(next, start + others.length) - start;
    const lines = Array.from({ length: count }, (_, row) => this.#document.lineAt(start + row).text);
    return linesBeside(others, lines, start, tabSize);
  }

  /** @throws when VS Code doesn't let the document be changed */
  async accept(hunk: Hunk): Promise<void> {
    if (this.isProposal) await this.#takeOther([hunk]);
    else this.#keepDocument([hunk]);
  }

  /** As one undo step. @throws when VS Code doesn't let the document be changed */
  async reject(rejected: readonly Hunk[] = this.hunks): Promise<void> {
    if (this.isProposal) this.#keepDocument(rejected);
    else await this.#takeOther(rejected);
  }

  /** @throws when VS Code doesn't let the document be changed */
  async acceptAll(): Promise<void> {
    if (this.isProposal) await this.#takeOther(this.hunks);
  }

  /**
   * Adds to a proposal what another one changes in the document. Where both change the same lines, the later one counts.
   *
   * @param wanted the document's text with the other one's changes
   */
  propose(wanted: string): void {
    const text = this.#document.getText();
    const meets = (one: Hunk) => hunksIn(this.hunks, one.original).length > 0;
    const isApart = !hunks(text, wanted).some(meets);
    this.#other = isApart ? withTyped(this.#other, text, changesBetween(text, wanted)) : wanted;
  }

  /** The other text's lines take the place of the document's, as one undo step. */
  async #takeOther(taken: readonly Hunk[]): Promise<void> {
    if (taken.length === 0) return;
    const text = this.#document.getText();
    await this.change(taken.map((hunk) => rejection(this.#other, text, hunk, eolOf(this.#document))));
  }

  /** The document's lines take the place of the other text's: that is no difference any more. */
  #keepDocument(kept: readonly Hunk[]): void {
    const text = this.#document.getText();
    for (const hunk of kept.toReversed())
      this.#other = withAccepted(this.#other, text, hunk, eolOf(this.#document));
  }

  /**
   * Changes the document in one undo step, and saves it where that is how the review began and nothing else is unsaved.
   *
   * @param to the text that it has then, which distinguishes the change from what the user types at the same moment
   * @throws when VS Code doesn't let it be changed
   */
  async change(edits: readonly Edit[], to?: string): Promise<void> {
    const saves = this.isSaved && !this.#document.isDirty;
    this.#changing = { to };
    try {
      this.#isUnseen = !(await changeDocument(this.#document, edits));
    } finally {
      this.#changing = undefined;
    }
    if (saves) await this.#document.save();
  }

  /** Call when the document was changed. Text typed outside the hunks stays when they are rejected. */
  follow(changes: readonly TextChange[]): void {
    const before = this.#text;
    this.#text = this.#document.getText();
    const isOwn = this.#changing && (this.#changing.to ?? this.#text) === this.#text;
    if (!isOwn) this.#other = withTyped(this.#other, before, changes);
  }

  /**
   * Call when an editor of the document came into view, and when its selection changed: VS Code restores an old selection
   * some time after it shows the editor. What was changed meanwhile doesn't stay selected, unless the user selects it.
   */
  seen(editor: TextEditor, isSelectedByUser = false): void {
    if (!this.#isUnseen) return;
    const changed = () => this.hunks.map(({ current }) => current);
    if (isSelectedByUser || collapse(editor, changed())) this.#isUnseen = false;
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

/** Leaves it unsaved. @returns whether an editor showed it. @throws when VS Code doesn't let it be changed. */
export async function changeDocument(document: TextDocument, edits: readonly Edit[]): Promise<boolean> {
  const { uri, version } = document;
  const isShown = await applyInEditor(uri, edits);
  // The editor may have gone at that moment. One that has changed meanwhile isn't changed behind its back.
  const isApplied = isShown || (document.version === version && (await applyInBackground(uri, edits)));
  // An editor reports success and does nothing when its document is read-only.
  if (!isApplied || document.version === version)
    throw new Error(
      t(
        "{0} was not changed: it is read-only or has changed in the meantime.",
        workspace.asRelativePath(uri),
      ),
    );
  return isShown;
}

/**
 * VS Code makes a workspace edit in the active editor smaller and may split an emoji
 * (https://github.com/microsoft/vscode/issues/248268): an emoji that is replaced by one with the same first half ends as
 * a second half alone. An editor's own edit isn't changed.
 */
async function applyInEditor(uri: TextDocument["uri"], edits: readonly Edit[]): Promise<boolean> {
  const editors = editorsOf(uri);
  const lines = edits.map(({ start, end }) => ({ start: start.line, end: end.line + 1 }));
  for (const editor of editors) collapse(editor, lines);
  try {
    const isApplied = await editors[0]?.edit((builder) => {
      for (const edit of edits) builder.replace(rangeOf(edit), edit.text);
    });
    return isApplied === true;
  } catch {
    // It was closed.
    return false;
  }
}

function editorsOf(uri: TextDocument["uri"]): TextEditor[] {
  const key = uri.toString();
  return window.visibleTextEditors.filter(({ document }) => document.uri.toString() === key);
}

/**
 * A selection of what is changed would become one of the new text, and the next key would take its place.
 *
 * @returns whether there was one
 */
function collapse(editor: TextEditor, changed: readonly LineSpan[]): boolean {
  const isChanged = ({ start, end }: Selection) =>
    changed.some((lines) => start.line < lines.end && end.line >= lines.start);
  if (!editor.selections.some((selection) => !selection.isEmpty && isChanged(selection))) return false;
  editor.selections = editor.selections.map((selection) =>
    isChanged(selection) ? new Selection(selection.start, selection.start) : selection,
  );
  return true;
}

function applyInBackground(uri: TextDocument["uri"], edits: readonly Edit[]): Thenable<boolean> {
  const workspaceEdit = new WorkspaceEdit();
  for (const edit of edits) workspaceEdit.replace(uri, rangeOf(edit), edit.text);
  return workspace.applyEdit(workspaceEdit);
}

function rangeOf({ start, end }: Edit): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
