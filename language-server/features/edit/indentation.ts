/** Gives an answer the indentation of the code that it replaces. Pure. */

/**
 * Shifts lines so that they stand where the old ones stood, and uses tabs where these do. How the lines stand to
 * each other is not changed.
 */
export function reindent(lines: readonly string[], old: readonly string[]): string[] {
  const oldUsesTabs = old.some((line) => line.startsWith("\t"));
  const newUsesTabs = lines.some((line) => line.startsWith("\t"));
  const width = oldUsesTabs ? unitOf(lines) : unitOf(old);
  const same = oldUsesTabs === newUsesTabs ? lines : lines.map((line) => converted(line, oldUsesTabs, width));
  const shift = indentOf(firstLine(old)).length - indentOf(firstLine(same)).length;
  // Something that begins deeper than it goes on has no one place; it stays as it is.
  if (shift === 0 || (shift < 0 && same.some((line) => line.trim() !== "" && indentOf(line).length < -shift)))
    return [...same];
  const added = (oldUsesTabs ? "\t" : " ").repeat(Math.max(0, shift));
  return same.map((line) =>
    line.trim() === "" ? line.trim() : shift > 0 ? added + line : line.slice(-shift),
  );
}

const firstLine = (lines: readonly string[]) => lines.find((line) => line.trim() !== "") ?? "";

const indentOf = (line: string) => /^[ \t]*/.exec(line)?.[0] ?? "";

const DEFAULT_UNIT = 4;

/** Spaces of one step: the smallest indentation that a line has. */
function unitOf(lines: readonly string[]): number {
  const widths = lines.map((line) => /^ +(?=\S)/.exec(line)?.[0].length ?? 0).filter((width) => width > 1);
  return widths.length > 0 ? Math.min(...widths) : DEFAULT_UNIT;
}

function converted(line: string, toTabs: boolean, width: number): string {
  const indent = indentOf(line);
  const rest = line.slice(indent.length);
  if (!toTabs) return indent.replaceAll("\t", " ".repeat(width)) + rest;
  const columns = indent.replaceAll("\t", " ".repeat(width)).length;
  return "\t".repeat(Math.floor(columns / width)) + " ".repeat(columns % width) + rest;
}
