/** Edits that replace lines and leave everything around them unchanged. */
import { linesOf } from "../../common/text-lines.ts";
import { changedLines, type Hunk, type LineSpan } from "../code/hunks.ts";

/** Zero-based, UTF-16, the end exclusive. */
export interface Edit {
  start: { line: number; character: number };
  end: { line: number; character: number };
  text: string;
}

/** Restores a hunk's original lines in the current text. */
export function rejection(original: string, current: string, hunk: Hunk, eol: string): Edit {
  const { start, end } = hunk.original;
  return replacement(linesOf(current), hunk.current, linesOf(original).slice(start, end), eol);
}

/** The original with a hunk's current lines: an accepted hunk is no longer a change. */
export function withAccepted(original: string, current: string, hunk: Hunk, eol: string): string {
  const lines = linesOf(original);
  const { start, end } = hunk.original;
  lines.splice(start, end - start, ...linesOf(current).slice(hunk.current.start, hunk.current.end));
  return lines.join(eol);
}

/** The smallest edits that turn one text into another, so that cursors and markers stay. */
export function minimalEdits(from: string, to: string, eol: string): Edit[] {
  const before = linesOf(from);
  const after = linesOf(to);
  return changedLines(before, after).flatMap(({ original, current }) => {
    const lines = after.slice(current.start, current.end);
    const count = original.end - original.start;
    if (count !== lines.length) return [narrowed(before, replacement(before, original, lines, eol), eol)];
    return lines
      .map((line, index) => {
        const start = original.start + index;
        return narrowed(before, replacement(before, { start, end: start + 1 }, [line], eol), eol);
      })
      .filter((edit) => edit.text !== "" || !isEmpty(edit));
  });
}

/** Inserts whole lines before the next line, or, at the end of the text, after the last one. */
function replacement(
  lines: readonly string[],
  { start, end }: LineSpan,
  by: readonly string[],
  eol: string,
): Edit {
  const lengthOf = (line: number) => lines[line]?.length ?? 0;
  const isAtEnd = end === lines.length;
  const last = { line: lines.length - 1, character: lengthOf(lines.length - 1) };
  const text = by.join(eol);
  if (by.length > 0 && end > start)
    return {
      start: { line: start, character: 0 },
      end: { line: end - 1, character: lengthOf(end - 1) },
      text,
    };
  if (!isAtEnd)
    return {
      start: { line: start, character: 0 },
      end: { line: end, character: 0 },
      text: by.length > 0 ? text + eol : "",
    };
  if (by.length > 0) return { start: last, end: last, text: eol + text };
  return { start: { line: start - 1, character: lengthOf(start - 1) }, end: last, text: "" };
}

function isEmpty({ start, end }: Edit): boolean {
  return start.line === end.line && start.character === end.character;
}

/** The same edit without the common start and end of the old and the new text. */
function narrowed(lines: readonly string[], edit: Edit, eol: string): Edit {
  const { start, end, text } = edit;
  const old = textBetween(lines, edit, eol);
  const shorter = Math.min(old.length, text.length);
  let head = 0;
  while (head < shorter && old[head] === text[head]) head++;
  while (head > 0 && (cutsPair(old, head) || cutsPair(text, head))) head--;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  while (tail > 0 && (cutsPair(old, old.length - tail) || cutsPair(text, text.length - tail))) tail--;
  return {
    start: advance(start, old.slice(0, head)),
    end: tail === 0 ? end : advance(start, old.slice(0, old.length - tail)),
    text: text.slice(head, text.length - tail),
  };
}

function textBetween(lines: readonly string[], { start, end }: Edit, eol: string): string {
  if (start.line === end.line) return (lines[start.line] ?? "").slice(start.character, end.character);
  return [
    (lines[start.line] ?? "").slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? "").slice(0, end.character),
  ].join(eol);
}

/** Whether a cut there would split one character: a surrogate pair, or CR LF. */
function cutsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  const isPair = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
  return isPair || (before === 13 && after === 10);
}

function advance({ line, character }: Edit["start"], over: string): Edit["start"] {
  const passed = linesOf(over);
  const last = passed.at(-1) ?? "";
  return passed.length === 1
    ? { line, character: character + last.length }
    : { line: line + passed.length - 1, character: last.length };
}
