import { setImmediate } from "node:timers/promises";
import {
  commands,
  Disposable,
  EventEmitter,
  FileSystemError,
  Position,
  Range,
  Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { linesOf } from "../../common/text-lines.ts";
import { type Hunk, hunkAt, hunksIn, type LineSpan } from "../code/hunks.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { Exclusion } from "../workspace/exclusion.ts";
import { closeDiff, showDiff } from "./diff-tabs.ts";
import { minimalEdits } from "./edits.ts";
import { KeptReviews } from "./kept-reviews.ts";
import { changeDocument, eolOf, type KeptReview, Review } from "./review.ts";
import { ReviewDecorations } from "./review-decorations.ts";
import { ReviewLenses } from "./review-lenses.ts";
import { isOtherText, ReviewTexts, reviewedUri } from "./review-texts.ts";
import { documentOf } from "./tab-document.ts";
import { WriteGuard } from "./write-guard.ts";

/** Paths of the documents under review, for `when` clauses with `resourcePath in`: a remote window has other URIs. */
const CONTEXT_KEY = "ossicle.reviewedFiles";
/** While the user types in a document under review, decorations follow after this pause. */
const FOLLOW_MS = 100;

/**
 * Changes that the user has neither accepted nor rejected yet, one review for each document. The document has the new
 * text as if it had been typed, unsaved; the replaced text is only shown. Where VS Code saves by itself, it is the new
 * text that is only shown, until it is accepted. A review ends when everything is accepted or rejected, when the change is
 * undone, and when the document is closed. It outlives a reload of the window.
 *
 * Changes that others than the user work on with, such as commands, are saved at once, even where VS Code saves by
 * itself. Their review waits while the document is closed.
 */
export class Reviews implements Disposable {
  readonly #reviews = new Map<string, Review>();
  readonly #texts = new ReviewTexts((uri) => this.#reviews.get(uri)?.other);
  readonly #decorations = new ReviewDecorations();
  readonly #ended = new EventEmitter<Uri>();
  readonly #subscriptions: Disposable;
  /** Set only while something is under review. */
  #lenses: ReviewLenses | undefined;
  #following: NodeJS.Timeout | undefined;

  /** The review of a document has ended. */
  readonly onDidEnd = this.#ended.event;
  readonly #kept: KeptReviews;
  /** Reviews from before the window was reloaded, by document, until that is there again. */
  readonly #waiting = new Map<string, KeptReview>();
  /** Those are known. */
  readonly #restored: Promise<void>;
  /** What every change passes. For several files at once it is asked before the first of them is changed. */
  readonly guard: WriteGuard;

  /** @param folder where reviews are kept while they are open; without one, they end with the window */
  constructor(
    exclusion: Pick<Exclusion, "reasons">,
    folder: string | undefined,
    log: (line: string) => void,
  ) {
    this.guard = new WriteGuard(exclusion);
    this.#kept = new KeptReviews(folder, log);
    this.#subscriptions = Disposable.from(
      this.#ended,
      this.#texts,
      this.#decorations,
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const review = this.#reviewOf(document);
        if (!review) return;
        review.follow(contentChanges);
        this.#followSoon();
      }),
      workspace.onDidOpenTextDocument((document) => {
        if (this.#restore(document)) this.#update();
      }),
      workspace.onDidCloseTextDocument((document) => void this.#closed(document)),
      window.onDidChangeTextEditorSelection(({ textEditor, kind }) =>
        this.#reviewOf(textEditor.document)?.seen(textEditor, kind !== undefined),
      ),
      window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) this.#reviewOf(editor.document)?.seen(editor);
        this.#decorate();
      }),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) {
          const uri = documentOf(input);
          if (uri) this.#closedUnopened(uri.toString());
        }
        this.#decorate();
      }),
    );
    this.#restored = this.#restoreAll();
  }

  /**
   * Changes a document in one undo step, without saving it, and shows the change. A document that is under review already
   * keeps the original from before its first change. Where VS Code saves by itself, the change is only shown.
   *
   * @param newText of the whole document, or a function from its text at the time of the change
   * @param title of the diff editor
   * @param shown in a diff editor, or in the editor where the user asked for the change
   * @returns whether it was proposed: it wasn't where the user doesn't allow it
   * @throws an Error with a sentence for the user, when the document can't or mustn't be changed
   */
  async propose(
    uri: Uri,
    newText: string | ((text: string) => string),
    title: string,
    shown: "diff" | "inPlace" = "diff",
  ): Promise<boolean> {
    if (!(await this.guard.allowsNow([uri], shown === "inPlace" ? "byHand" : "named"))) return false;
    await this.#restored;
    const document = await workspace.openTextDocument(uri);
    const eol = eolOf(document);
    const text = document.getText();
    const wanted = linesOf(typeof newText === "string" ? newText : newText(text)).join(eol);
    const edits = minimalEdits(text, wanted, eol);
    if (edits.length === 0) {
      const name = workspace.asRelativePath(uri);
      void window.showInformationMessage(t("{0} already has this text. Nothing was changed.", name));
      return true;
    }
    const known = this.#reviewOf(document);
    const isProposal = savesByItself(document);
    const review = known ?? Review.begun(document, { title, isProposal, isSaved: false, isNew: false });
    this.#reviews.set(document.uri.toString(), review);
    if (review.isProposal) review.propose(wanted);
    else
      try {
        await review.change(edits, wanted);
      } catch (error) {
        if (!known) this.#reviews.delete(document.uri.toString());
        throw error;
      }
    this.#changed(review);
    const isHere = window.activeTextEditor?.document === document;
    const isShown = shown === "diff" || (review.isProposal && isHere);
    if (this.#reviewOf(document) && isShown) await showDiff(review);
    return true;
  }

  /**
   * Changes a document in one undo step and saves it. The change comes under review, beside what is under review there
   * already; in a document with a proposal it counts as typed. What is asked beforehand is asked by the caller.
   *
   * @param before the text that the document must have
   * @param title of the diff editor
   * @throws an Error with a sentence for the user, when the document can't be changed or saved: it is as it was
   */
  async write(uri: Uri, before: string, wanted: string, title: string): Promise<void> {
    const document = await this.#opened(uri);
    const name = workspace.asRelativePath(uri);
    if (document.getText() !== before)
      throw new Error(t("{0} was not changed: it is read-only or has changed in the meantime.", name));
    const known = this.#reviewOf(document);
    const start = { title, isProposal: false, isSaved: true, isNew: false };
    this.#reviews.set(document.uri.toString(), known ?? Review.begun(document, start));
    try {
      await this.#change(document, wanted);
    } catch (error) {
      if (!known) this.#reviews.delete(document.uri.toString());
      throw error;
    } finally {
      this.#update();
    }
  }

  /** A file that was just made comes under review. @param title of the diff editor */
  async begin(uri: Uri, title: string): Promise<void> {
    const document = await this.#opened(uri);
    if (this.#reviewOf(document)) return;
    const review = Review.begun(document, { title, isProposal: false, isSaved: true, isNew: true });
    this.#reviews.set(document.uri.toString(), review);
    this.#changed(review);
  }

  /**
   * Gives a document a text that it had before, in one undo step, and saves it. What is then still changed stays under
   * review.
   *
   * @throws an Error with a sentence for the user, when the document can't be changed or saved
   */
  async takeBack(uri: Uri, text: string): Promise<void> {
    await this.#change(await this.#opened(uri), text);
  }

  /** Accepts all changes of a document, open or not. */
  async accept(uri: Uri): Promise<void> {
    await this.#restored;
    const review = this.#reviews.get(uri.toString());
    if (!review) return this.#forget(uri.toString());
    await review.acceptAll();
    this.#end(review);
  }

  /** Whether a document has changes under review, open or not. */
  async has(uri: Uri): Promise<boolean> {
    await this.#restored;
    return this.#reviews.has(uri.toString()) || this.#waiting.has(uri.toString());
  }

  /** Rejects the changes in some lines. Changes elsewhere stay under review. */
  async reject(uri: Uri, lines: LineSpan): Promise<void> {
    const review = this.#reviews.get(uri.toString());
    if (!review) return;
    await review.reject(hunksIn(review.hunks, lines));
    this.#changed(review);
  }

  dispose(): void {
    clearTimeout(this.#following);
    this.#reviews.clear();
    this.#update();
    this.#lenses?.dispose();
    this.#subscriptions.dispose();
  }

  get commands() {
    return {
      "ossicle.acceptChange": async (uri, index) => {
        const { review, hunk } = this.#hunk(uri, index);
        await review.accept(hunk);
        this.#changed(review);
      },
      "ossicle.rejectChange": async (uri, index) => {
        const { review, hunk } = this.#hunk(uri, index);
        await review.reject([hunk]);
        await removeNew(review);
        this.#changed(review);
      },
      "ossicle.acceptAllChanges": async (uri) => {
        const review = this.#review(uri);
        await review.acceptAll();
        this.#end(review);
      },
      "ossicle.rejectAllChanges": async (uri) => {
        const review = this.#review(uri);
        await review.reject();
        await removeNew(review);
        this.#end(review);
      },
      "ossicle.showChange": async (uri) => showDiff(this.#review(uri)),
      "ossicle.nextChange": async () => this.#go(1),
      "ossicle.previousChange": async () => this.#go(-1),
    } satisfies Record<string, CommandHandler>;
  }

  /** The review that a command is about: of the document that it names, or of the active one. */
  #review(named: unknown): Review {
    const uri =
      named instanceof Uri
        ? named
        : typeof named === "string"
          ? Uri.parse(named, true)
          : window.activeTextEditor?.document.uri;
    const review = uri && this.#reviews.get(reviewedUri(uri).toString());
    if (!review) throw new Refusal(t("There are no changes to review in this file."));
    return review;
  }

  /** The hunk that a code lens names by its index, or the one at the cursor. */
  #hunk(named: unknown, index: unknown): { review: Review; hunk: Hunk } {
    const review = this.#review(named);
    const editor = window.activeTextEditor;
    const line = editor?.selection.active.line ?? 0;
    const hunk =
      typeof index === "number"
        ? review.hunks[index]
        : editor && isOtherText(editor.document.uri)
          ? review.hunks.find(
              ({ original: { start, end } }) => line >= start && line < Math.max(end, start + 1),
            )
          : hunkAt(review.hunks, line);
    if (!hunk) throw new Refusal(t("There is no change at the cursor."));
    return { review, hunk };
  }

  /** Goes to the next or previous change of the active document; after the last one, to the first. */
  #go(direction: 1 | -1): void {
    const review = this.#review(undefined);
    const editor = editorOf(review.document);
    if (!editor) return;
    const { line } = editor.selection.active;
    const starts = review.hunks.map(({ current }) => Math.min(current.start, review.document.lineCount - 1));
    const start =
      direction > 0
        ? (starts.find((each) => each > line) ?? starts[0])
        : (starts.findLast((each) => each < line) ?? starts.at(-1));
    if (start === undefined) return;
    const at = new Position(start, 0);
    editor.selection = new Selection(at, at);
    editor.revealRange(new Range(at, at));
  }

  /** A document with the review that it had when it was last open. */
  async #opened(uri: Uri): Promise<TextDocument> {
    await this.#restored;
    const document = await workspace.openTextDocument(uri);
    this.#restore(document);
    return document;
  }

  /** Changes a document, under its review if it has one, and saves it. Where it can't be saved, it is as it was. */
  async #change(document: TextDocument, wanted: string): Promise<void> {
    const before = document.getText();
    await this.#set(document, wanted);
    if (document.isDirty && !(await document.save())) {
      await this.#set(document, before);
      throw new Error(t("{0} couldn't be saved.", workspace.asRelativePath(document.uri)));
    }
    const review = this.#reviewOf(document);
    if (review) this.#changed(review);
  }

  async #set(document: TextDocument, wanted: string): Promise<void> {
    const eol = eolOf(document);
    const text = linesOf(wanted).join(eol);
    const edits = minimalEdits(document.getText(), text, eol);
    if (edits.length === 0) return;
    const review = this.#reviewOf(document);
    if (review && !review.isProposal) await review.change(edits, text);
    else await changeDocument(document, edits);
  }

  #reviewOf(document: TextDocument): Review | undefined {
    return this.#reviews.get(document.uri.toString());
  }

  /** Call when the other text of a review is another one: that is kept. */
  #changed(review: Review): void {
    this.#kept.keep(review.kept);
    this.#texts.update(review.document.uri);
    this.#update();
  }

  async #restoreAll(): Promise<void> {
    for (const kept of await this.#kept.all()) this.#waiting.set(kept.uri, kept);
    const found = workspace.textDocuments.filter((document) => this.#restore(document));
    if (found.length > 0) this.#update();
    for (const uri of this.#waiting.keys()) if (await isGone(Uri.parse(uri, true))) this.#forget(uri);
  }

  /**
   * A tab that was closed before its document was opened ends the review as any other. That there is no tab says nothing:
   * VS Code may not have kept it, or may not have brought it back yet.
   */
  #closedUnopened(uri: string): void {
    if (this.#waiting.get(uri)?.isSaved === false && !hasTab(uri)) this.#forget(uri);
  }

  /** Whether the document was under review before the window was reloaded. */
  #restore(document: TextDocument): boolean {
    const key = document.uri.toString();
    const kept = this.#waiting.get(key);
    if (!kept || this.#reviews.has(key)) return false;
    this.#waiting.delete(key);
    this.#reviews.set(key, Review.restored(document, kept));
    return true;
  }

  #forget(uri: string): void {
    this.#waiting.delete(uri);
    this.#kept.forget(uri);
  }

  #followSoon(): void {
    clearTimeout(this.#following);
    this.#following = setTimeout(() => this.#update(), FOLLOW_MS);
  }

  /** A document that is reopened in another language stays under review. */
  async #closed(document: TextDocument): Promise<void> {
    const key = document.uri.toString();
    const review = this.#reviews.get(key);
    if (!review) return;
    await setImmediate();
    const again = workspace.textDocuments.find(({ uri, isClosed }) => uri.toString() === key && !isClosed);
    if (again) review.reopened(again);
    else {
      this.#reviews.delete(key);
      if (review.isSaved) {
        this.#waiting.set(key, review.kept);
        this.#kept.keep(review.kept);
        if (!(await isGone(document.uri)) || !this.#waiting.has(key)) return this.#update();
      }
      this.#forget(key);
      this.#ended.fire(document.uri);
    }
    this.#update();
  }

  #end(review: Review): void {
    const { uri } = review.document;
    this.#reviews.delete(uri.toString());
    this.#forget(uri.toString());
    this.#ended.fire(uri);
    this.#update();
    void closeDiff(uri);
  }

  /** Ends the reviews that are decided, and shows the others. */
  #update(): void {
    const done = [...this.#reviews.values()].find(({ isDone }) => isDone);
    if (done) {
      this.#end(done);
      return;
    }
    // Once there, they stay: where nobody gives lenses any more, VS Code shows the last ones for another half a minute.
    if (this.#reviews.size > 0) this.#lenses ??= new ReviewLenses((document) => this.#reviewOf(document));
    this.#lenses?.update();
    const uris = [...this.#reviews.values()].map(({ document }) => document.uri);
    const paths = uris.flatMap(({ path, fsPath }) => [path, fsPath]);
    void commands.executeCommand("setContext", CONTEXT_KEY, paths);
    this.#decorate();
  }

  #decorate(): void {
    for (const editor of window.visibleTextEditors)
      this.#decorations.show(editor, this.#reviewOf(editor.document));
  }
}

