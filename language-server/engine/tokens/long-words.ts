/**
 * Keeps long words away from llama.cpp. It splits a text into words (letters, digits, signs, white space) by a regular
 * expression before it makes tokens of each, and `std::regex` calls itself for every character of a word: some 30,000
 * blanks, equals signs or Chinese characters in a row overflow the stack, which kills the process.
 *
 * Other words are handed over as they are. A longer one becomes tokens window by window, and they are the same as those
 * of the whole. Byte pair encoding joins the neighbors with the earliest merge first, so that what lies on both sides
 * of a boundary between two tokens never meant anything to each other: each side alone has the same tokens. And tokens
 * are those of their whole text when each pair of neighbors is (a merge across a boundary would come about in the pair
 * too). So a window may begin at a boundary in the one before it, once it begins with the token that comes there: every
 * pair of neighbors has then been seen in one of the two.
 *
 * What can still differ: a long word of line breaks and slashes behind a sign, which are other words without the sign;
 * a word of more than a million characters; and long words of vocabularies whose expression isn't known here. They too
 * are cut, so that nothing crashes.
 */
import type { Token } from "node-llama-cpp";

/** A stack of 1 MB lasts for 3,900 characters. */
const MAX_WORD_LENGTH = 1_000;
/** What JavaScript's engine remembers of a match is limited too. */
const MAX_PIECE_LENGTH = 1_000_000;
/** Boundaries that are tried in a window. The first one nearly always holds. */
const MAX_TRIES = 16;

const ENDING = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?";
/** llama.cpp counts a letter as capital or small by ASCII alone; those of other scripts are both. */
const CAPITAL = "[\\p{L}--[a-z]]";
const SMALL = "[\\p{L}--[A-Z]]";
const SPACE = "\\p{White_Space}";

/** llama.cpp's "gpt-4o", in one expression. JavaScript's engine doesn't call itself. */
const GPT_4O = new RegExp(
  [
    `[^\\r\\n\\p{L}\\p{N}]?${CAPITAL}*${SMALL}+${ENDING}`,
    `[^\\r\\n\\p{L}\\p{N}]?${CAPITAL}+${SMALL}*${ENDING}`,
    "\\p{N}{1,3}",
    ` ?[^${SPACE}\\p{L}\\p{N}]+[\\r\\n\\/]*`,
    `${SPACE}*[\\r\\n]+`,
    `${SPACE}+(?!\\P{White_Space})`,
    `${SPACE}+`,
  ].join("|"),
  "gv",
);

/** Words that are no shorter than those of the other expressions. */
const OTHERS = new RegExp(
  [
    " ?[\\p{L}\\p{M}]+",
    " ?\\p{N}+",
    ` ?[^${SPACE}\\p{L}\\p{N}]+[\\r\\n\\/]*`,
    `${SPACE}+(?!\\P{White_Space})`,
    `${SPACE}+`,
  ].join("|"),
  "gv",
);

/** The names of llama.cpp for vocabularies that have the words of gpt-4o's. */
export const LIKE_GPT_4O: ReadonlySet<string> = new Set([
  "gpt-4o",
  "llama4",
  "kanana2",
  "talkie",
  "minimax-m2",
]);

/** The first half of one. */
const CUT_CHARACTER = /\p{Surrogate}$/u;
const SURROGATES = /\p{Surrogate}/gu;
const ONLY_SPACE = /^\p{White_Space}+$/u;

/** What a vocabulary is tokenized by. */
export interface WordTokenizer {
  tokenize(text: string): Token[];
  /** Bytes that are no whole character become U+FFFD. */
  detokenize(tokens: readonly Token[]): string;
}

/** The words of a vocabulary, by its kind and its name for them; undefined where llama.cpp looks for no words. */
export function wordsOf({ model, pre }: { model?: string; pre?: string } = {}): RegExp | undefined {
  if (model !== "gpt2") return undefined;
  return LIKE_GPT_4O.has(pre ?? "") ? GPT_4O : OTHERS;
}

