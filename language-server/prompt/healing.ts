/**
 * Token healing: where the prompt ends when the cursor stands in the middle of what the model reads as one token.
 *
 * gpt-oss splits text by the o200k pattern before it forms tokens
 * (https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py): a word takes one character before
 * it along (" return", ".map", "(self", "_name"), and never crosses into the next word of a camelCase name. A
 * prompt that ends inside such a piece has tokens at its end that the model never saw there. So the prompt ends
 * before the piece, and the answer is made to begin with it.
 */
export interface HealedText {
  /** What goes into the prompt. */
  text: string;
  /** What the answer must begin with; absent when nothing needs healing. */
  continueWith?: string;
}

/** A longer run of letters is prose without spaces, whose tokens can't be told by the pattern alone. */
const MAX_WORD_CHARS = 32;

const UPPER = "\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}";
const LOWER = "\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}";
const WORD = new RegExp(`[${UPPER}]*[${LOWER}]+|[${UPPER}]+[${LOWER}]*`, "gu");
const LETTERS_AT_END = /[\p{L}\p{M}]+$/u;
const DIGITS_AT_END = /\p{N}+$/u;
/** A space goes along with the word after it; of several, the last one. */
const SPACE_AT_END = /[ \t]$/;
/** So does a single sign. Signs in a row, or a space and signs, are a piece of their own. */
const SIGN_AT_END = /(?<=^|[\p{L}\p{N}\r\n\t])[!-/:-@[-`{-~]$/u;
const DIGITS_IN_A_PIECE = 3;

/** Splits the text before the cursor: `text + continueWith` is always the whole of it. */
export function heal(before: string): HealedText {
  const length = lastPiece(before);
  if (length === 0 || length > MAX_WORD_CHARS) return { text: before };
  return { text: before.slice(0, -length), continueWith: before.slice(-length) };
}

/** Length of the piece at the end, 0 when there is none to heal. */
function lastPiece(before: string): number {
  // Only the end is looked at: the text may be long, and what is healed is not.
  const end = before.slice(-2 * MAX_WORD_CHARS);
  const letters = LETTERS_AT_END.exec(end)?.[0];
  if (letters !== undefined) {
    const word = letters.match(WORD)?.at(-1) ?? "";
    return word.length < letters.length ? word.length : word.length + along(end.slice(0, -word.length));
  }
  const digits = DIGITS_AT_END.exec(end)?.[0];
  if (digits !== undefined) return digits.length % DIGITS_IN_A_PIECE || DIGITS_IN_A_PIECE;
  return along(end);
}

/** 1 when the last character goes along with letters that follow it, else 0. */
function along(before: string): number {
  return SPACE_AT_END.test(before) || SIGN_AT_END.test(before) ? 1 : 0;
}
