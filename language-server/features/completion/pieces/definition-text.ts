/** A definition as it is shown: what one must know to use it, without what it does inside. */
import { indentedEnd, isCloser } from "../../../../common/declarations/extent.ts";
import { columnOf, isBlank } from "../../../../common/text-lines.ts";

const MAX_LINES = 14;
const MAX_CHARS = 600;
const MAX_LINE_CHARS = 200;
/** A shorter one is shown whole. */
const SHORT_LINES = 6;
/** A head goes on over the lines of its parameters. */
const MAX_HEAD_LINES = 8;

/** Has members that matter. */
const HAS_MEMBERS =
  /^\s*(?:\w+(?:\(\w+\))?\s+)*?(?:class|interface|struct|enum|trait|impl|type|object|module|namespace|record|protocol|extension|union)(?:\s+\w|<)/;
const COMMENT = /^\s*(?:\/\/|\/?\*|#(?![[!]|include|define)|--)/;

/**
 * The lines that say what a definition is: all of a short one, the members' heads of a type, the head of a function,
 * with the line that opens what it is a member of.
 *
 * @param lines of its file
 * @param first the line where it begins, counted from 0
 * @param end the line after its last one; where it isn't known, the indentation of the lines tells
 */
export function definitionText(lines: readonly string[], first: number, end?: number): string | undefined {
  const head = lines[first];
  if (head === undefined || isBlank(head)) return undefined;
  const own = lines.slice(first, Math.max(first + 1, end ?? indentedEnd(lines, first)));
  const shown = own.length <= SHORT_LINES ? own : HAS_MEMBERS.test(head) ? memberHeads(own) : headOf(own);
  const owner = ownerOf(lines, first);
  return fitting(withoutIndent(owner === undefined ? shown : [owner, ...shown]));
}

/** The lines one level deeper than the head, and what ends it. */
function memberHeads(lines: readonly string[]): string[] {
  const [head = "", ...rest] = lines;
  const code = rest.filter((line) => !isBlank(line) && !COMMENT.test(line));
  const level = Math.min(...code.map(columnOf).filter((column) => column > columnOf(head)));
  return [
    head,
    ...code.filter((line) => columnOf(line) <= level && !(columnOf(line) === level && isCloser(line))),
  ];
}

/** Up to the line that opens the body. */
function headOf(lines: readonly string[]): string[] {
  const opens = lines.findIndex((line) => /(?:\{|=>|:|\bdo|\bthen|=|\bis|\bbegin)\s*$/.test(line));
  return lines.slice(0, Math.min(opens < 0 ? 1 : opens + 1, MAX_HEAD_LINES));
}

/** The line that opens the class or module which a member is in. */
function ownerOf(lines: readonly string[], first: number): string | undefined {
  const column = columnOf(lines[first]);
  if (column === 0) return undefined;
  const above = lines.slice(0, first);
  const owner = above.findLast((line) => !isBlank(line) && !COMMENT.test(line) && columnOf(line) < column);
  return owner !== undefined && HAS_MEMBERS.test(owner) ? owner : undefined;
}

function withoutIndent(lines: readonly string[]): string[] {
  const [indent = ""] = /^\s*/.exec(lines[0] ?? "") ?? [];
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
}

function fitting(lines: readonly string[]): string {
  let text = "";
  for (const line of lines.slice(0, MAX_LINES)) {
    const shown = line.trimEnd().slice(0, MAX_LINE_CHARS);
    if (text.length + shown.length > MAX_CHARS) break;
    text += text === "" ? shown : `\n${shown}`;
  }
  return text;
}