/**
 * The tokens of a text, without a word of more than `maxLength` for llama.cpp.
 *
 * @param words matches one word after another, without a gap
 * @param maxLength in UTF-16 code units
 */
export function tokenizeWords(
  text: string,
  words: RegExp,
  vocabulary: WordTokenizer,
  maxLength = MAX_WORD_LENGTH,
): Token[] {
  if (text.length <= maxLength) return vocabulary.tokenize(text);
  // As llama.cpp gets it, so that a window can be found again in its own tokens.
  const whole = text.replace(SURROGATES, "\uFFFD");
  const tokens: Token[][] = [];
  const add = (from: number, to: number) => {
    if (to > from) tokens.push(vocabulary.tokenize(whole.slice(from, to)));
  };
  let begin = 0;
  let before = { word: "", at: 0 };
  for (const { word, at } of wordsIn(whole, words)) {
    if (word.length > maxLength) {
      // Where nothing follows white space, it is all one word.
      const split = before.at >= begin && ONLY_SPACE.test(before.word) ? before.at : at;
      add(begin, split);
      add(split, at);
      tokens.push(longWord(word, words, vocabulary, maxLength));
      begin = at + word.length;
    }
    before = { word, at };
  }
  add(begin, whole.length);
  return tokens.flat();
}

function* wordsIn(text: string, words: RegExp): Generator<{ word: string; at: number }> {
  let begin = 0;
  while (begin < text.length) {
    const piece = text.slice(begin, begin + MAX_PIECE_LENGTH).replace(CUT_CHARACTER, "");
    const found = Array.from(piece.matchAll(words), ({ 0: word, index }) => ({ word, at: begin + index }));
    // The last ones depend on what follows.
    const isLast = begin + piece.length >= text.length;
    const certain = isLast || found.length < 3 ? found : found.slice(0, -2);
    yield* certain;
    begin = certain.reduce((end, { word }) => end + word.length, begin);
  }
}

/** A piece of a long word, which is one word too. */
interface Window {
  at: number;
  text: string;
  tokens: Token[];
}

function longWord(word: string, words: RegExp, vocabulary: WordTokenizer, maxLength: number): Token[] {
  const windowAt = (at: number): Window => {
    const piece = word.slice(at, at + maxLength).replace(CUT_CHARACTER, "");
    const [text = ""] = piece.matchAll(words).next().value ?? [];
    return { at, text, tokens: vocabulary.tokenize(text) };
  };
  const tokens: Token[][] = [];
  let window = windowAt(0);
  while (window.at + window.text.length < word.length) {
    const { next, kept } = nextWindow(window, windowAt, vocabulary);
    tokens.push(window.tokens.slice(0, kept));
    window = next;
  }
  return [...tokens, window.tokens].flat();
}

/** The next window, and how many tokens of this one come before it. */
function nextWindow(
  { at, text, tokens }: Window,
  windowAt: (at: number) => Window,
  vocabulary: WordTokenizer,
): { next: Window; kept: number } {
  let tries = 0;
  // What comes behind a window can change its last tokens.
  for (let kept = Math.floor(tokens.length * 0.75); kept > 0 && tries < MAX_TRIES; kept--) {
    const length = lengthOf(tokens.slice(0, kept), text, vocabulary);
    if (length === undefined) continue;
    tries++;
    const next = windowAt(at + length);
    if (next.tokens[0] === tokens[kept]) return { next, kept };
  }
  return { next: windowAt(at + text.length), kept: tokens.length };
}

/** The length of what a text's first tokens stand for; undefined where they end within a character. */
function lengthOf(tokens: readonly Token[], text: string, vocabulary: WordTokenizer): number | undefined {
  const begun = vocabulary.detokenize(tokens);
  if (!text.startsWith(begun)) return undefined;
  // Of the character U+FFFD itself, every beginning reads as the whole.
  const isWhole = !begun.endsWith("\uFFFD") || vocabulary.tokenize(begun).join() === tokens.join();
  return isWhole ? begun.length : undefined;
}
