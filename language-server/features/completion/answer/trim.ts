/** What of an answer is inserted: without what stands after the cursor anyway, in the document's own line endings. */

import { indentOf } from "../../../../common/indentation.ts";
import { syntaxOf } from "../../../../common/languages/languages.ts";
import { isBlank } from "../../../../common/text-lines.ts";
import { CLOSER_OF, endsInText, unmatchedBrackets } from "../../../context/brackets.ts";
import { isProse, readCode, stringEnd } from "../../../context/lexical.ts";
import { lengthWithoutOpenHeads, repeatsLine, similarLine, withoutSpaces } from "../lines.ts";
import { withLineFeeds } from "../text-windows.ts";
import { BracketReader, type Surroundings } from "./answer-brackets.ts";
import { hasRoomForLines, onlyCloses, writtenClosers } from "./closers.ts";

/** What stands around the cursor, with line feeds. */
export interface TrimContext extends Surroundings {
  /** The cursor's line up to the cursor. */
  cursorLine: string;
  eol: string;
  /** The answer was cut by the token limit, so its last line is a piece of one. */
  cut: boolean;
}

/** `text` is inserted at the cursor and takes the place of the next `replaced` UTF-16 units of its line. */
export interface Insertion {
  text: string;
  replaced: number;
}

/** Why nothing of an answer is worth showing at its place. */
export type NothingLeft = "blank" | "alreadyThere" | "incomplete" | "prose" | "unfitting";

const PROSE_OPENING =
  /^\s*(?:here(?:'s|’s| is| are)\b|sure[,.! ]|certainly\b|of course\b|the (?:following |completed )?(?:code|completion|line)\b|this (?:code|function|line)\b)/i;

/** The insertion, or null when nothing is left that is worth showing. */
export function trimAnswer(answer: string, context: TrimContext): Insertion | null {
  const left = whatIsLeft(answer, context);
  return typeof left === "string" ? null : left;
}

/** Why `trimAnswer` leaves nothing of an answer; undefined where it leaves something. */
export function whyNothingLeft(answer: string, context: TrimContext): NothingLeft | undefined {
  const left = whatIsLeft(answer, context);
  return typeof left === "string" ? left : undefined;
}

function whatIsLeft(answer: string, context: TrimContext): Insertion | NothingLeft {
  const { cursorLine, rest, languageId, eol, cut } = context;
  const whole = withLineFeeds(answer);
  if (isBlank(whole)) return "blank";
  const written = cut ? withoutPiece(whole, context) : whole;
  if (isBlank(written)) return "incomplete";
  const fresh = withoutNextLines(written, context);
  if (isBlank(fresh)) return "alreadyThere";
  const text = withoutDangling(fresh, context);
  if (isBlank(text)) return "incomplete";
  if (isBlank(cursorLine) && !isProse(languageId) && PROSE_OPENING.test(text)) return "prose";
  const fitted = isBlank(rest)
    ? { text: text.trimEnd(), replaced: 0 }
    : hasRoomForLines(text, context.before, rest, languageId)
      ? fitToClosers(text.trimEnd(), context)
      : fitToRest(text, context);
  if (!fitted) return "unfitting";
  const taken = rest.slice(0, fitted.replaced);
  if (isBlank(fitted.text) || withoutSpaces(fitted.text) === withoutSpaces(taken)) return "alreadyThere";
  return { ...fitted, text: normalizeEol(fitted.text, eol) };
}

/** Without the line that was cut, and the heads before it whose block doesn't come; a single line stays. */
function withoutPiece(text: string, { cursorLine, languageId }: TrimContext): string {
  const lastBreak = text.lastIndexOf("\n");
  if (lastBreak <= 0) return text;
  return text.slice(0, lengthWithoutOpenHeads(text.slice(0, lastBreak), cursorLine, languageId));
}

export function normalizeEol(text: string, eol: string): string {
  return withLineFeeds(text).replaceAll("\n", eol);
}

/** Leaves out lines at the end that are the next ones in the file. */
function withoutNextLines(text: string, context: TrimContext): string {
  const { cursorLine, rest, after } = context;
  // With more behind the cursor, its line is another one.
  if (!onlyCloses(rest)) return text;
  const written = text.trimEnd();
  const lines = `${cursorLine}${written}`.split("\n");
  const next = after.split("\n");
  const firstNext = next.findIndex((line) => !isBlank(line));
  if (firstNext < 0) return text;
  const following = next.slice(firstNext, firstNext + lines.length);
  for (let count = following.length; count > 0; count--) {
    if (!repeatLines(lines.slice(-count), following)) continue;
    if (count === lines.length) return "";
    const kept = lines.slice(0, -count).join("\n").slice(cursorLine.length);
    // A closing line that the text needs isn't a repetition of the next one, which closes something else.
    if (count === 1 && endsOwnBlock(written, kept.length, context)) continue;
    return kept;
  }
  return text;
}

const DANGLING = /[ \t]*(?:&&|\|\||\?\?|(?<![+\w])\+)\s*$/;

/** Without an operator at the end before a line that closes something: what it was to join is cut, or doesn't come. */
function withoutDangling(text: string, context: TrimContext): string {
  const { rest, after, languageId } = context;
  if (isProse(languageId)) return text;
  if (languageId === "json") return withoutLastComma(text, context);
  const following = `${rest}\n${after}`.trimStart();
  return /^[)\]};,]/.test(following) ? text.replace(DANGLING, "") : text;
}

