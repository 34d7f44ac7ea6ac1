/** How far a declaration goes, by the indentation of its lines. */
import { columnOf, isBlank } from "../text-lines.ts";

const CLOSER = /^(?:[}\])]|(?:end|fi|done|esac)\b(?!\s*[(=])|<\/)/;

/** A line that only ends something. */
export function isCloser(line: string): boolean {
  return CLOSER.test(line.trim());
}

/** The line after a declaration that begins there: what stands deeper belongs to it, and its closing bracket. */
export function indentedEnd(lines: readonly string[], start: number): number {
  const column = columnOf(lines[start] ?? "");
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (isBlank(line)) continue;
    if (columnOf(line) < column) break;
    if (columnOf(line) === column) {
      if (isCloser(line)) {
        end = at + 1;
        if (/(?:[{(:[,]|=>)$/.test(line.trim())) continue;
        break;
      }
      // The brace of a head, and what divides the members of a C++ class.
      if (!/^(?:\{|(?:public|private|protected)\s*:)$/.test(line.trim())) break;
    }
    end = at + 1;
  }
  return end;
}
