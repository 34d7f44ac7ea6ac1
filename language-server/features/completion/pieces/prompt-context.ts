/** Everything of other places that a prompt may show: who finds it, and what may be shown at all. */
import type { Position } from "vscode-languageserver-textdocument";
import { sameFamily } from "../../../../common/languages/languages.ts";
import type { SecretFiles } from "../../../context/secret-files.ts";
import { delay } from "../delay.ts";
import type { ReadableDocument } from "../readable-document.ts";
import { chosenPieces } from "./chosen-pieces.ts";
import type { Definitions } from "./definitions.ts";
import type { Piece, PiecePlace, PieceSource } from "./piece.ts";
import { Problems } from "./problems.ts";
import type { RecentEdits } from "./recent-edits.ts";
import { ShownFiles } from "./shown-files.ts";
import { SimilarCode } from "./similar-code.ts";

/** A file system that doesn't answer keeps nobody waiting: its files aren't shown then. */
const LOOK_MS = 100;

export interface PromptContextDeps {
  openDocuments: () => Iterable<ReadableDocument>;
  secrets: Pick<SecretFiles, "whyOpenExcluded">;
  edits?: RecentEdits;
  definitions?: Definitions;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export class PromptContext {
  readonly #deps: PromptContextDeps;
  readonly #shown: ShownFiles;
  /** The most stable first. */
  readonly #sources: readonly PieceSource[];

  constructor(deps: PromptContextDeps) {
    const { openDocuments, secrets, edits, definitions, now = Date.now } = deps;
    this.#deps = deps;
    this.#shown = new ShownFiles(secrets, now);
    this.#sources = [
      ...(definitions ? [definitions] : []),
      new SimilarCode(openDocuments, this.#shown),
      ...(edits ? [edits] : []),
      new Problems(),
    ];
  }

  /** Finds out which files may be shown at a place. Only then `pieces` has anything of them. */
  async look({ uri, languageId }: PiecePlace): Promise<void> {
    const { openDocuments, edits } = this.#deps;
    const uris = new Set(edits?.uris());
    for (const document of openDocuments())
      if (sameFamily(document.languageId, languageId)) uris.add(document.uri);
    uris.delete(uri);
    const stop = new AbortController();
    await Promise.race([this.#shown.look(uris), delay(LOOK_MS, stop.signal)]);
    stop.abort();
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
