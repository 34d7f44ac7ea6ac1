/** Lines of text, whatever they say. One that isn't there is blank. */

/** Without their line breaks, of whichever kind. A text that ends with one has an empty last line. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

export function isBlank(line = ""): boolean {
  return line.trim() === "";
}

/** Without the blank lines at the beginning and at the end. */
export function withoutBlankEnds(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, last + 1);
}

const TAB_COLUMNS = 4;

/** How far a line stands from the left, in columns; a tab counts as four. */
export function columnOf(line = ""): number {
  let column = 0;
  for (const character of line) {
    if (character === " ") column++;
    else if (character === "\t") column += TAB_COLUMNS;
    else break;
  }
  return column;
}
