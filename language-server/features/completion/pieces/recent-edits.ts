/**
 * What the user changed a moment ago, across files, as small pairs of before and after. It is found from the changes
 * of the documents themselves: keystrokes at one place are one edit, and what was undone is none.
 */
import type { ChunkedText } from "../../../../common/chunked-text.ts";
import { isBlank, linesOf } from "../../../../common/text-lines.ts";
import type { Piece, PiecePlace, PieceSource } from "./piece.ts";

/** Of all documents. */
const MAX_EDITS = 12;
const MAX_SHOWN = 4;
/** An older edit isn't what the user is at any more. */
const RECENT_MS = 10 * 60_000;
/** Longer texts are no small edit. */
const MAX_LINES = 8;
const MAX_CHARS = 400;
/** So much is kept of an edit: it may become short again. */
const KEPT_CHARS = 4 * MAX_CHARS;
const KEPT_LINES = 200;
/** A long edit that was left for this time is done: what is changed in it later is an edit of its own. */
const LEFT_MS = 10_000;

/** A change of a document's text, which was `before` then. Offsets are UTF-16. */
export interface TextChange {
  before: ChunkedText;
  start: number;
  end: number;
  text: string;
  after: ChunkedText;
}

/** Lines from `first` to `last` have taken the place of `before`. */
interface Edit {
  first: number;
  last: number;
  before: string;
  /** Milliseconds since the epoch. */
  at: number;
}

interface EditedDocument {
  text: ChunkedText;
  /** In the order of their lines; no two touch. */
  edits: Edit[];
}

export class RecentEdits implements PieceSource {
  readonly #now: () => number;
  /** By the document's URI. */
  readonly #documents = new Map<string, EditedDocument>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A document was changed. */
  changed(uri: string, change: TextChange): void {
    const edits = editsAfter(this.#documents.get(uri)?.edits ?? [], change, this.#now());
    // Last in the map is what was edited last.
    this.#documents.delete(uri);
    if (edits.length > 0) this.#documents.set(uri, { text: change.after, edits });
    this.#forgetOldest();
  }

  /** A document was closed. */
  forget(uri: string): void {
    this.#documents.delete(uri);
  }

  /** The documents that have edits. */
  uris(): Iterable<string> {
    return this.#documents.keys();
  }

  /** The latest first. What was changed in the file itself, it says itself. */
  find(place: PiecePlace): Piece[] {
    const since = this.#now() - RECENT_MS;
    return [...this.#documents]
      .filter(([uri]) => uri !== place.uri)
      .flatMap(([uri, { text, edits }]) =>
        edits.filter(({ at }) => at >= since).map((edit) => ({ uri, at: edit.at, text: pairOf(edit, text) })),
      )
      .filter((edit) => edit.text !== undefined)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, MAX_SHOWN)
      .map(({ uri, text = "" }) => ({ kind: "edit", uri, text }));
  }

  #forgetOldest(): void {
    const all = [...this.#documents.values()].flatMap(({ edits }) => edits);
    if (all.length <= MAX_EDITS) return;
    const oldest = Math.min(...all.map(({ at }) => at));
    for (const [uri, document] of this.#documents) {
      document.edits = document.edits.filter(({ at }) => at > oldest);
      if (document.edits.length === 0) this.#documents.delete(uri);
    }
  }
}

/** The edits of a document after one more change: it is a part of those that it touches, or one of its own. */
function editsAfter(edits: readonly Edit[], change: TextChange, now: number): Edit[] {
  const { before, start, end, text, after } = change;
  const first = before.lineAt(start);
  const last = before.lineAt(end);
  const lastAfter = after.lineAt(start + text.length);
  const moved = lastAfter - last;
  const isAbove = (edit: Edit) => edit.last < first - 1;
  const isBelow = (edit: Edit) => edit.first > last + 1;
  const isLeft = (edit: Edit) => isLong(edit) && now - edit.at >= LEFT_MS;
  const touched = edits.filter((edit) => !isAbove(edit) && !isBelow(edit) && !isLeft(edit));
  const grown: Edit = {
    first: Math.min(first, touched[0]?.first ?? first),
    last: Math.max(last, touched.at(-1)?.last ?? last),
    before: "",
    at: now,
  };
  grown.before = textBefore(touched, grown, before);
  grown.last += moved;
  return [
    ...edits.filter(isAbove),
    ...(isTooLongToKeep(grown) ? [] : [grown]),
    ...edits.filter(isBelow).map((edit) => ({ ...edit, first: edit.first + moved, last: edit.last + moved })),
  ];
}

/** What stood in a range of lines before the edits in it. */
function textBefore(edits: readonly Edit[], { first, last }: Edit, text: ChunkedText): string {
  const pieces: string[] = [];
  let line = first;
  for (const edit of edits) {
    if (edit.first > line) pieces.push(linesFrom(text, line, edit.first - 1));
    pieces.push(edit.before);
    line = edit.last + 1;
  }
  if (line <= last) pieces.push(linesFrom(text, line, last));
  return pieces.join("\n");
}

/** Lines, both included, with line feeds between them. Of very long ones nothing is needed but that they are long. */
function linesFrom(text: ChunkedText, first: number, last: number): string {
  const start = text.lineStart(first);
  const end = Math.min(text.lineStart(last + 1), start + KEPT_CHARS);
  return linesOf(text.slice(start, end).replace(/(?:\r\n|\r|\n)$/, "")).join("\n");
}

function isTooLongToKeep({ before, first, last }: Edit): boolean {
  return before.length >= KEPT_CHARS || last - first > KEPT_LINES;
}

function isLong({ before, first, last }: Edit): boolean {
  return last - first >= MAX_LINES || before.length > MAX_CHARS;
}

/** The lines that differ. Undefined where none does, but for white space, or where they are too many. */
function pairOf({ first, last, before }: Edit, text: ChunkedText): string | undefined {
  const were = before.split("\n");
  const are = linesFrom(text, first, last).split("\n");
  while (were.length > 0 && were[0] === are[0]) {
    were.shift();
    are.shift();
  }
  while (were.length > 0 && were.at(-1) === are.at(-1)) {
    were.pop();
    are.pop();
  }
  const removed = were.filter((line) => !isBlank(line));
  const added = are.filter((line) => !isBlank(line));
  const squeezed = (lines: readonly string[]) => lines.join("").replace(/\s+/g, "");
  if (removed.length + added.length > MAX_LINES || squeezed(removed) === squeezed(added)) return undefined;
  const pair = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)].join("\n");
  return pair.length <= MAX_CHARS ? pair : undefined;
}
