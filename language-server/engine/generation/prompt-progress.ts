/** How far a long prompt is evaluated: for who waits for its answer. */

/** A prompt with fewer new tokens than this is evaluated before anybody wonders. */
const LONG_TOKENS = 1_000;
/** Between two reports. */
const INTERVAL_MS = 250;

export class PromptProgress {
  readonly #report: ((evaluatedTokens: number) => void) | undefined;
  #reportedMs = Number.NEGATIVE_INFINITY;

  /**
   * @param promptTokens size of the prompt
   * @param heldTokens how many of them need no evaluation
   * @param report is called with the number of the prompt's tokens that the sequence holds by now
   */
  constructor(promptTokens: number, heldTokens: number, report?: (evaluatedTokens: number) => void) {
    this.#report = promptTokens - heldTokens > LONG_TOKENS ? report : undefined;
    this.reached(heldTokens);
  }

  reached(tokens: number): void {
    const now = performance.now();
    if (now - this.#reportedMs < INTERVAL_MS) return;
    this.#reportedMs = now;
    this.#report?.(tokens);
  }
}
