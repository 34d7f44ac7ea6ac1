/** Brackets of the code around a cursor and in a suggestion: which are open, and which the text after it closes. */
import { syntaxOf } from "../../common/languages/languages.ts";
import { columnOf } from "../../common/text-lines.ts";
import { type CodeReading, readCode, stringEnd } from "./lexical.ts";

/** By the bracket that it closes. */
export const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const CLOSERS = ")]}";

export interface Bracket {
  character: string;
  offset: number;
}

/** Brackets in the code of a text that have no partner in it, in order, and what else was read of it. */
export interface Unmatched extends CodeReading {
  openers: Bracket[];
  closers: Bracket[];
}

/** A closing bracket that doesn't fit the last open one closes the nearest that fits, as a user would read it. */
export function unmatchedBrackets(text: string, languageId: string): Unmatched {
  const openers: Bracket[] = [];
  const closers: Bracket[] = [];
  const reading = readCode(text, languageId, (character, offset) => {
    if (character in CLOSER_OF) openers.push({ character, offset });
    else if (CLOSERS.includes(character) && !closeNearest(openers, character))
      closers.push({ character, offset });
  });
  return { openers, closers, ...reading };
}

/** An open bracket before the cursor. */
export interface OpenBracket {
  /** The bracket that closes it. */
  closer: string;
  /** The column of the line that it stands in. */
  column: number;
  /** Offset, in the text after the cursor, of the bracket that closes it there. */
  closedAt?: number;
}

/**
 * The brackets open at the cursor, innermost last, with what the text after the cursor does about them, up to where the
 * text before it needs no reading again when it goes on, and what ends the string or comment that is open (`openMark`).
 *
 * @param hasMoreAbove there is code before the text, in which brackets may be open
 */
export function openAtCursor(
  before: string,
  after: string,
  languageId: string,
  hasMoreAbove = false,
): { open: OpenBracket[]; settled: number; mark: string | undefined } {
  const reading = unmatchedBrackets(before, languageId);
  const { openers, settled } = reading;
  const mark = openMark(before, languageId, reading);
  const open: OpenBracket[] = openers.map(({ character, offset }) => ({
    closer: CLOSER_OF[character] ?? "",
    column: columnOf(before.slice(before.lastIndexOf("\n", offset) + 1)),
  }));
  const code = endOfOpenText(mark, after, languageId);
  let innermost = open.length - 1;
  for (const { character, offset } of unmatchedBrackets(after.slice(code), languageId).closers) {
    const column = columnAlone(after, code + offset);
    const at = partnerOf(character, column, open.slice(0, innermost + 1), hasMoreAbove);
    const bracket = open[at];
    if (!bracket) break;
    bracket.closedAt = code + offset;
    innermost = at - 1;
  }
  const lineStart = before.lastIndexOf("\n") + 1;
  const ofLine = openers.filter(({ offset }) => offset >= lineStart).length;
  openHeads(open.slice(open.length - ofLine), after.indexOf("\n"));
  return { open, settled, mark };
}

/**
 * Of the brackets that the cursor's line opens, none is closed on a later line while one around it isn't: what stands
 * there ends the block of which the line is the head.
 */
function openHeads(ofLine: readonly OpenBracket[], lineEnd: number): void {
  let isOpen = false;
  for (const bracket of ofLine) {
    const { closedAt } = bracket;
    if (closedAt === undefined) isOpen = true;
    else if (isOpen && lineEnd >= 0 && closedAt > lineEnd) bracket.closedAt = undefined;
  }
}

/**
 * What ends the string or comment that a text leaves open; undefined in code, which is also what an interpolation
 * within a string is.
 *
 * @param reading of the text, where there is one
 */
export function openMark(
  text: string,
  languageId: string,
  { open }: CodeReading = readCode(text, languageId),
): string | undefined {
  return open && !isInterpolation(text.slice(open.start), languageId) ? open.closer : undefined;
}

/**
 * Whether a text ends in a string or comment: brackets and quotes of what follows are ordinary characters.
 *
 * @param reading of the text, where there is one
 */
export function endsInText(
  text: string,
  languageId: string,
  { kind, open }: CodeReading = readCode(text, languageId),
): boolean {
  return kind !== "code" && !(open && isInterpolation(text.slice(open.start), languageId));
}

/**
 * Reads a text that ends in a string within an interpolation, whose quote is that of the string around it; undefined for
 * one that doesn't.
 */
export function readNestedString(text: string, quote: string, languageId: string): Unmatched | undefined {
  const at = text.lastIndexOf(quote);
  if (at <= text.lastIndexOf("\n")) return undefined;
  const outside = unmatchedBrackets(text.slice(0, at), languageId);
  const isNested =
    outside.open?.closer === quote && isInterpolation(text.slice(outside.open.start, at), languageId);
  return isNested ? { ...outside, open: { closer: quote, start: at + quote.length } } : undefined;
}

function isInterpolation(inside: string, languageId: string): boolean {
  // Ruby's would be a comment in code.
  const code = inside.replaceAll("#{", "${");
  return unmatchedBrackets(code, languageId).openers.some(
    ({ character, offset }) => character === "{" || /[$\\]/.test(code.charAt(offset - 1)),
  );
}

/** Where the string or comment that is open at the cursor ends; 0 where there is none, or no end. */
function endOfOpenText(mark: string | undefined, after: string, languageId: string): number {
  if (mark === undefined) return 0;
  const isOfLine = syntaxOf(languageId).quotes.includes(mark);
  return stringEnd(isOfLine ? (after.split("\n", 1)[0] ?? "") : after, 0, mark) ?? 0;
}

/**
 * The innermost open bracket that a closing one fits. One on a line of its own that stands left of that bracket's
 * line, right under an outer one's, closes the outer one: the inner one's is missing. So it is where it stands left of all
 * and may close what was opened further above.
 */
function partnerOf(
  closer: string,
  column: number | undefined,
  open: readonly OpenBracket[],
  hasMoreAbove: boolean,
): number {
  const nearest = open.findLastIndex((bracket) => bracket.closer === closer);
  if (column === undefined || column >= (open[nearest]?.column ?? 0)) return nearest;
  const under = open.findLastIndex((bracket) => bracket.closer === closer && bracket.column === column);
  if (under >= 0) return under;
  return hasMoreAbove && open.every((bracket) => column < bracket.column) ? -1 : nearest;
}

/** The column of a bracket that is the first character of its line. */
function columnAlone(after: string, offset: number): number | undefined {
  const lineStart = after.lastIndexOf("\n", offset) + 1;
  const indent = after.slice(lineStart, offset);
  return lineStart === 0 || indent.trim() !== "" ? undefined : columnOf(indent);
}

/** Removes the nearest opener that the closing bracket fits, with what was left open inside it. */
function closeNearest(openers: Bracket[], closer: string): boolean {
  const at = openers.findLastIndex(({ character }) => CLOSER_OF[character] === closer);
  if (at < 0) return false;
  openers.length = at;
  return true;
}
