/** The cells around the cursor's: what the code in it goes on from. */
import { lineCommentMark, sameFamily } from "../../../../common/languages/languages.ts";
import { LruMap } from "../../../../common/lru-map.ts";
import { isBlank, linesOf, withoutBlankEnds } from "../../../../common/text-lines.ts";
import type { NotebookCell, NotebookOf, OpenNotebook } from "../../../context/notebook.ts";
import type { Piece, PiecePlace, PieceSource } from "./piece.ts";

/** Together no more than pieces of cells may take: see `chosen-pieces.ts`. */
const MAX_CHARS_ABOVE = 2_000;
const MAX_CHARS_BELOW = 500;
/** Of the first cell, which imports what the others use. */
const MAX_CHARS_OF_FIRST = 600;
/** Of the text right above the cursor's cell, which says what the cell is for. */
const MAX_CHARS_OF_TEXT = 300;
const MAX_REMEMBERED = 50;

export class CellPieces implements PieceSource {
  readonly #notebookOf: NotebookOf;
  /** What the cells were when they were last looked at, by the URI of the cursor's cell. */
  readonly #stamps = new LruMap<string, string>(MAX_REMEMBERED);

  constructor(notebookOf: NotebookOf) {
    this.#notebookOf = notebookOf;
  }

  /** One piece of the cells above the cursor's, and one of those below it. */
  find({ uri, languageId }: PiecePlace): readonly Piece[] {
    const notebook = this.#notebookOf(uri);
    if (!notebook) return [];
    this.#stamps.set(uri, stampOf(notebook, uri));
    const at = notebook.cells.findIndex(({ document }) => document.uri === uri);
    const above = textAbove(notebook.cells.slice(0, Math.max(0, at)), languageId);
    const below = at < 0 ? "" : textBelow(notebook.cells.slice(at + 1), languageId);
    return [above, below]
      .filter((text) => text !== "")
      .map((text) => ({ kind: "cell", uri: notebook.uri, text }));
  }

  /** Whether other cells came, went, moved or were changed since `find` looked at them. */
  isOutdated({ uri }: PiecePlace): boolean {
    const notebook = this.#notebookOf(uri);
    return notebook !== undefined && this.#stamps.get(uri) !== stampOf(notebook, uri);
  }
}

/** Another one for other cells around the cursor's, or in another order. */
function stampOf({ cells }: OpenNotebook, uri: string): string {
  return cells
    .map(({ document }) => (document.uri === uri ? "" : `${document.version} ${document.uri}`))
    .join("\n");
}

/** The nearest cells, up to the cursor's; the first one is among them. */
function textAbove(cells: readonly NotebookCell[], languageId: string): string {
  const code = codeOf(cells, languageId);
  const text = textRightAbove(cells, languageId);
  const first = code.length > 1 ? firstLines(code[0] ?? "", MAX_CHARS_OF_FIRST) : "";
  let left = MAX_CHARS_ABOVE - text.length - first.length;
  const near: string[] = [];
  for (const cell of code.slice(first === "" ? 0 : 1).toReversed()) {
    const shown = lastLines(cell, left);
    if (shown !== "") near.unshift(shown);
    left -= cell.length;
    if (left <= 0) break;
  }
  return [first, ...near, text].filter((part) => part !== "").join("\n\n");
}

function textBelow(cells: readonly NotebookCell[], languageId: string): string {
  const [next = ""] = codeOf(cells, languageId);
  return firstLines(next, MAX_CHARS_BELOW);
}

function codeOf(cells: readonly NotebookCell[], languageId: string): string[] {
  return cells
    .filter(({ document, isCode }) => isCode && sameFamily(document.languageId, languageId))
    .map(({ document }) => withoutBlankEnds(linesOf(document.getText())).join("\n"))
    .filter((text) => !isBlank(text));
}

/** As a comment; nothing where the language has none. */
function textRightAbove(cells: readonly NotebookCell[], languageId: string): string {
  const cell = cells.at(-1);
  const mark = lineCommentMark(languageId);
  if (!cell || cell.isCode || mark === undefined) return "";
  const lines = linesOf(firstLines(cell.document.getText().trim(), MAX_CHARS_OF_TEXT));
  return lines
    .filter((line) => !isBlank(line))
    .map((line) => `${mark} ${line}`)
    .join("\n");
}

/** At most `maxChars` of whole lines. */
function firstLines(text: string, maxChars: number): string {
  return fitting(text.split("\n"), maxChars).join("\n");
}

function lastLines(text: string, maxChars: number): string {
  return fitting(text.split("\n").toReversed(), maxChars).toReversed().join("\n");
}

function fitting(lines: readonly string[], maxChars: number): string[] {
  let length = -1;
  const end = lines.findIndex((line) => {
    length += line.length + 1;
    return length > maxChars;
  });
  return lines.slice(0, end < 0 ? undefined : end);
}
