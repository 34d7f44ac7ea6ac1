/** Keeps text that the user types outside the hunks apart from the changes under review. Pure. */
import { linesOf } from "../../common/text-lines.ts";
import { type Hunk, hunks } from "../code/hunks.ts";
import { type Edit, minimalEdits } from "./edits.ts";

/** As in `vscode.TextDocumentContentChangeEvent`. */
export interface TextChange {
  rangeOffset: number;
  rangeLength: number;
  text: string;
}

/**
 * The original with the text that was typed outside the hunks, so that it doesn't count as a change. Text that was typed
 * in a hunk belongs to it.
 *
 * @param current before the changes
 * @param changes each in the text after the changes before it
 */
export function withTyped(original: string, current: string, changes: readonly TextChange[]): string {
  let before = original;
  let after = current;
  for (const { rangeOffset, rangeLength, text } of changes) {
    const place = placeInOriginal(before, after, rangeOffset, rangeOffset + rangeLength);
    if (place) before = before.slice(0, place.start) + text + before.slice(place.end);
    after = after.slice(0, rangeOffset) + text + after.slice(rangeOffset + rangeLength);
  }
  return before;
}

/** What was changed from one text to another, as if it had been typed: the last place first. */
export function changesBetween(from: string, to: string): TextChange[] {
  const starts = lineStarts(from);
  const offsetAt = ({ line, character }: Edit["start"]) => (starts[line] ?? from.length) + character;
  return minimalEdits(from, to, from.includes("\r\n") ? "\r\n" : "\n")
    .map(({ start, end, text }) => {
      const rangeOffset = offsetAt(start);
      return { rangeOffset, rangeLength: offsetAt(end) - rangeOffset, text };
    })
    .toReversed();
}

/** Where a span of the current text is in the original; undefined when it overlaps a hunk. */
function placeInOriginal(
  original: string,
  current: string,
  start: number,
  end: number,
): { start: number; end: number } | undefined {
  const currentStarts = lineStarts(current);
  const originalStarts = lineStarts(original);
  const first = lineAt(currentStarts, start);
  const last = lineAt(currentStarts, end);
  const found = hunks(original, current);
  if (found.some((hunk) => last >= hunk.current.start && first < hunk.current.end)) return undefined;
  // Lines that were only removed are between two present lines.
  if (found.some(({ current: { start: line, end: to } }) => line === to && first < line && last >= line))
    return undefined;
  const toOriginal = (line: number, offset: number) =>
    (originalStarts[line + shiftBefore(found, line)] ?? 0) + offset - (currentStarts[line] ?? 0);
  return { start: toOriginal(first, start), end: toOriginal(last, end) };
}

/** The line number in the original of a line that stayed. */
function shiftBefore(found: readonly Hunk[], line: number): number {
  const above = found.findLast(({ current }) => current.end <= line);
  return above ? above.original.end - above.current.end : 0;
}

function lineStarts(text: string): number[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of linesOf(text)) {
    starts.push(offset);
    offset += line.length;
    offset += text.startsWith("\r\n", offset) ? 2 : 1;
  }
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let line = starts.length - 1;
  while (line > 0 && (starts[line] ?? 0) > offset) line--;
  return line;
}
