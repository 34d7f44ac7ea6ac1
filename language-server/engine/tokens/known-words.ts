/**
 * Tokens of words that were tokenized before. Each call of llama.cpp's tokenizer takes a millisecond, whatever it gets:
 * it builds its expression for words anew. Code says the same words again and again, so most keystrokes need none.
 */
import { LruMap } from "../../../common/lru-map.ts";

const MAX_WORDS = 4_096;
/** Words of a longer text are seldom all known. */
const MAX_LENGTH = 8_192;
/** Other characters may be divided between tokens. */
const PLAIN = /^[\t\n\r -~]*$/;

export interface WordsOptions<Token> {
  /** Matches one word after another, without a gap, as llama.cpp finds them. */
  words: RegExp;
  tokenize(text: string): Token[];
  detokenize(tokens: readonly Token[]): string;
}

export class KnownWords<Token> {
  readonly #options: WordsOptions<Token>;
  readonly #known = new LruMap<string, readonly Token[]>(MAX_WORDS);

  constructor(options: WordsOptions<Token>) {
    this.#options = options;
  }

  tokens(text: string): Token[] {
    const words = text.length <= MAX_LENGTH && PLAIN.test(text) ? text.match(this.#options.words) : null;
    const known = words?.map((word) => this.#known.get(word) ?? []);
    // Every word has tokens.
    if (known?.every((tokens) => tokens.length > 0)) return known.flat();
    const tokens = this.#options.tokenize(text);
    if (words) this.#learn(words, tokens);
    return tokens;
  }

  /** Tokens never go beyond their word. Where these do, the expression isn't llama.cpp's, and nothing is learned. */
  #learn(words: readonly string[], tokens: readonly Token[]): void {
    let at = 0;
    for (const word of words) {
      const start = at;
      const known = this.#known.get(word);
      if (known) {
        at += known.length;
        continue;
      }
      let length = 0;
      while (length < word.length && at < tokens.length)
        length += this.#options.detokenize(tokens.slice(at, ++at)).length;
      if (length !== word.length) return;
      this.#known.set(word, tokens.slice(start, at));
    }
  }
}
