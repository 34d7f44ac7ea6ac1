/** The white space that lines begin with. */

/** Blanks and tabs at the beginning of a line. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

const DEFAULT_STEP = 4;

/** Blanks of one step of indentation: the fewest, from two on, that one of the lines begins with; else 4. */
export function stepOf(lines: readonly string[]): number {
  const widths = lines.map((line) => /^ +(?=\S)/.exec(line)?.[0].length ?? 0).filter((width) => width > 1);
  return widths.reduce((least, width) => Math.min(least, width), widths[0] ?? DEFAULT_STEP);
}

/** How wide an indentation is, in columns, with tabs of `step` columns. */
export function widthOf(indent: string, step: number): number {
  return indent.replaceAll("\t", " ".repeat(step)).length;
}

/** An indentation of tabs of `step` columns, and blanks for the rest. */
export function inTabs(columns: number, step: number): string {
  return "\t".repeat(Math.floor(columns / step)) + " ".repeat(columns % step);
}
