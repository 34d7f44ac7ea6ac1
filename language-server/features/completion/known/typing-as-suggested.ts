/**
 * What was suggested last in each document. While the user types the characters that it begins with, the rest of
 * it is the answer and no model is asked.
 */
import type { LastCompletion } from "../../../protocol/completion.ts";
import { onlyCloses, significantRest } from "../answer/closers.ts";
import { restOfLine, type TextAtCursor, withLineFeeds } from "../text-windows.ts";

/** Text right before the place of a suggestion, by which the place is known again. */
const GUARD_CHARS = 200;
const REST_CHARS = 400;
/** Closing brackets that the editor put after the cursor, with their line breaks and indents. */
const TOLERATED_CHARS = 80;

/** An answer of the model, with line feeds, before it is fitted to what stands around the cursor. */
export interface CompletionAnswer {
  text: string;
  /** It was cut by the token limit. */
  cut: boolean;
  /** What was told about it. */
  last: LastCompletion;
  /** Why nothing of what the model wrote is shown. */
  whyNone?: string;
}

export interface ShownSuggestion {
  answer: CompletionAnswer;
  /** Where it begins: UTF-16 offset in the document. */
  offset: number;
  before: string;
  rest: string;
  /** UTF-16 units of the document after the cursor's line. */
  following: number;
}

/** How the user went on after a suggestion. */
export type Continuation =
  | { kind: "along"; typed: string }
  /** Other characters than it begins with. */
  | { kind: "against" }
  /** Somewhere else, or the text around it is another one. */
  | { kind: "elsewhere" };

export function offer(answer: CompletionAnswer, { text, cursor }: TextAtCursor): ShownSuggestion {
  const rest = restOfLine(text, cursor, REST_CHARS);
  return {
    answer,
    offset: cursor,
    before: text.slice(Math.max(0, cursor - GUARD_CHARS), cursor),
    rest,
    following: text.length - cursor - rest.length,
  };
}

/** Compares a document with what was offered in it. */
export function continuation(offered: ShownSuggestion, { text, cursor }: TextAtCursor): Continuation {
  const { offset, before, rest, following, answer } = offered;
  const restNow = restOfLine(text, cursor, REST_CHARS);
  const lineEnd = cursor + restNow.length;
  const closers = text.length - lineEnd - following;
  const isSamePlace =
    cursor >= offset &&
    text.slice(Math.max(0, offset - GUARD_CHARS), offset) === before &&
    significantRest(restNow) === significantRest(rest) &&
    closers >= 0 &&
    closers <= TOLERATED_CHARS &&
    onlyCloses(text.slice(lineEnd, lineEnd + closers));
  if (!isSamePlace) return { kind: "elsewhere" };
  // Twice: a document may have two characters for each line break.
  const typed = withLineFeeds(text.slice(offset, Math.min(cursor, offset + 2 * answer.text.length + 1)));
  return answer.text.startsWith(typed) ? { kind: "along", typed } : { kind: "against" };
}
