/**
 * The anchor: a place above the cursor from which on the model's answer is begun for it (see
 * `prompt/completion-prompt.ts`). What the prompt shows before the anchor and after the cursor is frozen with it, so
 * that typing only appends. This module decides when the frozen state still is what the document says.
 */

import type { ReadableText } from "../../../common/chunked-text.ts";
import { fenceFor, longestBacktickRun } from "../../../common/fence.ts";
import { columnOf, isBlank } from "../../../common/text-lines.ts";
import { onlyCloses, significantRest } from "./answer/closers.ts";
import type { Piece } from "./pieces/piece.ts";
import {
  isLineStart,
  linesAfter,
  linesBefore,
  restOfLine,
  shownLines,
  splitsCharacter,
  startOfLine,
  type TextAtCursor,
} from "./text-windows.ts";

/** How far above the cursor a new anchor is looked for. */
const ANCHOR_LINES = 8;
const ANCHOR_CHARS = 600;
/** In a line too long to start at its beginning. */
const ANCHOR_CHARS_IN_LINE = 300;
/** The text between anchor and cursor from which on a new anchor is worth its evaluation, when nobody waits. */
export const LONG_PREFILL_CHARS = 1_200;
/** The most between anchor and cursor. */
const MAX_PREFILL_CHARS = 2_000;
/** A new head is shorter than the most, so that the next anchors can lengthen it: its beginning stays in the cache. */
const NEW_HEAD_CHARS = 2_800;
const MAX_HEAD_CHARS = 4_000;
const SUFFIX_CHARS = 1_500;
/** A head is looked for elsewhere (lines came or went above it) only when it is long enough to be told apart. */
const FINDABLE_HEAD_CHARS = 120;
/** Closing brackets that the editor may have put after the cursor, with their line breaks and indents. */
const TOLERATED_CHARS = 80;

export type ReanchorReason =
  | "first"
  | "cursorAboveAnchor"
  | "prefillTooLong"
  | "headChanged"
  | "suffixChanged"
  | "fenceInCode"
  | "problemsChanged"
  | "piecesFound";

interface Suffix {
  /** The rest of the cursor's line. */
  rest: string;
  /** The lines after it, with the line break before them. */
  lines: string;
  /** The document ends with them. */
  toEnd: boolean;
}

/** Offsets are UTF-16, texts as they stand in the document, but for `shown`. */
export interface Anchor {
  offset: number;
  head: string;
  suffix: Suffix;
  pieces: readonly Piece[];
  /** Longer than any run of backticks in what the prompt shows. */
  fence: string;
  /** Head and suffix as the prompt shows them. */
  shown: { head: string; suffix: string };
}

export interface NextAnchor {
  anchor: Anchor;
  /** Why the anchor is a new one; null when the previous one holds. */
  reanchored: ReanchorReason | null;
}

/** The text that the answer is begun with. */
export function prefillOf(anchor: Anchor, { text, cursor }: TextAtCursor): string {
  return text.slice(anchor.offset, cursor);
}

/**
 * The previous anchor when it still holds, else a new one. `findPieces` is called for a new place only; it gets
 * what was shown before. `scale` below 1 makes every window smaller, for text that has many tokens.
 */
export function nextAnchor(
  previous: Anchor | undefined,
  at: TextAtCursor,
  findPieces: (previous: readonly Piece[]) => readonly Piece[],
  scale = 1,
): NextAnchor {
  if (!previous) return { anchor: createAnchor(undefined, at, findPieces([]), scale), reanchored: "first" };
  const offset = findAnchor(previous, at);
  const reason = whyNewAnchor(previous, offset, at, scale);
  if (reason === null && offset !== undefined) return { anchor: { ...previous, offset }, reanchored: null };
  const moved = reason === "headChanged" || reason === "suffixChanged";
  const pieces = moved ? findPieces(previous.pieces) : previous.pieces;
  const kept = offset === undefined ? undefined : { ...previous, offset };
  return { anchor: createAnchor(kept, at, pieces, scale), reanchored: reason };
}

/** Whether the previous anchor still holds. A prompt then needs only what it froze and the text after it. */
export function holds(previous: Anchor, at: TextAtCursor, scale = 1): boolean {
  return whyNewAnchor(previous, findAnchor(previous, at), at, scale) === null;
}

/** A new anchor near the cursor, with other pieces or those of before. */
export function reanchor(
  previous: Anchor,
  at: TextAtCursor,
  scale = 1,
  pieces: readonly Piece[] = previous.pieces,
): Anchor {
  return createAnchor(previous, at, pieces, scale);
}

/**
 * Where the anchor is now: lines may have come or gone above its head. Undefined when its head isn't there (as far
 * as the cursor, when that is in it).
 */
function findAnchor({ offset, head }: Anchor, { text, cursor }: TextAtCursor): number | undefined {
  const start = offset - head.length;
  const end = Math.min(offset, cursor);
  if (start >= 0 && end >= start && text.slice(start, end) === head.slice(0, end - start)) return offset;
  if (head.length < FINDABLE_HEAD_CHARS) return undefined;
  const searchedFrom = Math.max(0, cursor - MAX_PREFILL_CHARS - head.length);
  const found = text.slice(searchedFrom, cursor).lastIndexOf(head);
  return found < 0 ? undefined : searchedFrom + found + head.length;
}

