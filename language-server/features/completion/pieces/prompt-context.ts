/** Everything of other places that a prompt may show: who finds it, and what may be shown at all. */

import type { Position } from "vscode-languageserver-textdocument";
import { UNWANTED } from "../../../../common/cancellation.ts";
import { sameFamily } from "../../../../common/languages/languages.ts";
import type { NotebookOf } from "../../../context/notebook.ts";
import type { SecretFiles } from "../../../context/secret-files.ts";
import { delay } from "../delay.ts";
import type { ReadableDocument } from "../readable-document.ts";
import { CellPieces } from "./cells.ts";
import { chosenPieces } from "./chosen-pieces.ts";
import type { Definitions } from "./definitions.ts";
import type { Piece, PiecePlace, PieceSource } from "./piece.ts";
import { problemPieces } from "./problems.ts";
import type { RecentEdits } from "./recent-edits.ts";
import { ShownFiles } from "./shown-files.ts";
import { SimilarCode } from "./similar-code.ts";

/** A file system that doesn't answer keeps nobody waiting: its files aren't shown then. */
const LOOK_MS = 100;

export interface PromptContextDeps {
  openDocuments: () => Iterable<ReadableDocument>;
  secrets: Pick<SecretFiles, "whyOpenExcluded">;
  notebookOf?: NotebookOf;
  edits?: RecentEdits;
  definitions?: Definitions;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export class PromptContext {
  readonly #deps: PromptContextDeps;
  readonly #shown: ShownFiles;
  readonly #notebookOf: NotebookOf;
  readonly #cells: CellPieces;
  /** The most stable first. */
  readonly #sources: readonly PieceSource[];

  constructor(deps: PromptContextDeps) {
    const { openDocuments, secrets, edits, definitions, now = Date.now } = deps;
    const { notebookOf = () => undefined } = deps;
    this.#deps = deps;
    this.#notebookOf = notebookOf;
    this.#shown = new ShownFiles((uri) => secrets.whyOpenExcluded(this.fileOf(uri)), now);
    this.#cells = new CellPieces(notebookOf);
    this.#sources = [
      this.#cells,
      ...(definitions ? [definitions] : []),
      new SimilarCode(openDocuments, this.#shown, notebookOf),
      ...(edits ? [edits] : []),
      { find: problemPieces },
    ];
  }

  /** Finds out which files may be shown at a place. Only then `pieces` has anything of them. */
  async look({ uri, languageId }: PiecePlace): Promise<void> {
    const { openDocuments, edits } = this.#deps;
    const uris = new Set(edits?.uris());
    for (const document of openDocuments())
      if (sameFamily(document.languageId, languageId)) uris.add(document.uri);
    for (const cell of this.#notebookOf(uri)?.cells ?? []) uris.delete(cell.document.uri);
    uris.delete(uri);
    const stop = new AbortController();
    await Promise.race([this.#shown.look(uris), delay(LOOK_MS, stop.signal)]);
    stop.abort(UNWANTED);
  }

  /**
   * What is shown with the prompt of a place, in this order. It never waits.
   *
   * @param previous what the document's last prompt showed
   */
  pieces(place: PiecePlace, previous: readonly Piece[]): readonly Piece[] {
    const found = this.#sources.flatMap((source) => source.find(place, previous));
    return chosenPieces(
      found.filter(({ kind, uri }) => kind !== "edit" || this.#shown.has(uri)),
      previous,
    );
  }

  /** Whether what a prompt showed of other cells of the notebook is wrong by now. */
  isOutdated(place: PiecePlace): boolean {
    return this.#cells.isOutdated(place);
  }

  /** The file that a document is in. */
  fileOf(uri: string): string {
    return this.#notebookOf(uri)?.uri ?? uri;
  }

  /** The cursor is there: what takes its time is looked for once it stays. */
  cursorAt(document: ReadableDocument, position: Position): void {
    this.#deps.definitions?.cursorAt(document, position);
  }

  documentClosed(uri: string): void {
    this.#deps.edits?.forget(uri);
  }

  /** Ignore files have changed. */
  invalidate(): void {
    this.#shown.invalidate();
    this.#deps.definitions?.invalidate();
  }

  dispose(): void {
    this.#deps.definitions?.dispose();
  }
}
