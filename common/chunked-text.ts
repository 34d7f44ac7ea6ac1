/**
 * A long text in pieces: an edit copies one of them, where a string would be copied whole (4 ms for 100,000 lines).
 * It never changes: an edit makes another text, which shares the other pieces.
 */

/** What can be read of a text, be it in pieces or a string. */
export interface ReadableText {
  /** UTF-16 units. */
  readonly length: number;
  slice(start: number, end?: number): string;
  charAt(index: number): string;
  charCodeAt(index: number): number;
}

/** UTF-16 units: what an edit copies, against how many pieces there are to find one in. */
const PIECE_LENGTH = 8_192;
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** No piece ends within a CR LF, so that each has its line breaks for itself. */
interface Piece {
  text: string;
  /** Offsets in it right after its line breaks. */
  lineStarts: readonly number[];
}

export class ChunkedText implements ReadableText {
  readonly length: number;
  readonly lineCount: number;
  readonly #pieces: readonly Piece[];
  /** Where each piece begins: its offset, and how many line breaks are before it. */
  readonly #offsets: readonly number[];
  readonly #breaks: readonly number[];
  #whole: string | undefined;

  private constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    const offsets: number[] = [];
    const breaks: number[] = [];
    let length = 0;
    let lineBreaks = 0;
    for (const { text, lineStarts } of pieces) {
      offsets.push(length);
      breaks.push(lineBreaks);
      length += text.length;
      lineBreaks += lineStarts.length;
    }
    this.#offsets = offsets;
    this.#breaks = breaks;
    this.length = length;
    this.lineCount = lineBreaks + 1;
  }

  /** What an edit costs grows with it. */
  get pieceCount(): number {
    return this.#pieces.length;
  }

  static of(text: string): ChunkedText {
    return new ChunkedText(piecesOf(text));
  }

  /** The text with another one in place of what is between two offsets. */
  replace(start: number, end: number, text: string): ChunkedText {
    const pieces = this.#pieces;
    let first = this.#pieceAt(start);
    let last = this.#pieceAt(end);
    const offset = (index: number) => this.#offsets[index] ?? 0;
    const textOf = (index: number) => pieces[index]?.text ?? "";
    const before = textOf(first).slice(0, start - offset(first));
    const after = textOf(last).slice(end - offset(last));
    let middle = before + text + after;
    // Whatever is at the edges now may be half a CR LF, and a piece that has become short joins its neighbors.
    const isShort = middle.length < PIECE_LENGTH / 4;
    if (first > 0 && (isShort || textOf(first - 1).endsWith("\r"))) middle = textOf(--first) + middle;
    if (last + 1 < pieces.length && (isShort || textOf(last + 1).startsWith("\n"))) middle += textOf(++last);
    return new ChunkedText([...pieces.slice(0, first), ...piecesOf(middle), ...pieces.slice(last + 1)]);
  }

  slice(start: number, end = this.length): string {
    const from = clamp(start, this.length);
    const to = clamp(end, this.length);
    let text = "";
    for (let index = this.#pieceAt(from); index < this.#pieces.length; index++) {
      const offset = this.#offsets[index] ?? 0;
      if (offset >= to) break;
      text += this.#pieces[index]?.text.slice(Math.max(0, from - offset), to - offset) ?? "";
    }
    return text;
  }

  charAt(index: number): string {
    const at = this.#pieceAt(index);
    return this.#pieces[at]?.text.charAt(index - (this.#offsets[at] ?? 0)) ?? "";
  }

  charCodeAt(index: number): number {
    const at = this.#pieceAt(index);
    return this.#pieces[at]?.text.charCodeAt(index - (this.#offsets[at] ?? 0)) ?? Number.NaN;
  }

  /** Where a line begins. Lines end with LF, CR LF or CR. */
  lineStart(line: number): number {
    if (line <= 0) return 0;
    if (line >= this.lineCount) return this.length;
    const index = lastAtMost(this.#breaks, line - 1);
    const within = this.#pieces[index]?.lineStarts[line - 1 - (this.#breaks[index] ?? 0)] ?? 0;
    return (this.#offsets[index] ?? 0) + within;
  }

  /** The line that an offset is in. */
  lineAt(offset: number): number {
    const index = this.#pieceAt(offset);
    const within = offset - (this.#offsets[index] ?? 0);
    return (this.#breaks[index] ?? 0) + lastAtMost(this.#pieces[index]?.lineStarts ?? [], within) + 1;
  }

  /** The whole as one string: a long text is copied for it. */
  toString(): string {
    this.#whole ??= this.#pieces.map(({ text }) => text).join("");
    return this.#whole;
  }

  /** The piece that has the unit at an offset; the last one at the end. */
  #pieceAt(offset: number): number {
    return Math.max(0, lastAtMost(this.#offsets, offset));
  }
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + PIECE_LENGTH);
    // What is left over isn't worth a piece.
    if (text.length - end < PIECE_LENGTH / 2) end = text.length;
    else if (text.charCodeAt(end - 1) === CARRIAGE_RETURN && text.charCodeAt(end) === LINE_FEED) end++;
    pieces.push(pieceOf(text.slice(start, end)));
    start = end;
  }
  return pieces;
}

function pieceOf(text: string): Piece {
  const lineStarts: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== CARRIAGE_RETURN && code !== LINE_FEED) continue;
    if (code === CARRIAGE_RETURN && text.charCodeAt(index + 1) === LINE_FEED) index++;
    lineStarts.push(index + 1);
  }
  return { text, lineStarts };
}

/** The index of the last of ascending numbers that is at most a value; -1 where none is. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** As `slice` of a string reads an offset. */
function clamp(offset: number, length: number): number {
  return offset < 0 ? Math.max(0, length + offset) : Math.min(offset, length);
}