function whyNewAnchor(
  previous: Anchor,
  offset: number | undefined,
  at: TextAtCursor,
  scale: number,
): ReanchorReason | null {
  if (offset === undefined) return "headChanged";
  if (insertedClosers(previous.suffix, at) === undefined) return "suffixChanged";
  if (at.cursor < offset) return "cursorAboveAnchor";
  if (at.cursor - offset > MAX_PREFILL_CHARS * scale) return "prefillTooLong";
  if (longestBacktickRun(at.text.slice(offset, at.cursor)) >= previous.fence.length) return "fenceInCode";
  return null;
}

/**
 * What stands between the cursor's line and the frozen lines after it: "" or closing brackets that the editor put
 * there. Undefined when the text after the cursor is another one.
 */
function insertedClosers(frozen: Suffix, { text, cursor }: TextAtCursor): string | undefined {
  const rest = restOfLine(text, cursor, SUFFIX_CHARS);
  if (significantRest(rest) !== significantRest(frozen.rest)) return undefined;
  const lineEnd = cursor + rest.length;
  const window = text.slice(lineEnd, lineEnd + frozen.lines.length + TOLERATED_CHARS);
  const linesAt = window.indexOf(frozen.lines);
  const inserted = window.slice(0, linesAt);
  if (linesAt < 0 || !onlyCloses(inserted)) return undefined;
  if (!frozen.toEnd) return inserted;
  const linesEnd = lineEnd + linesAt + frozen.lines.length;
  const tail = text.slice(linesEnd, linesEnd + TOLERATED_CHARS + 1);
  return tail.length <= TOLERATED_CHARS && onlyCloses(tail) ? inserted + tail : undefined;
}

function createAnchor(
  previous: Anchor | undefined,
  at: TextAtCursor,
  pieces: readonly Piece[],
  scale: number,
): Anchor {
  const offset = chooseOffset(at, scale);
  const head = chooseHead(previous, at.text, offset, scale);
  const suffix =
    previous && insertedClosers(previous.suffix, at) === "" ? previous.suffix : readSuffix(at, scale);
  const shown = { head: shownLines(head), suffix: shownSuffix(suffix) };
  const texts = [
    shown.head,
    shown.suffix,
    at.text.slice(offset, at.cursor),
    ...pieces.map(({ text }) => text),
  ];
  return { offset, head, suffix, pieces, fence: fenceFor(texts), shown };
}

/**
 * The start of a line a little above the cursor: the beginning of the outermost block around it there, else the first
 * line there, so that the model's answer begins with something whole.
 */
function chooseOffset({ text, cursor }: TextAtCursor, scale: number): number {
  const window = linesBefore(text, cursor, Math.floor(ANCHOR_CHARS * scale));
  const start = cursor - window.length;
  if (!isLineStart(text, start)) {
    const within = Math.max(start, cursor - Math.floor(ANCHOR_CHARS_IN_LINE * scale));
    return splitsCharacter(text, within) ? within + 1 : within;
  }
  const lines = window.split(/(?<=\r\n|\r(?!\n)|\n)/).slice(-ANCHOR_LINES - 1);
  let lineStart = cursor;
  let first: number | undefined;
  let block: number | undefined;
  let blockIndent = columnOf(lines.at(-1) ?? "");
  for (const line of lines.toReversed()) {
    lineStart -= line.length;
    if (isBlank(line) || /^\s*[)\]}]/.test(line)) continue;
    first = lineStart;
    if (columnOf(line) < blockIndent) {
      block = lineStart;
      blockIndent = columnOf(line);
    }
  }
  return block ?? first ?? cursor - startOfLine(text, cursor, window.length).length;
}

/** The head of before, made longer or shorter at its end, while it is neither too long nor too short. */
function chooseHead(previous: Anchor | undefined, text: ReadableText, offset: number, scale: number): string {
  if (previous) {
    const start = previous.offset - previous.head.length;
    const length = offset - start;
    const longEnough = start === 0 || length >= (NEW_HEAD_CHARS * scale) / 2;
    if (length >= 0 && length <= MAX_HEAD_CHARS * scale && longEnough) return text.slice(start, offset);
  }
  return linesBefore(text, offset, Math.floor(NEW_HEAD_CHARS * scale));
}

function readSuffix({ text, cursor }: TextAtCursor, scale: number): Suffix {
  const maxChars = Math.floor(SUFFIX_CHARS * scale);
  const rest = restOfLine(text, cursor, SUFFIX_CHARS);
  const lineEnd = cursor + rest.length;
  if (!isLineStart(text, lineEnd + 1)) {
    // The line goes on beyond what is looked at, or the document ends with it.
    return { rest, lines: "", toEnd: lineEnd === text.length };
  }
  const lines = linesAfter(text, lineEnd, maxChars);
  return { rest, lines, toEnd: lineEnd + lines.length === text.length };
}

/** Brackets that only close are left out: they are typed over, and the lines that follow stay. */
function shownSuffix({ rest, lines }: Suffix): string {
  return shownLines((onlyCloses(rest) ? lines : `${rest}${lines}`).trimEnd());
}
