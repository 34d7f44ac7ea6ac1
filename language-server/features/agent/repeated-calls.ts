/** Finds out that the model makes the same call again and again. */

/** Calls in a row that are the same: this one is answered with a hint. */
const SAME_CALLS = 3;

export class RepeatedCalls {
  #last = "";
  #times = 0;
  #hasHinted = false;

  /** Takes the next call. The first that comes too often deserves a hint, the next one an end. */
  push(name: string, args: string): "new" | "hint" | "end" {
    const call = `${name} ${args}`;
    this.#times = call === this.#last ? this.#times + 1 : 1;
    this.#last = call;
    if (this.#times < SAME_CALLS) return "new";
    if (this.#hasHinted) return "end";
    this.#hasHinted = true;
    return "hint";
  }
}

/** What the model reads in place of the result. */
export const HINT =
  "You have made this very call before, and its result was the same. It was not done again. Do something else: read " +
  "other lines, search for something else, make the change, or answer with what you know.";