/** JSON has no comma before what closes something, also where that is written anew before it. */
function withoutLastComma(text: string, { before, rest, after, languageId }: TrimContext): string {
  const kept = text.replace(/\s*,\s*$/, "");
  if (kept === text) return text;
  const { covered } = writtenClosers(text, rest, before, languageId);
  return /^[\]}]/.test(`${rest.slice(covered)}\n${after}`.trimStart()) ? kept : text;
}

/** Whether a line is another one up to a closing bracket: a rule has ended the answer there. */
function isBeginning(line: string, whole: string): boolean {
  return !isBlank(line) && whole.startsWith(line) && /^\s*[)\]}]/.test(whole.slice(line.length));
}

function endsOwnBlock(answer: string, lineBreak: number, context: TrimContext): boolean {
  const reader = new BracketReader(context);
  return reader.endsOwnBlock(reader.read(answer, true), lineBreak + 1, answer.slice(lineBreak + 1));
}

/** Whether lines are the following ones: at least one of them beyond doubt. */
function repeatLines(lines: readonly string[], following: readonly string[]): boolean {
  const isSame = (line: string, index: number) =>
    repeatsLine(line, following[index] ?? "") || isBeginning(line, following[index] ?? "");
  const isSimilar = (line: string, index: number) =>
    isSame(line, index) || similarLine(line, following[index] ?? "");
  return lines.every(isSimilar) && lines.some(isSame);
}

/**
 * Fits an answer to closers right of the cursor. Those that the answer writes itself are typed over: left out at the
 * answer's end, else replaced, so that none stands there twice.
 */
function fitToClosers(text: string, context: TrimContext): Insertion {
  const { rest, before, languageId } = context;
  const { start, end, covered } = writtenClosers(text, rest, before, languageId);
  if (covered === 0) return { text: text + lineBreakBeforeEnd(text, context), replaced: 0 };
  const kept = text.slice(0, start);
  const written = text.slice(start).trim();
  const standing = rest.slice(0, covered).trim();
  const endsWithThem = end === text.length && withoutSpaces(written) === withoutSpaces(standing);
  const isMoreSpaced = written !== standing && isWithin(standing, written);
  const spaced = /^\s/.test(rest);
  const leavesSpace = spaced ? /\n\s*$/.test(kept) : /\s$/.test(kept);
  if (endsWithThem && !isMoreSpaced && !leavesSpace)
    return { text: spaced ? kept.trimEnd() : kept, replaced: 0 };
  return { text: withBlanksOf(rest.slice(0, covered), text, start), replaced: covered };
}

