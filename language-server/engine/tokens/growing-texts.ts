/**
 * Tokens of texts that come again with some letters more, as while a user types: only of their last lines tokens are
 * made anew. Each call of llama.cpp's tokenizer takes a millisecond, as much as 1,000 letters, so there are one or two.
 */
import { LruMap } from "../../../common/lru-map.ts";
import { blockEnds } from "./line-blocks.ts";

/** As many as texts grow at the same time. */
const MAX_BEGINNINGS = 16;
/** A longer one seldom comes again with a letter more. */
const MAX_LENGTH = 8_192;

export class GrowingTexts<Token> {
  readonly #tokenize: (text: string) => Token[];
  /** Tokens of texts up to their last block. */
  readonly #beginnings = new LruMap<string, readonly Token[]>(MAX_BEGINNINGS);

  /** @param tokenize for a vocabulary that has blocks of lines (`line-blocks.ts`) */
  constructor(tokenize: (text: string) => Token[]) {
    this.#tokenize = tokenize;
  }

  tokens(text: string): Token[] {
    const [end, before] = text.length > MAX_LENGTH ? [] : blockEnds(text).slice(-2).toReversed();
    if (end === undefined) return this.#tokenize(text);
    return [...this.#beginning(text, end, before), ...this.#tokenize(text.slice(end))];
  }

  /** @param before where the block that ends at `end` begins, if it isn't the first one */
  #beginning(text: string, end: number, before: number | undefined): readonly Token[] {
    const beginning = text.slice(0, end);
    const known = this.#beginnings.get(beginning);
    if (known) return known;
    const shorter = before === undefined ? undefined : this.#beginnings.get(text.slice(0, before));
    const tokens = shorter
      ? [...shorter, ...this.#tokenize(text.slice(before, end))]
      : this.#tokenize(beginning);
    this.#beginnings.set(beginning, tokens);
    return tokens;
  }
}
