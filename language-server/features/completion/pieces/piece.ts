/** What of other places the model is shown with a prompt, and who finds it. */
import type { PieceKind } from "../../../prompt/completion-prompt.ts";
import type { NearProblem } from "../../../protocol/completion.ts";
import type { TextAtCursor } from "../text-windows.ts";

/** Something that helps at the cursor and isn't in the prompt's windows of the file. It never changes. */
export interface Piece {
  kind: PieceKind;
  /** The document that it is from. */
  uri: string;
  /** With line feeds. Of an edit: its lines, those of before with a minus in front, those of after with a plus. */
  text: string;
}

/** A cursor that pieces are looked for. */
export interface PiecePlace extends TextAtCursor {
  uri: string;
  languageId: string;
  /** What the editor reports on the cursor's line and not far above it. */
  problems?: readonly NearProblem[];
}

/** Finds pieces of some kinds. It never waits: what isn't known at once is there for the next anchor. */
export interface PieceSource {
  /**
   * The pieces that are worth showing, the best first, and none twice.
   *
   * @param previous what the last prompt of the document showed: it stays while it is still worth it, since the KV
   *   cache holds it
   */
  find(place: PiecePlace, previous: readonly Piece[]): readonly Piece[];
}