function editorOf(document: TextDocument): TextEditor | undefined {
  const active = window.activeTextEditor;
  if (active?.document === document) return active;
  return window.visibleTextEditors.find((editor) => editor.document === document);
}

function hasTab(uri: string): boolean {
  return window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => documentOf(input)?.toString() === uri),
  );
}

/** A file that wasn't there before goes with all that it has. */
async function removeNew({ isNew, document }: Review): Promise<void> {
  if (!isNew || document.getText() !== "") return;
  const edit = new WorkspaceEdit();
  edit.deleteFile(document.uri, { ignoreIfNotExists: true });
  await workspace.applyEdit(edit);
}

/** Whether a file was deleted. Where nobody can tell, it wasn't. */
async function isGone(uri: Uri): Promise<boolean> {
  if (uri.scheme === "untitled") return false;
  try {
    await workspace.fs.stat(uri);
    return false;
  } catch (error) {
    return error instanceof FileSystemError && error.code === "FileNotFound";
  }
}

/** Whether a change of the document is on the disk before anybody has looked at it. */
function savesByItself({ uri, languageId, isUntitled }: TextDocument): boolean {
  const mode = workspace.getConfiguration("files", { uri, languageId }).get<string>("autoSave", "off");
  return mode !== "off" && !isUntitled;
}
