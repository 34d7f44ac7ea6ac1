/** Brackets of the code around a cursor and in a suggestion: which are open, and which the text after it closes. */
import { readCode } from "./lexical.ts";

const CLOSER_OF: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
const CLOSERS = ")]}";

export interface Bracket {
  character: string;
  offset: number;
}

/** Brackets in the code of a text that have no partner in it, in order. */
export interface Unmatched {
  openers: Bracket[];
  closers: Bracket[];
  /** Up to where a longer text needs no reading again (`CodeReading`). */
  settled: number;
}

/** A closing bracket that doesn't fit the last open one closes the nearest that fits, as a user would read it. */
export function unmatchedBrackets(text: string, languageId: string): Unmatched {
  const openers: Bracket[] = [];
  const closers: Bracket[] = [];
  const { settled } = readCode(text, languageId, (character, offset) => {
    if (character in CLOSER_OF) openers.push({ character, offset });
    else if (CLOSERS.includes(character) && !closeNearest(openers, character))
      closers.push({ character, offset });
  });
  return { openers, closers, settled };
}

/** An open bracket before the cursor. */
export interface OpenBracket {
  /** The bracket that closes it. */
  closer: string;
  /** Offset, in the text after the cursor, of the bracket that closes it there. */
  closedAt?: number;
}

/**
 * The brackets open at the cursor, innermost last, with what the text after the cursor does about them, and up to where
 * the text before it needs no reading again when it goes on.
 */
export function openAtCursor(
  before: string,
  after: string,
  languageId: string,
): { open: OpenBracket[]; settled: number } {
  const { openers, settled } = unmatchedBrackets(before, languageId);
  const open: OpenBracket[] = openers.map(({ character }) => ({ closer: CLOSER_OF[character] ?? "" }));
  let innermost = open.length - 1;
  for (const { character, offset } of unmatchedBrackets(after, languageId).closers) {
    const at = open.findLastIndex(({ closer }, index) => index <= innermost && closer === character);
    const bracket = open[at];
    if (!bracket) break;
    bracket.closedAt = offset;
    innermost = at - 1;
  }
  return { open, settled };
}

/** Removes the nearest opener that the closing bracket fits, with what was left open inside it. */
function closeNearest(openers: Bracket[], closer: string): boolean {
  const at = openers.findLastIndex(({ character }) => CLOSER_OF[character] === closer);
  if (at < 0) return false;
  openers.length = at;
  return true;
}