/**
 * A text that writes closers from `start` on, with the blanks that stand before them: editors show nothing of a text that
 * doesn't hold all that it replaces, in its order.
 */
function withBlanksOf(standing: string, text: string, start: number): string {
  if (isWithin(standing, text)) return text;
  let written = "";
  let at = 0;
  for (const [, blanks = "", closer = ""] of standing.matchAll(/(\s*)(\S)/g)) {
    const end = text.indexOf(closer, Math.max(at, start));
    const [line = "", ...lines] = text.slice(at, end).split("\n");
    const spaced = isWithin(blanks, line.slice(line.trimEnd().length)) ? line : line.trimEnd() + blanks;
    // On the closer's own line, they would indent it.
    written += [spaced, ...lines].join("\n") + closer;
    at = end + closer.length;
  }
  return written + text.slice(at);
}

/** Whether a text has all characters of another one, in their order. */
function isWithin(piece: string, text: string): boolean {
  let at = 0;
  for (const character of text) if (character === piece.charAt(at)) at++;
  return at === piece.length;
}

/**
 * The line break and indent before the closer right of the cursor, where the answer writes lines of a block that this
 * one ends, without its end; else "".
 */
function lineBreakBeforeEnd(text: string, { before, cursorLine, rest, languageId }: TrimContext): string {
  if (!/^[ \t]*\n/.test(text)) return "";
  const closer = rest.trimStart();
  const blanks = rest.slice(0, rest.length - closer.length);
  const under = (line: string) => `\n${withoutSuffix(indentOf(line), blanks)}`;
  if (closer.startsWith("</")) return /(?:^|[^/=-])>[ \t]*$/.test(cursorLine) ? under(cursorLine) : "";
  const reading = unmatchedBrackets(before, languageId);
  const opener = reading.openers.findLast(({ character }) => CLOSER_OF[character] === closer.charAt(0));
  if (!opener || endsInText(before, languageId, reading)) return "";
  const lineStart = before.lastIndexOf("\n", opener.offset) + 1;
  const behind = before.slice(opener.offset + 1);
  // Under lines of a call or list, its end may stand behind the last one.
  const begunAbove = opener.character === "{" && /^[ \t]*\n/.test(behind);
  return isBlank(behind) || begunAbove ? under(before.slice(lineStart)) : "";
}

function withoutSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

/**
 * Fits a piece of a line to the text right of the cursor: it ends where it begins to write that. Undefined where the
 * rest would have no place behind it.
 */
function fitToRest(text: string, context: TrimContext): Insertion | undefined {
  const { rest, before, languageId } = context;
  const line = text.split("\n", 1)[0] ?? "";
  if (isBlank(line)) return undefined;
  const isBalanced = balancedWithRest(context);
  const endsWhereRestGoesOn = kindBeforeRest(context);
  const fits = (piece: string) => endsWhereRestGoesOn(piece) && isBalanced(piece);
  const closers = writtenClosers(line, rest, before, languageId);
  const ends = [
    whereWhole(line, context),
    closers.covered > 0 && !/^\s*[;,>]/.test(rest) ? closers.start : undefined,
    [...line.matchAll(beginningOf(rest, /\w$/.test(before)))].find(({ index }) => fits(line.slice(0, index)))
      ?.index,
  ].filter((at) => at !== undefined);
  if (ends.length > 0) return { text: joined(line.slice(0, Math.min(...ends)), rest), replaced: 0 };
  const isInWord = /\w$/.test(before) && /^\w/.test(rest);
  for (let length = Math.min(line.length, rest.length); length > 0; length--) {
    const start = line.length - length;
    const kept = line.slice(0, start);
    const cuts = !isInWord && cutsWord(line, start);
    if (rest.startsWith(line.slice(start)) && !cuts && fits(kept))
      return { text: joined(kept, rest), replaced: 0 };
  }
  // A bracket that nothing closes, or a statement that ends within another one, leaves no place for the rest.
  if (!isBalanced(line)) return undefined;
  if (/;\s*$/.test(line) && /^\s*\w/.test(rest) && !/(?:^|[;{}])\s*$/.test(context.cursorLine))
    return undefined;
  // What the comma was to separate doesn't come.
  if (/^\s*\)/.test(rest)) return { text: line.replace(/[,\s]+$/, ""), replaced: 0 };
  return { text: /^[\s\]},;.:]/.test(rest) ? line.trimEnd() : line, replaced: 0 };
}

