/** Drafts the next tokens of an answer that repeats what stands before it, as rewrites do. */
import type { Token } from "node-llama-cpp";
import { CopyFinder } from "./copy-finder.ts";
import { DraftLength, type Pass } from "./draft-length.ts";

export class InputDraft {
  readonly #copies: CopyFinder;
  readonly #length = new DraftLength();
  /** Times that the model ran; each gives one token beside those of an accepted draft. */
  passes = 0;
  draftedTokens = 0;

  /** @param before the prompt, and the answer so far */
  constructor(before: readonly Token[]) {
    this.#copies = new CopyFinder(before);
  }

  /** The draft for the next pass; often none. It is a short one while somebody more urgent is likely to ask. */
  next(expectsUrgent: boolean): Token[] {
    const { match } = this.#copies;
    return match ? this.#copies.following(this.#length.behind(match.length, expectsUrgent)) : [];
  }

  /** What the pass came to: the accepted part of the draft, and one token more. */
  push(said: readonly Token[], { drafted, ms }: Omit<Pass, "accepted">): void {
    this.passes++;
    this.draftedTokens += drafted;
    this.#length.passed({ drafted, accepted: said.length - 1, ms });
    for (const token of said) {
      const { match } = this.#copies;
      if (match) this.#length.learn(match.length, this.#copies.following(1)[0] === token);
      this.#copies.push(token);
    }
  }
}
