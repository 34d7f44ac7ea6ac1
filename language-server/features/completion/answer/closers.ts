/**
 * Text right of the cursor that only closes what stands before it: brackets, quotes, tags, the end of a comment. Editors
 * put it there by themselves, so the prompt leaves it out, and what an answer writes of it takes its place.
 */
import { syntaxOf } from "../../../../common/languages/languages.ts";
import type { Syntax } from "../../../../common/languages/syntax.ts";
import {
  CLOSER_OF,
  endsInText,
  openMark,
  readNestedString,
  type Unmatched,
  unmatchedBrackets,
} from "../../../context/brackets.ts";
import { isProse, readCode, stringEnd } from "../../../context/lexical.ts";

/** A function is called right behind its end. */
const CALL = "()";
const CLOSERS = /<\/[\w.:-]*>|\*\/|-->|"""|'''|(?<=[)\]}])\(\)|[)\]}>;,'"`]/g;

/** A string that begins there: an argument, or an empty one. */
const STRING = /,\s*["'`]|(?<!["'`])(["'`])\s*\1(?!\1)/;

const PLAIN_TEXT = "plaintext";

/** The part of a line's rest that an editor doesn't close by itself: "" when there is only that. */
export function significantRest(rest: string): string {
  const closing = closingPart(rest);
  return (closing.replace(CLOSERS, "") + rest.slice(closing.length)).replace(/\s/g, "");
}

function closingPart(rest: string): string {
  const string = rest.search(STRING);
  return string < 0 ? rest : rest.slice(0, string);
}

/** Whether a line's rest only closes what stands before it. */
export function onlyCloses(rest: string): boolean {
  return significantRest(rest) === "";
}

/**
 * Whether lines have room at the cursor: where what follows on its line only closes, and between a bracket and its end for
 * an answer that begins with a line break.
 */
export function hasRoomForLines(answer: string, before: string, rest: string, languageId: string): boolean {
  if (onlyCloses(rest)) return true;
  const closer = CLOSER_OF[before.trimEnd().slice(-1)];
  return (
    closer !== undefined &&
    rest.trimStart().startsWith(closer) &&
    /^[ \t]*\n/.test(answer) &&
    !isProse(languageId) &&
    !endsInText(before, languageId)
  );
}

/** Closers of a line's rest that an answer writes too; lengths of 0 when there are none. */
export interface WrittenClosers {
  /** Of the answer: from the first one to the end of the last one. */
  start: number;
  end: number;
  /** How much of the rest they cover. */
  covered: number;
}

/**
 * Which of the closers right of the cursor an answer writes, in their order.
 *
 * @param before the code up to the cursor, from a line's start
 * @param rest the rest of the line; what follows its closers doesn't count
 */
export function writtenClosers(
  answer: string,
  rest: string,
  before: string,
  languageId: string,
): WrittenClosers {
  const closers = leadingClosers(rest);
  // Of the code before the cursor, which is long, once for all that is asked of it.
  const reading = readBefore(before, closers[0]?.text, languageId);
  const mark = openMark(before, languageId, reading);
  const closesHere = mark === undefined || closers.some(({ text }) => text === mark);
  // A string that the editor hasn't closed is closed by the answer first.
  const ended = closesHere ? undefined : stringEnd(answer, 0, mark);
  const written: WrittenClosers = { start: ended ?? 0, end: ended ?? 0, covered: 0 };
  const place = {
    isInText: reading.kind !== "code" || reading.open !== undefined,
    syntax: syntaxOf(languageId),
    // In a string or comment, quotes are ordinary characters.
    languageId: ended === undefined && endsInText(before, languageId, reading) ? PLAIN_TEXT : languageId,
    open: reading.openers.map(({ character }) => CLOSER_OF[character] ?? ""),
  };
  for (const closer of closers) {
    const at = whereWritten(closer, answer, written.end, place);
    if (at === undefined) break;
    if (written.covered === 0) written.start = at;
    written.end =
      at + (closer.text === CALL ? (callLength(answer.slice(at), place) ?? 0) : closer.text.length);
    written.covered = closer.at + closer.text.length;
    if (closer.text === mark) place.languageId = languageId;
  }
  return written;
}

/** @param closer the first one right of the cursor */
function readBefore(before: string, closer: string | undefined, languageId: string): Unmatched {
  const reading = unmatchedBrackets(before, languageId);
  if (reading.kind !== "code" || closer === undefined || !syntaxOf(languageId).quotes.includes(closer))
    return reading;
  return readNestedString(before, closer, languageId) ?? reading;
}

interface ClosingPlace {
  languageId: string;
  /** In a string or comment, or in code within one; else a quote is left of what the answer writes anew. */
  isInText: boolean;
  syntax: Syntax;
  /** What closes the brackets before the cursor, innermost last; what the answer closes is taken off. */
  open: string[];
}

interface Closer {
  text: string;
  /** Offset in the rest. */
  at: number;
  /** The rest from the closer on. */
  remainder: string;
}

function leadingClosers(rest: string): Closer[] {
  const closers: Closer[] = [];
  let end = 0;
  for (const { 0: text, index: at } of closingPart(rest).matchAll(CLOSERS)) {
    if (rest.slice(end, at).trim() !== "") break;
    closers.push({ text, at, remainder: rest.slice(at).trim() });
    end = at + text.length;
  }
  return closers;
}

/** Where an answer writes a closer, as one that isn't a partner of something in the answer. */
function whereWritten(
  { text, remainder }: Closer,
  answer: string,
  from: number,
  place: ClosingPlace,
): number | undefined {
  const code = answer.slice(from);
  if (text.startsWith("</")) return found(from, unmatchedTag(code, text));
  if (/^["'`]/.test(text)) {
    const isLeft = !place.isInText && isQuote(text, place.syntax);
    const inside = isLeft ? found(text.length, indexIn(code, text)) : 0;
    const end = inside === undefined ? undefined : stringEnd(code, inside, text);
    if (end === undefined && isLeft && code.endsWith(remainder)) return answer.length - remainder.length;
    return found(from - text.length, end);
  }
  if (text === CALL) return callLength(code, place) === undefined ? undefined : from;
  if (text.length > 1) return found(from, indexIn(code, text));
  if (/[)\]}]/.test(text)) {
    // One that nothing before the cursor opened is left of what the answer writes anew.
    const isLeft = !place.open.includes(text) && code.endsWith(remainder);
    return found(
      from,
      closingBracket(text, code, place) ?? (isLeft ? code.length - remainder.length : undefined),
    );
  }
  const next = code.length - code.trimStart().length;
  if (code.charAt(next) === text) return from + next;
  if (code.endsWith(remainder)) return answer.length - remainder.length;
  // The end of an opening tag.
  return text === ">" && remainder.startsWith("></")
    ? found(from, indexOutside(code, />/g, place.languageId))
    : undefined;
}

/** The length of a call's arguments with their brackets, such as those right behind a function, or of a link's address. */
function callLength(code: string, { languageId }: ClosingPlace): number | undefined {
  if (!code.startsWith("(")) return undefined;
  const [closer] = unmatchedBrackets(`${code.slice(1)}\n`, languageId).closers;
  return closer?.character === ")" ? closer.offset + CALL.length : undefined;
}

/** Where an answer closes a bracket that was opened before it, after those within that one. */
function closingBracket(
  bracket: string,
  code: string,
  { languageId, open }: ClosingPlace,
): number | undefined {
  // The line break ends a quote that is none, such as an apostrophe.
  for (const { character, offset } of unmatchedBrackets(`${code}\n`, languageId).closers) {
    const isInnermost = open.at(-1) === character;
    if (isInnermost) open.pop();
    if (character === bracket) return offset;
    if (!isInnermost) return undefined;
  }
  return undefined;
}

function isQuote(mark: string, { quotes, longQuotes }: Syntax): boolean {
  return quotes.includes(mark) || longQuotes.includes(mark);
}

function found(from: number, at: number | undefined): number | undefined {
  return at === undefined ? undefined : from + at;
}

function indexIn(text: string, piece: string): number | undefined {
  const at = text.indexOf(piece);
  return at < 0 ? undefined : at;
}

/** Where a closing tag ends an element that the text hasn't begun. */
function unmatchedTag(text: string, tag: string): number | undefined {
  const name = tag.slice(2, -1);
  let depth = 0;
  for (const { 0: found, 1: slash, 2: itsName, index } of text.matchAll(/<(\/?)([\w.:-]*)(?:\s[^<>]*)?>/g)) {
    if (itsName !== name || (slash === "" && found.endsWith("/>"))) continue;
    if (slash === "") depth++;
    else if (depth-- === 0) return index;
  }
  return undefined;
}

/** Where a piece of code stands outside of the brackets, strings and comments that the text has begun. */
function indexOutside(text: string, piece: RegExp, languageId: string): number | undefined {
  return [...text.matchAll(piece)].find(({ index }) => isOutside(text.slice(0, index), languageId))?.index;
}

/** Whether a text leaves no bracket, string or comment open. */
function isOutside(text: string, languageId: string): boolean {
  return (
    readCode(text, languageId).kind === "code" && unmatchedBrackets(text, languageId).openers.length === 0
  );
}
