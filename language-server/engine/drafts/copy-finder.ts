/**
 * Where a text goes on as it has before: its last tokens are looked up in it, and what followed them there is likely to
 * follow again (prompt lookup decoding, https://github.com/apoorvumang/prompt-lookup-decoding). A place that is found
 * is followed for as long as it is right.
 */
import type { Token } from "node-llama-cpp";

/** Tokens that are looked up: one alone occurs in too many places. */
const MIN_MATCH = 2;
/** Maximum length of a match that is compared: longer ones decide nothing. */
const MAX_MATCH = 48;
/** Comparisons of one lookup: some 20 µs, also where the same pair of tokens comes again and again. */
const MAX_COMPARISONS = 8_192;
const HASH_BITS = 15;
/** A copy that goes on within so many tokens is the same one, with a change in it. */
const MAX_CHANGE = 16;

export interface Match {
  /** The place of the token that would come next. */
  at: number;
  /** How many tokens before it are those that the text ends with, but for small changes. */
  length: number;
}

export class CopyFinder {
  readonly #tokens: Token[] = [];
  /** For each hash of two tokens: the place after the latest two of it; 0 for none. */
  readonly #latest = new Uint32Array(2 ** HASH_BITS);
  /** For each place: the one after the two tokens of the same hash before it. */
  readonly #earlier: number[] = [];
  #match: Match | undefined;
  /** The last match that was left. */
  #left: Match = { at: 0, length: 0 };
  /** Where a copy would go on after a piece of its own. */
  #resume = 0;

  constructor(tokens: readonly Token[]) {
    for (const token of tokens) this.#add(token);
    this.#resume = tokens.length;
    this.#match = this.#find();
  }

  get match(): Match | undefined {
    return this.#match;
  }

  /** So many tokens as they follow at the match; fewer where the text ends. */
  following(count: number): Token[] {
    return this.#match ? this.#tokens.slice(this.#match.at, this.#match.at + count) : [];
  }

  push(token: Token): void {
    const { at, length } = this.#match ?? { at: this.#resume, length: 0 };
    const isExpected = this.#match !== undefined && this.#tokens[at] === token;
    if (this.#match && !isExpected) this.#left = this.#match;
    this.#add(token);
    this.#resume = at + 1;
    this.#match = isExpected ? { at: at + 1, length: length + 1 } : this.#find();
  }

  #add(token: Token): void {
    this.#tokens.push(token);
    const place = this.#tokens.length;
    const hash = this.#hash();
    this.#earlier[place] = this.#latest[hash] ?? 0;
    this.#latest[hash] = place;
  }

  /** Of the two tokens at the end. */
  #hash(): number {
    const first = this.#tokens[this.#tokens.length - 2] ?? 0;
    const second = this.#tokens[this.#tokens.length - 1] ?? 0;
    return (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> (32 - HASH_BITS);
  }

  #find(): Match | undefined {
    const match = this.#longestMatch();
    const skipped = match ? match.at - this.#left.at : -1;
    const isSameCopy = skipped >= 0 && skipped <= MAX_CHANGE;
    return match && { at: match.at, length: match.length + (isSameCopy ? this.#left.length : 0) };
  }

  /** Of equals, the nearest further on than the last one. */
  #longestMatch(): Match | undefined {
    let best: (Match & { distance: number }) | undefined;
    let comparisons = 0;
    let at = this.#earlier[this.#tokens.length] ?? 0;
    for (; at > 0 && comparisons < MAX_COMPARISONS; at = this.#earlier[at] ?? 0) {
      const length = this.#matchBefore(at);
      comparisons += length + 1;
      if (length < MIN_MATCH) continue;
      // Going back is less likely than going on, and a little ahead more likely than far.
      const distance = at >= this.#resume ? at - this.#resume : (this.#resume - at) * 2;
      if (!best || length > best.length || (length === best.length && distance < best.distance))
        best = { at, length, distance };
    }
    return best;
  }

  #matchBefore(at: number): number {
    const end = this.#tokens.length;
    let length = 0;
    while (
      length < MAX_MATCH &&
      length < at &&
      this.#tokens[at - 1 - length] === this.#tokens[end - 1 - length]
    )
      length++;
    return length;
  }
}
