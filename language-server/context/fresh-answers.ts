/** Answers that are kept for some seconds, as what they were found in may change without a word. */

const KEPT_MS = 10_000;

export class FreshAnswers<T> {
  readonly #now: () => number;
  readonly #answers = new Map<string, Promise<T>>();
  #since = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The answer to a question, found out where it isn't known. One that rejects is not kept. */
  get(question: string, find: () => Promise<T>): Promise<T> {
    // All go at once: some were made of others, and would outlive those.
    if (this.#now() - this.#since >= KEPT_MS) {
      this.#answers.clear();
      this.#since = this.#now();
    }
    const known = this.#answers.get(question);
    if (known) return known;
    const answer = find();
    this.#answers.set(question, answer);
    answer.catch(() => {
      if (this.#answers.get(question) === answer) this.#answers.delete(question);
    });
    return answer;
  }

  clear(): void {
    this.#answers.clear();
  }
}
