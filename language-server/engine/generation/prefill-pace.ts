/**
 * How many prompt tokens one turn evaluates: as many as take about 100 ms on this machine, so that a cancel or a
 * more urgent lane never waits longer, and a GPU still gets whole batches.
 */
const TARGET_MS = 100;
const MIN_BATCH_TOKENS = 32;
/** How much the latest measurement counts. */
const WEIGHT = 0.3;

export class PrefillPace {
  readonly #maxBatchTokens: number;
  #tokensPerMs: number | undefined;

  constructor(maxBatchTokens: number) {
    this.#maxBatchTokens = maxBatchTokens;
  }

  get batchTokens(): number {
    if (this.#tokensPerMs === undefined) return Math.min(MIN_BATCH_TOKENS * 2, this.#maxBatchTokens);
    // Whole multiples of the smallest batch: odd sizes are slow on GPUs.
    const tokens = Math.floor((this.#tokensPerMs * TARGET_MS) / MIN_BATCH_TOKENS) * MIN_BATCH_TOKENS;
    return Math.min(this.#maxBatchTokens, Math.max(MIN_BATCH_TOKENS, tokens));
  }

  /** Runs the evaluation of a batch and learns from the time it takes. */
  async measure(tokens: number, evaluate: () => Promise<void>): Promise<void> {
    const started = performance.now();
    await evaluate();
    // A batch of a few tokens says nothing about the pace of large ones.
    if (tokens < Math.min(MIN_BATCH_TOKENS, this.#maxBatchTokens)) return;
    const pace = tokens / Math.max(performance.now() - started, 0.01);
    this.#tokensPerMs =
      this.#tokensPerMs === undefined ? pace : this.#tokensPerMs * (1 - WEIGHT) + pace * WEIGHT;
  }
}
