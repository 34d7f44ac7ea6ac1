/** The lines that a command without a selection is for: the block of code around the cursor, by its indentation. */
import { columnOf, isBlank } from "../../common/text-lines.ts";

/** Counted from 0, the last one included. */
export interface InclusiveLines {
  first: number;
  last: number;
}

/** More is no block to be edited as one. */
const MAX_LINES = 400;

/**
 * The innermost block with a head of its own (a function, a class, a loop) that holds a line: the head is the
 * nearest line above that stands further out and opens something, with the decorators and comments over it; the
 * block goes on to the last deeper line, and the closing one after it. A line on the outermost level that opens
 * nothing is a paragraph with its neighbors.
 */
export function blockAround(lines: readonly string[], line: number): InclusiveLines {
  const at = nearestCode(lines, line);
  const head = opensBlock(lines, at) ? at : headAbove(lines, at);
  if (head === undefined) return paragraph(lines, at);
  const span = { first: withLeadingLines(lines, head), last: endOfBlock(lines, head) };
  return span.last - span.first >= MAX_LINES ? paragraph(lines, at) : span;
}

/** A blank line belongs to the code above it. */
function nearestCode(lines: readonly string[], line: number): number {
  for (let at = Math.min(line, lines.length - 1); at >= 0; at--) if (!isBlank(lines[at])) return at;
  return Math.max(0, Math.min(line, lines.length - 1));
}

/** Whether the next line of code stands deeper. */
function opensBlock(lines: readonly string[], at: number): boolean {
  const next = lines.findIndex((line, index) => index > at && !isBlank(line));
  return next >= 0 && columnOf(lines[next]) > columnOf(lines[at]) && !isCloser(lines[at]);
}

function headAbove(lines: readonly string[], line: number): number | undefined {
  const indent = columnOf(lines[line]) + (isCloser(lines[line]) ? 1 : 0);
  for (let at = line - 1; at >= 0; at--)
    if (!isBlank(lines[at]) && columnOf(lines[at]) < indent && !isCloser(lines[at])) return at;
  return undefined;
}

/** A line that ends a block, or goes on with another one: `}`, `);`, `end`, `} else {`. */
const isCloser = (line = "") => /^\s*(?:[)\]}]|end\b|<\/)/.test(line);

function endOfBlock(lines: readonly string[], head: number): number {
  const indent = columnOf(lines[head]);
  let last = head;
  for (let at = head + 1; at < lines.length; at++) {
    if (isBlank(lines[at])) continue;
    const deeper = columnOf(lines[at]) > indent;
    // `} else {` goes on, and so does what stands under it.
    if (!deeper && !(columnOf(lines[at]) === indent && isCloser(lines[at]))) break;
    last = at;
  }
  return last;
}

/** Decorators, attributes and comments over a head belong to it. */
function withLeadingLines(lines: readonly string[], head: number): number {
  let first = head;
  while (first > 0 && /^\s*(?:@|#\[|\/\/|\/?\*|#(?!include|define|if|end)|--)/.test(lines[first - 1] ?? ""))
    first--;
  return first;
}

function paragraph(lines: readonly string[], at: number): InclusiveLines {
  let first = at;
  let last = at;
  while (first > 0 && !isBlank(lines[first - 1])) first--;
  while (last + 1 < lines.length && !isBlank(lines[last + 1])) last++;
  return { first, last };
}
