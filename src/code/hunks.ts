/** Which lines of a text were changed. */
import { type ChangeObject, diffArrays } from "diff";
import { linesOf } from "../../common/text-lines.ts";

/** Lines, zero-based, the end exclusive. */
export interface LineSpan {
  start: number;
  end: number;
}

/** The lines `original` became the lines `current`; one of both may be empty. */
export interface Hunk {
  original: LineSpan;
  current: LineSpan;
}

/** Beyond this many inserted and removed lines the search for what stayed takes too long for every keystroke. */
const MAX_CHANGED_LINES = 1_000;
/** Changes with at most so many lines between them, none of which has a word, are read as one. */
const MAX_GAP_LINES = 2;

/** What was changed, from top to bottom. Line breaks are all the same here. */
export function hunks(original: string, current: string): Hunk[] {
  const lines = linesOf(current);
  const merged: Hunk[] = [];
  for (const hunk of changedLines(linesOf(original), lines)) {
    const last = merged.at(-1);
    if (last && belongTogether(lines.slice(last.current.end, hunk.current.start))) {
      last.original.end = hunk.original.end;
      last.current.end = hunk.current.end;
    } else {
      merged.push(hunk);
    }
  }
  return merged;
}

/** The smallest runs of lines that differ, each apart from the next by a line that stayed. */
export function changedLines(original: readonly string[], current: readonly string[]): Hunk[] {
  const shorter = Math.min(original.length, current.length);
  let head = 0;
  while (head < shorter && original[head] === current[head]) head++;
  let tail = 0;
  while (tail < shorter - head && original.at(-1 - tail) === current.at(-1 - tail)) tail++;
  const before = original.slice(head, original.length - tail);
  const after = current.slice(head, current.length - tail);
  if (before.length === 0 && after.length === 0) return [];
  const changes = diffArrays(before, after, { maxEditLength: MAX_CHANGED_LINES });
  return changes
    ? runs(changes, head)
    : [
        {
          original: { start: head, end: head + before.length },
          current: { start: head, end: head + after.length },
        },
      ];
}

function runs(changes: readonly ChangeObject<string[]>[], head: number): Hunk[] {
  const found: Hunk[] = [];
  let open: Hunk | undefined;
  let originalLine = head;
  let currentLine = head;
  for (const { added, removed, count } of changes) {
    if (!added && !removed) {
      open = undefined;
      originalLine += count;
      currentLine += count;
      continue;
    }
    if (!open) {
      open = {
        original: { start: originalLine, end: originalLine },
        current: { start: currentLine, end: currentLine },
      };
      found.push(open);
    }
    if (removed) open.original.end = originalLine += count;
    else open.current.end = currentLine += count;
  }
  return found;
}

/** Blank lines and closing brackets between two changes are only alike by chance. */
function belongTogether(between: readonly string[]): boolean {
  return between.length <= MAX_GAP_LINES && between.every((line) => !/[\p{L}\p{N}]/u.test(line));
}

/** The change that a line of the current text is in; one that only removed lines is at the lines around its place. */
export function hunkAt(found: readonly Hunk[], line: number): Hunk | undefined {
  return (
    found.find(({ current }) => line >= current.start && line < current.end) ??
    found.find(({ current: { start, end } }) => start === end && (line === start || line === start - 1))
  );
}

/** The changes that reach into lines of the current text; one that only removed lines, where its place is at them. */
export function hunksIn(found: readonly Hunk[], { start, end }: LineSpan): Hunk[] {
  return found.filter(({ current }) =>
    current.start === current.end
      ? current.start >= start && current.start <= end
      : current.start < end && current.end > start,
  );
}
