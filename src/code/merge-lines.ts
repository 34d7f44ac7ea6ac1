/** Puts a block of code in place of the lines of a file that it repeats or changes, whatever they are. */
import { columnOf, isBlank, withoutBlankEnds } from "../../common/text-lines.ts";
import { align } from "./align.ts";
import { baseColumn, indentOf, indentUnit, reindent, saysSomething, weightOf } from "./code-lines.ts";
import type { CodeReading } from "./code-reading.ts";
import { isElision } from "./elision.ts";
import { type Splice, spliced } from "./splices.ts";

/** From this part of the block's code on, lines that were found again tell the place. */
const MIN_FOUND = 0.3;
/** Puts a block in place of the lines that it repeats; what it leaves out stays. */
export function mergeByLines(
  file: readonly string[],
  block: readonly string[],
  reading: CodeReading,
): string[] | undefined {
  const segments = segmentsOf(block);
  const lines = segments.flat();
  const alignment = align(file, lines, reading);
  if (!alignment) return undefined;
  const weight = (wanted: (index: number) => boolean) =>
    lines.reduce((sum, line, index) => (isBlank(line) || !wanted(index) ? sum : sum + weightOf(line)), 0);
  if (weight((index) => alignment[index] !== undefined) < MIN_FOUND * weight(() => true)) return undefined;
  if (!lines.some((line, index) => saysSomething(line) && alignment[index] !== undefined)) return undefined;
  const splices: Splice[] = [];
  let offset = 0;
  for (const [index, segment] of segments.entries()) {
    const rows = alignment.slice(offset, offset + segment.length);
    offset += segment.length;
    if (segment.length === 0) continue;
    const found = rows.filter((row) => row !== undefined);
    const [first] = found;
    const last = found.at(-1);
    const [next] = alignment.slice(offset).filter((row) => row !== undefined);
    const start = first ?? next ?? endOfCode(file);
    const end = last === undefined ? start : last + 1;
    // What is in the middle of code that is left out, with nothing found after it, belongs to the end.
    const indent = indentFor(file, segment, rows, index === 0 ? 0 : start);
    splices.push({ start, end, lines: reindent(segment, indent, indentUnit(file)) });
  }
  return spliced(file, splices);
}

function segmentsOf(block: readonly string[]): string[][] {
  const segments: string[][] = [[]];
  for (const line of block) {
    if (isElision(line)) segments.push([]);
    else segments.at(-1)?.push(line);
  }
  return segments.map(withoutBlankEnds);
}

/** The indentation of a segment's base line, told by its first line that the file has. */
function indentFor(
  file: readonly string[],
  segment: readonly string[],
  rows: readonly (number | undefined)[],
  place: number,
): string {
  const known = rows.findIndex((row, index) => row !== undefined && !isBlank(segment[index] ?? ""));
  const base = baseColumn(segment);
  const row = rows[known];
  if (row === undefined) return indentOf(file[place] ?? "");
  const deeper = columnOf(segment[known] ?? "") - base;
  const indent = indentOf(file[row] ?? "");
  if (deeper === 0) return indent;
  const unit = indentUnit(segment);
  const levels = unit === undefined ? 0 : Math.round(deeper / columnOf(unit));
  const fileUnit = indentUnit(file) ?? unit ?? "";
  return indent.slice(0, Math.max(0, indent.length - levels * fileUnit.length));
}

function endOfCode(file: readonly string[]): number {
  return file.findLastIndex((line) => !isBlank(line)) + 1;
}