/** Whether a piece ends in the string or comment that the rest of the line goes on with, or in code. */
function kindBeforeRest({ before, rest, languageId }: TrimContext): (piece: string) => boolean {
  const { kind, open } = readCode(before, languageId);
  // A string of one line that the rest doesn't end has to be ended before it.
  const isEndedBefore =
    open !== undefined &&
    syntaxOf(languageId).quotes.includes(open.closer) &&
    stringEnd(rest, 0, open.closer) === undefined;
  const wanted = isEndedBefore ? "code" : kind;
  return (piece) => {
    const reached = readCode(before + piece, languageId).kind;
    // Whatever follows is in the comment too.
    return reached === wanted || reached === "lineComment";
  };
}

/** Whether a piece leaves no bracket open that the rest of the line doesn't close. */
function balancedWithRest({ before, rest, languageId }: TrimContext): (piece: string) => boolean {
  const openWith = (piece: string) =>
    unmatchedBrackets(`${before}${piece}${rest}\n`, languageId).openers.length;
  const open = openWith("");
  return (piece) => openWith(piece) <= open;
}

/** Without the blanks that the rest begins with. */
function joined(text: string, rest: string): string {
  return /^\s/.test(rest) ? text.trimEnd() : text;
}

/** Where a line of the answer writes the whole rest, so that the cursor's line is as balanced without it. */
function whereWhole(line: string, { cursorLine, rest, languageId }: TrimContext): number | undefined {
  const whole = rest.trim();
  const at = whole.length >= 3 ? line.indexOf(whole) : -1;
  const openIn = (code: string) => unmatchedBrackets(`${code}\n`, languageId).openers.length;
  return at >= 0 && openIn(cursorLine + line.slice(0, at) + rest) <= openIn(cursorLine + rest)
    ? at
    : undefined;
}

/**
 * The beginning of a line's rest by which it is known again: up to its first word, or beyond a word that it begins with
 * unless the cursor stands in that word; without any, up to its first string.
 */
function beginningOf(rest: string, afterWord: boolean): RegExp {
  const tokens = rest.match(/\w+|[^\w\s]/g) ?? [];
  const word = tokens.findIndex((token) => /\w/.test(token));
  const isWordBegun = word === 0 && !(afterWord && /^\w/.test(rest));
  const quote = tokens.findIndex((token) => /["'`]/.test(token));
  const count = isWordBegun ? 2 : (word < 0 ? quote : word) + 1;
  const pieces = tokens.slice(0, count).map(escaped);
  if (pieces.length === 0) return /(?!)/g;
  const [first = "", last = ""] = [pieces.at(0), pieces.at(-1)];
  const begin = /^\w/.test(first) ? "(?<!\\w)" : /^\s/.test(rest) ? "\\s*" : "";
  return new RegExp(`${begin}${pieces.join("\\s*")}${/\w$/.test(last) ? "(?!\\w)" : ""}`, "g");
}

function escaped(text: string): string {
  return text.replace(/[^\w\s]/g, "\\$&");
}

function cutsWord(line: string, at: number): boolean {
  return at > 0 && /\w/.test(line.charAt(at - 1)) && /\w/.test(line.charAt(at));
}
