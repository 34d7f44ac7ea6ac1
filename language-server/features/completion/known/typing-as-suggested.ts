/**
 * How a user goes on after a suggestion: while they type the characters that it begins with, the rest of it is the
 * answer and no model is asked.
 */
import type { ReadableText } from "../../../../common/chunked-text.ts";
import { isBlank } from "../../../../common/text-lines.ts";
import { onlyCloses, significantRest } from "../answer/closers.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import { restOfLine, type TextAtCursor, withLineFeeds } from "../text-windows.ts";

/** Text around the place of a suggestion, by which the place is known again. */
const BEFORE_CHARS = 2_000;
const AFTER_CHARS = 1_000;
const REST_CHARS = 400;
/** Closing brackets that the editor put after the cursor, with their line breaks and indents. */
const TOLERATED_CHARS = 80;
/** So far ahead of what the model has written a user may be. */
const AHEAD_CHARS = 200;

/** A place in a document, and what the document says around it. */
export interface OfferedPlace {
  /** UTF-16 offset in the document. */
  offset: number;
  before: string;
  rest: string;
  /** What follows the cursor's line. */
  after: string;
  /** UTF-16 units of the document after the cursor's line. */
  following: number;
}

export interface ShownSuggestion extends OfferedPlace {
  answer: CompletionAnswer;
}

/** How the user went on after a suggestion. */
export type Continuation =
  | { kind: "along"; typed: string }
  /** Other characters than it begins with. */
  | { kind: "against" }
  /** Somewhere else, or the text around it is another one. */
  | { kind: "elsewhere" };

export function placeOf({ text, cursor }: TextAtCursor): OfferedPlace {
  const rest = restOfLine(text, cursor, REST_CHARS);
  const lineEnd = cursor + rest.length;
  return {
    offset: cursor,
    before: text.slice(Math.max(0, cursor - BEFORE_CHARS), cursor),
    rest,
    after: text.slice(lineEnd, lineEnd + AFTER_CHARS),
    following: text.length - lineEnd,
  };
}

export function offer(answer: CompletionAnswer, at: TextAtCursor): ShownSuggestion {
  return { answer, ...placeOf(at) };
}

/** Compares a document with what was offered in it. */
export function continuation(offered: ShownSuggestion, at: TextAtCursor): Continuation {
  const { answer } = offered;
  // Twice: a document may have two characters for each line break.
  const typed = typedSince(offered, at, 2 * answer.text.length + 1);
  if (typed === undefined) return { kind: "elsewhere" };
  return answer.text.startsWith(typed) ? { kind: "along", typed } : { kind: "against" };
}

/** Whether a document differs from what was offered in it by what was typed up to the cursor alone: nothing was closed. */
export function hasOnlyTyped({ rest, following }: OfferedPlace, { text, cursor }: TextAtCursor): boolean {
  const restNow = restOfLine(text, cursor, REST_CHARS);
  return restNow === rest && text.length - (cursor + restNow.length) === following;
}

/**
 * What is left of a text for a user who has typed its beginning: "" for one who is ahead of it. Undefined when they have
 * typed something else, or are somewhere else.
 */
export function restSince(place: OfferedPlace, written: string, at: TextAtCursor): string | undefined {
  const typed = typedSince(place, at, 2 * (written.length + AHEAD_CHARS));
  if (typed === undefined) return undefined;
  if (written.startsWith(typed)) return written.slice(typed.length);
  return isAhead(typed, written) ? "" : undefined;
}

/**
 * Whether a document may be one in which the user types what the model writes; where the cursor is isn't known. What
 * the editor closes by itself may stand behind what was typed.
 */
export function mayAgree(place: OfferedPlace, written: string, text: ReadableText): boolean {
  const { offset, before, rest, following } = place;
  const inserted = text.length - (offset + rest.length + following);
  if (inserted < 0 || inserted > 2 * (written.length + AHEAD_CHARS) + TOLERATED_CHARS) return false;
  if (!hasBefore(text, offset, before)) return false;
  const typed = withLineFeeds(text.slice(offset, offset + inserted));
  let same = 0;
  while (same < typed.length && typed.charAt(same) === written.charAt(same)) same++;
  return onlyCloses(typed.slice(same)) || isAhead(typed, written);
}

/** What was typed at a place since, with line feeds and at most `maxChars`; undefined when it is another place now. */
function typedSince(
  place: OfferedPlace,
  { text, cursor }: TextAtCursor,
  maxChars: number,
): string | undefined {
  const { offset, before, rest, after, following } = place;
  if (cursor < offset || !hasBefore(text, offset, before)) return undefined;
  const restNow = restOfLine(text, cursor, REST_CHARS);
  const lineEnd = cursor + restNow.length;
  const closers = text.length - lineEnd - following;
  const isSamePlace =
    isSameRest(restNow, rest) &&
    closers >= 0 &&
    closers <= TOLERATED_CHARS &&
    onlyCloses(text.slice(lineEnd, lineEnd + closers)) &&
    text.slice(lineEnd + closers, lineEnd + closers + AFTER_CHARS) === after;
  return isSamePlace ? withLineFeeds(text.slice(offset, Math.min(cursor, offset + maxChars))) : undefined;
}

/** Whether two rests of a line differ by no more than what an editor closes, or the user types over, in front of them. */
function isSameRest(one: string, other: string): boolean {
  if (significantRest(one) !== significantRest(other)) return false;
  if (one === other || onlyCloses(one)) return true;
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return longer.endsWith(shorter) && !isBlank(longer.slice(0, longer.length - shorter.length));
}

function hasBefore(text: ReadableText, offset: number, before: string): boolean {
  return text.slice(Math.max(0, offset - BEFORE_CHARS), offset) === before;
}

function isAhead(typed: string, written: string): boolean {
  return typed.startsWith(written) && typed.length <= written.length + AHEAD_CHARS;
}
