/** What is behind the `@@` of a hunk: a line further up, such as that of a function, which opens a part of the file. */
import { columnOf, isBlank } from "../text-lines.ts";
import { plain, READINGS, type ReadLines } from "./places.ts";

/** Lines from a heading to the end of what it opens, both included. */
export interface Scope {
  start: number;
  end: number;
}

export interface Scopes {
  all: Scope[];
  /** The headings are whole lines of the file: what they open can't be elsewhere. */
  areSure: boolean;
}

/** Shorter ones are part of too many lines. */
const MIN_PART_CHARS = 4;

/** What the headings lead to: of each one, where it is within the one before. None where one isn't there. */
export function scopesOf(file: ReadLines, headings: readonly string[]): Scopes {
  let scopes: Scopes = { all: headings.length === 0 ? [] : [{ start: 0, end: file.length }], areSure: true };
  for (const heading of headings) {
    const { lines, areWhole } = linesWith(file, heading);
    const inner = lines.filter((at) => scopes.all.some(({ start, end }) => at >= start && at <= end));
    const all = inner.map((start) => ({ start, end: scopeEnd(file, start) }));
    scopes = { all, areSure: scopes.areSure && areWhole };
  }
  return scopes;
}

/** Lines that are the heading; where none is, those that it is part of, since some tools and models cut it off. */
function linesWith(file: ReadLines, heading: string): { lines: number[]; areWhole: boolean } {
  for (const reading of READINGS.keys()) {
    const lines = file.find([heading], reading);
    if (lines.length > 0) return { lines, areWhole: true };
  }
  const part = plain(heading);
  const read = part.length < MIN_PART_CHARS ? [] : file.by(READINGS.length - 1);
  return { lines: read.flatMap((line, at) => (line.includes(part) ? [at] : [])), areWhole: false };
}

/** The line before the next one that is as far left, except for a bracket that still belongs to the heading. */
function scopeEnd(file: ReadLines, start: number): number {
  const depth = columnOf(file.at(start));
  for (let at = start + 1; at < file.length; at++) {
    const line = file.at(at);
    if (isBlank(line) || columnOf(line) > depth || /^\s*[({)]/.test(line)) continue;
    return /^\s*[\]}]/.test(line) ? at : at - 1;
  }
  return file.length - 1;
}
