/**
 * Where a hunk's lines are in a file: by what they say, exactly, then without trailing blanks, then without those at
 * the beginning, then with typographic characters made plain. The first way that finds them counts. Several places
 * that are equal by it stay several.
 */
import { isBlank } from "../text-lines.ts";
import type { HunkLine } from "./patch.ts";

/** A hunk's lines at one of the places where the file has those that it keeps and removes. */
export interface Place {
  /** The first of these lines, zero-based; where there are none, the line before which the new ones go. */
  start: number;
  /** The hunk's lines as they were found: blank ones around it needn't be the file's. */
  lines: readonly HunkLine[];
}

/** What a line says, ever more loosely. */
export const READINGS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  plain,
];

/** The lines that the file has before the change. */
export const oldLines = (lines: readonly HunkLine[]) => lines.filter(({ kind }) => kind !== "added");

/** Lines of a file, read in each way once. */
export class ReadLines {
  readonly length: number;
  readonly #lines: readonly string[];
  readonly #read = new Map<number, string[]>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.length = lines.length;
  }

  at(index: number): string {
    return this.#lines[index] ?? "";
  }

  by(reading: number): readonly string[] {
    const known = this.#read.get(reading) ?? this.#lines.map((line) => READINGS[reading]?.(line) ?? line);
    this.#read.set(reading, known);
    return known;
  }

  /** Where the lines follow each other, each read in this way. */
  find(wanted: readonly string[], reading: number): number[] {
    const read = READINGS[reading] ?? plain;
    return startsOf(this.by(reading), wanted.map(read));
  }
}

/** The places of a hunk's lines that are equally good; none where it keeps and removes no line. */
export function placesOf(file: ReadLines, lines: readonly HunkLine[]): Place[] {
  for (const variants of variantsOf(lines)) {
    for (const reading of READINGS.keys()) {
      for (const variant of variants) {
        const old = oldLines(variant).map(({ text }) => text);
        const starts = old.length === 0 ? [] : file.find(old, reading);
        if (starts.length > 0) return starts.map((start) => ({ start, lines: variant }));
      }
    }
  }
  return [];
}

/** The hunk itself, and with the blanks that were taken for marks; then both without the blank lines around it. */
function variantsOf(lines: readonly HunkLine[]): (readonly HunkLine[])[][] {
  const whole = lines.some(({ hadBlank }) => hadBlank) ? [lines, lines.map(withBlank)] : [lines];
  return [whole, whole.map(withoutBlankEnds).filter(({ length }) => length < lines.length)];
}

const withBlank = (line: HunkLine): HunkLine =>
  line.hadBlank ? { kind: line.kind, text: ` ${line.text}` } : line;

function withoutBlankEnds(lines: readonly HunkLine[]): readonly HunkLine[] {
  const says = ({ kind, text }: HunkLine) => kind !== "kept" || !isBlank(text);
  return lines.slice(lines.findIndex(says), lines.findLastIndex(says) + 1);
}

function startsOf(file: readonly string[], wanted: readonly string[]): number[] {
  const starts: number[] = [];
  for (let start = 0; start + wanted.length <= file.length; start++)
    if (wanted.every((line, index) => file[start + index] === line)) starts.push(start);
  return starts;
}

/** With the characters of a keyboard in place of typographic ones. */
export function plain(line: string): string {
  return line
    .normalize("NFC")
    .replace(/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, "-")
    .replace(/[\u2018-\u201B\u2032\u2039\u203A]/g, "'")
    .replace(/[\u201C-\u201F\u2033\u00AB\u00BB]/g, '"')
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, " ")
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, "")
    .trim();
}
