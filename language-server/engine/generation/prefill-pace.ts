/**
 * How many prompt tokens one turn evaluates: 512, or 128 while somebody more urgent is likely to ask. A batch's time is
 * taken for a + b × tokens, where `a` is what any batch costs (as where weights are copied to the GPU for each).
 */

const SMALL_BATCH_TOKENS = 128;
const LARGE_BATCH_TOKENS = 512;
/** A batch of fewer tokens says nothing about large ones: it reads the weights for a few tokens alone. */
const MIN_MEASURED_TOKENS = 32;
/** So many of the latest batches are looked at. */
const MEASURED_BATCHES = 16;
/** Whatever else the machine does makes a batch slower, never faster: most may be slow, and the rest still count. */
const QUANTILE = 0.25;
/** Where a batch can't be ended, small ones are worth it when they make a more urgent lane wait so much less. */
const WORTHWHILE_WAIT_MS = 1_000;
/** On the slowest machines: far below what counts as hung (`TURN_LIMIT_MS`), should one become slower still. */
const MAX_BATCH_MS = 30_000;

export interface MeasuredBatch {
  tokens: number;
  ms: number;
}

/** Neither is negative. */
export interface BatchTime {
  constantMs: number;
  tokenMs: number;
}

export interface BatchSituation {
  /** Somebody more urgent asked lately, and so may again. */
  expectsUrgent: boolean;
  /** The batch can be ended before it is whole. */
  canAbort: boolean;
}

/** Milliseconds that a batch of so many tokens takes. */
export const predictMs = ({ constantMs, tokenMs }: BatchTime, tokens: number): number =>
  constantMs + tokenMs * tokens;

/**
 * The line that a quarter of the batches lie below (quantile regression). Batches of one size alone don't say what is
 * constant; then nothing is. Undefined without any batch.
 */
export function fitBatchTime(batches: readonly MeasuredBatch[]): BatchTime | undefined {
  let best: BatchTime | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const line of linesThrough(batches)) {
    const loss = lossOf(line, batches);
    if (loss >= least) continue;
    best = line;
    least = loss;
  }
  return best;
}

/** The best line goes through two of the batches, or is level, or begins at zero. */
function* linesThrough(batches: readonly MeasuredBatch[]): Generator<BatchTime> {
  for (const [index, { tokens, ms }] of batches.entries()) {
    yield { constantMs: 0, tokenMs: ms / tokens };
    yield { constantMs: ms, tokenMs: 0 };
    for (const other of batches.slice(0, index)) {
      const tokenMs = (other.ms - ms) / (other.tokens - tokens);
      const constantMs = ms - tokenMs * tokens;
      if (Number.isFinite(tokenMs) && tokenMs >= 0 && constantMs >= 0) yield { constantMs, tokenMs };
    }
  }
}

function lossOf(line: BatchTime, batches: readonly MeasuredBatch[]): number {
  let sum = 0;
  for (const { tokens, ms } of batches) {
    const above = ms - predictMs(line, tokens);
    sum += above > 0 ? QUANTILE * above : (QUANTILE - 1) * above;
  }
  return sum;
}

/** @param time undefined before any batch was measured */
export function chooseBatchTokens(
  time: BatchTime | undefined,
  { expectsUrgent, canAbort }: BatchSituation,
): number {
  if (!time || expectsUrgent) return SMALL_BATCH_TOKENS;
  const largeMs = predictMs(time, LARGE_BATCH_TOKENS);
  const waitMs = canAbort ? 0 : largeMs - predictMs(time, SMALL_BATCH_TOKENS);
  return largeMs <= MAX_BATCH_MS && waitMs <= WORTHWHILE_WAIT_MS ? LARGE_BATCH_TOKENS : SMALL_BATCH_TOKENS;
}

/** What the prompt batches of one loaded model have taken, and how large the next one is. */
export class PrefillPace {
  readonly #maxBatchTokens: number;
  #latest: MeasuredBatch[] = [];
  #time: BatchTime | undefined;

  /** @param maxBatchTokens maximum size that the contexts were created for */
  constructor(maxBatchTokens: number) {
    this.#maxBatchTokens = maxBatchTokens;
  }

  batchTokens(situation: BatchSituation): number {
    return Math.min(this.#maxBatchTokens, chooseBatchTokens(this.#time, situation));
  }

  /** Milliseconds that a batch of so many tokens should take; undefined before any was measured. */
  predictMs(tokens: number): number | undefined {
    return this.#time && predictMs(this.#time, tokens);
  }

  record(batch: MeasuredBatch): void {
    if (batch.tokens < Math.min(MIN_MEASURED_TOKENS, this.#maxBatchTokens)) return;
    this.#latest = [...this.#latest, batch].slice(-MEASURED_BATCHES);
    this.#time = fitBatchTime(this.#latest);
  }
}
