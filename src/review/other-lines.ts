/**
 * How the lines that a change replaced are seen without being in the file: as a block beside the new ones, with one left
 * edge; where there is no room for that, in one line. Pure.
 */

/** Text behind a line of the document. */
export interface Beside {
  line: number;
  /** Columns between the line's end and the text. */
  gap: number;
  text: string;
}

/** Between the longest line and the block. */
const GAP = 4;
/** A block that begins further right would mostly be out of sight. */
const MAX_LEFT = 80;
const MAX_WIDTH = 120;
const MAX_LINES = 100;
const MAX_LINE = 240;

/**
 * The other lines beside those of the document from a change's first one on.
 *
 * @param lines of the document from there, up to the next change
 * @param start of them
 * @returns `undefined` where there is no room: too few lines, too long or too many ones
 */
export function linesBeside(
  others: readonly string[],
  lines: readonly string[],
  start: number,
  tabSize: number,
): Beside[] | undefined {
  if (others.length > Math.min(lines.length, MAX_LINES)) return undefined;
  const widths = lines.slice(0, others.length).map((line) => widthOf(expanded(line, tabSize)));
  const left = Math.max(...widths) + GAP;
  if (left > MAX_LEFT) return undefined;
  const texts = dedented(others.map((line) => expanded(line, tabSize))).map((text) => cut(text, MAX_WIDTH));
  const width = Math.max(...texts.map(widthOf));
  return texts.map((text, index) => ({
    line: start + index,
    gap: left - (widths[index] ?? 0),
    text: visible(text + " ".repeat(width - widthOf(text))),
  }));
}

/** The other lines as one. */
export function linesInOne(others: readonly string[]): string {
  const said = others.map((line) => line.trim()).filter((line) => line !== "");
  return cut(said.join(" ⏎ "), MAX_LINE);
}

function expanded(line: string, tabSize: number): string {
  let shown = "";
  for (const character of line)
    shown += character === "\t" ? " ".repeat(tabSize - (widthOf(shown) % tabSize)) : character;
  return shown.trimEnd();
}

function dedented(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  return lines.map((line) => line.slice(Math.min(...indents, Number.MAX_SAFE_INTEGER)));
}

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text);

/** A decoration would lose spaces. */
const visible = (text: string) => text.replaceAll(" ", "\u00a0");

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** In columns. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
