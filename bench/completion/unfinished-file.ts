/** A file of which passages are missing, and are written. */

/** Between holes there are this many lines at least. */
const KEPT_LINES = 6;
/** Lines of a hole. */
const HOLE_LINES = 9;

interface Hole {
  /** Offsets in the whole file. */
  start: number;
  end: number;
  /** How many of its characters are written. */
  written: number;
}

export class UnfinishedFile {
  readonly uri: string;
  /** The file as it is to be. */
  readonly whole: string;
  /** In the order of the file. */
  readonly #holes: readonly Hole[];

  /** @param skipped lines before the first hole, so that files of one text can have different ones */
  constructor(uri: string, whole: string, skipped: number) {
    this.uri = uri;
    this.whole = whole;
    this.#holes = holesIn(whole, skipped);
  }

  get text(): string {
    let text = "";
    let end = 0;
    for (const hole of this.#holes) {
      text += this.whole.slice(end, hole.start + hole.written);
      end = hole.end;
    }
    return text + this.whole.slice(end);
  }

  /** The holes in which something is missing. */
  get open(): number[] {
    return this.#holes.flatMap(({ start, end, written }, index) => (start + written < end ? [index] : []));
  }

  /** What is still missing in a hole. */
  missing(index: number): string {
    const { start, end, written } = this.#hole(index);
    return this.whole.slice(start + written, end);
  }

  /** Where it is missing: an offset in the text as it is now. */
  placeIn(index: number): number {
    const { start, written } = this.#hole(index);
    const before = this.#holes.slice(0, index).reduce((sum, hole) => sum + holeRest(hole), 0);
    return start + written - before;
  }

  /** So many characters more are written in a hole; fewer where it is negative. */
  write(index: number, length: number): void {
    const hole = this.#hole(index);
    hole.written = Math.max(0, Math.min(hole.end - hole.start, hole.written + length));
  }

  written(index: number): string {
    const { start, written } = this.#hole(index);
    return this.whole.slice(start, start + written);
  }

  #hole(index: number): Hole {
    const hole = this.#holes[index];
    if (!hole) throw new Error(`The file has no hole ${index}.`);
    return hole;
  }
}

const holeRest = ({ start, end, written }: Hole) => end - start - written;

/** Each begins at the text of a line, and ends with that of another one. */
function holesIn(whole: string, skipped: number): Hole[] {
  const lines = whole.split("\n");
  const starts = lines.map((_, line) => lines.slice(0, line).join("\n").length + (line === 0 ? 0 : 1));
  const holes: Hole[] = [];
  for (let line = skipped; line + HOLE_LINES < lines.length; line += HOLE_LINES + KEPT_LINES) {
    const [first = "", last = ""] = [lines[line], lines[line + HOLE_LINES - 1]];
    const start = (starts[line] ?? 0) + first.length - first.trimStart().length;
    holes.push({ start, end: (starts[line + HOLE_LINES - 1] ?? 0) + last.length, written: 0 });
  }
  return holes;
}
