/** Gives an answer the indentation of the code that it replaces. Pure. */
import { indentOf, inTabs, stepOf, widthOf } from "../../../common/indentation.ts";

/**
 * Shifts lines so that they stand where the old ones stood, and uses tabs where these do. How the lines stand to
 * each other is not changed.
 */
export function reindent(lines: readonly string[], old: readonly string[]): string[] {
  const oldUsesTabs = old.some((line) => line.startsWith("\t"));
  const newUsesTabs = lines.some((line) => line.startsWith("\t"));
  const step = stepOf(oldUsesTabs ? lines : old);
  const same = oldUsesTabs === newUsesTabs ? lines : lines.map((line) => converted(line, oldUsesTabs, step));
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

function converted(line: string, toTabs: boolean, step: number): string {
  const indent = indentOf(line);
  const columns = widthOf(indent, step);
  return (toTabs ? inTabs(columns, step) : " ".repeat(columns)) + line.slice(indent.length);
}
