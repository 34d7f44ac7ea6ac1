/** Code of other open files that looks like what is being written. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { headLength } from "../../../context/file-head.ts";
import type { NotebookOf } from "../../../context/notebook.ts";
import { SnippetFinder } from "../../../context/snippets.ts";
import type { Piece, PiecePlace, PieceSource } from "./piece.ts";
import type { ShownFiles } from "./shown-files.ts";

/** Code around the cursor that other files are compared with. */
const BEFORE_CHARS = 600;
const AFTER_CHARS = 200;
/** A longer head of a file isn't seen as one. */
const HEAD_CHARS = 4_000;

export class SimilarCode implements PieceSource {
  readonly #openDocuments: () => Iterable<TextDocument>;
  readonly #shown: ShownFiles;
  readonly #notebookOf: NotebookOf;
  readonly #finder = new SnippetFinder();

  constructor(openDocuments: () => Iterable<TextDocument>, shown: ShownFiles, notebookOf: NotebookOf) {
    this.#openDocuments = openDocuments;
    this.#shown = shown;
    this.#notebookOf = notebookOf;
  }

  find({ uri, languageId, text, cursor }: PiecePlace, previous: readonly Piece[]): Piece[] {
    const head = headLength(text.slice(0, HEAD_CHARS));
    const isHead = cursor < head;
    const [first, last] = isHead ? [0, head] : [head, text.length];
    const around = text.slice(Math.max(first, cursor - BEFORE_CHARS), Math.min(last, cursor + AFTER_CHARS));
    // Left out before the search, so that they take nobody's place in it.
    const cells = new Set(this.#notebookOf(uri)?.cells.map(({ document }) => document.uri));
    const documents = [...this.#openDocuments()].filter(
      (document) => this.#shown.has(document.uri) && !cells.has(document.uri),
    );
    const shownBefore = previous.filter(({ kind }) => kind === "similar");
    return this.#finder
      .find({ uri, languageId, around, isHead, documents, previous: shownBefore })
      .map((snippet) => ({ kind: "similar", ...snippet }));
  }
}
