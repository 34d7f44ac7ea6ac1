/**
 * Drafts the next tokens of an answer that repeats its input, as rewrites do: what followed in the prompt, when the
 * last tokens stood there too, is likely to follow again (prompt lookup decoding,
 * https://github.com/apoorvumang/prompt-lookup-decoding). A draft grows while drafts are accepted and shrinks when
 * they are not, and a match has to be long enough to mean something, and near to where the answer copied from before.
 */
import type { Token } from "node-llama-cpp";

/** Minimum length of a match: shorter ones occur in many places. */
const MIN_MATCH = 2;
/** Maximum length of a match that is compared: longer ones decide nothing. */
const MAX_MATCH = 48;
const FIRST_DRAFT = 8;
const MIN_DRAFT = 4;
/** What is evaluated beside the one token that counts; a GPU does so many at nearly the price of one. */
const MAX_DRAFT = 32;

export class InputDraft {
  /** The prompt, and from `#inputLength` on what was said since. */
  readonly #tokens: Token[];
  readonly #inputLength: number;
  /** Where the last draft began in the input, and how many tokens there were by then. */
  #last: { at: number; length: number; tokens: number } | undefined;
  #length = FIRST_DRAFT;
  /** Times that the model ran; each gives one token beside those of an accepted draft. */
  passes = 0;
  draftedTokens = 0;

  constructor(prompt: readonly Token[]) {
    this.#tokens = [...prompt];
    this.#inputLength = prompt.length;
  }

  /** The draft for the next pass; often none. */
  next(): Token[] {
    this.passes++;
    const at = this.#findMatch();
    if (at === undefined) {
      this.#last = undefined;
      return [];
    }
    const draft = this.#tokens.slice(at, Math.min(at + this.#length, this.#inputLength));
    this.#last = { at, length: draft.length, tokens: this.#tokens.length };
    this.draftedTokens += draft.length;
    return draft;
  }

  /** What the pass came to: the accepted part of the draft, and one token more. */
  push(said: readonly Token[]): void {
    this.#tokens.push(...said);
    if (!this.#last) return;
    const accepted = said.length - 1;
    if (accepted >= this.#last.length) this.#length = Math.min(MAX_DRAFT, this.#length * 2);
    else if (accepted < this.#last.length / 2)
      this.#length = Math.max(MIN_DRAFT, Math.ceil(this.#length / 2));
  }

  /** The place in the input after the longest piece that the answer ends with; of equals, the nearest further on. */
  #findMatch(): number | undefined {
    const last = this.#last;
    const expected = last ? last.at + this.#tokens.length - last.tokens : this.#inputLength;
    let best: { at: number; length: number; distance: number } | undefined;
    for (let at = this.#inputLength - 1; at >= MIN_MATCH; at--) {
      const length = this.#matchBefore(at);
      if (length < MIN_MATCH) continue;
      // Going back is less likely than going on, and a little ahead more likely than far.
      const distance = at >= expected ? at - expected : (expected - at) * 2;
      if (!best || length > best.length || (length === best.length && distance < best.distance))
        best = { at, length, distance };
    }
    return best?.at;
  }

  /** How many tokens before this place of the input are those that the answer ends with. */
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
