/**
 * Evaluates a prompt in batches, one a turn. A batch ends early where the build can do that, for a cancel or for somebody
 * more urgent: what it has done so far is lost then, and all batches before it are kept.
 */
import type { Token } from "node-llama-cpp";
import type { PrefillPace } from "./prefill-pace.ts";
import type { Job } from "./scheduler.ts";

/** What ends so soon anyway is kept. */
const PATIENCE_MS = 100;
/** A batch that hasn't reached llama.cpp yet doesn't hear that it should end. */
const ABORT_AGAIN_MS = 5;

/** What the prompt is evaluated on: a `Slot`. */
export interface PrefillSequence {
  /** Number of tokens that it holds. */
  readonly length: number;
  /**
   * Evaluates tokens behind those. Returns whether it has; otherwise `abort` ended it, and the sequence holds what it
   * did before. At most as many as the context's batch.
   */
  evaluate(tokens: readonly Token[]): Promise<boolean>;
  /** Ends the evaluation that is under way. Undefined where the build can't. */
  readonly abort: (() => void) | undefined;
  /** The length at which a batch was ended last. One that begins there isn't ended again, so that every prefill advances. */
  abortedAt: number | undefined;
  /** Does nothing where there is one already. */
  takeCheckpoint(): Promise<void>;
}

export interface PrefillPrompt {
  tokens: readonly Token[];
  /** Lengths at which a batch ends, or the sequence is by now, and a checkpoint is taken. */
  checkpoints: readonly number[];
}

/**
 * Goes on from what the sequence holds of the prompt to its end. Rejects with the signal's reason. `onBatch` is called
 * after each batch.
 */
export async function prefill(
  pace: PrefillPace,
  job: Job,
  sequence: PrefillSequence,
  { tokens, checkpoints }: PrefillPrompt,
  signal: AbortSignal,
  onBatch?: () => void,
): Promise<void> {
  // What it holds may end there without one: an answer's tokens have none.
  if (checkpoints.includes(sequence.length)) await job.turn(() => sequence.takeCheckpoint(), signal);
  while (sequence.length < tokens.length) {
    await job.turn(async (whenInterrupted) => {
      const start = sequence.length;
      const abort = sequence.abortedAt === start ? undefined : sequence.abort;
      const size = pace.batchTokens({ expectsUrgent: job.expectsUrgent, canAbort: abort !== undefined });
      const end = Math.min(start + size, checkpoints.find((length) => length > start) ?? tokens.length);
      const batch = new Batch(pace, end - start);
      if (abort) whenInterrupted(() => batch.interrupt(abort));
      const isEvaluated = await batch.run(() => sequence.evaluate(tokens.slice(start, end)));
      sequence.abortedAt = isEvaluated ? undefined : start;
      if (isEvaluated && checkpoints.includes(end)) await sequence.takeCheckpoint();
    }, signal);
    onBatch?.();
  }
}

/** A batch under way. */
class Batch {
  readonly #pace: PrefillPace;
  readonly #tokens: number;
  readonly #started = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(pace: PrefillPace, tokens: number) {
    this.#pace = pace;
    this.#tokens = tokens;
  }

  async run(evaluate: () => Promise<boolean>): Promise<boolean> {
    try {
      const isEvaluated = await evaluate();
      if (isEvaluated) this.#pace.record({ tokens: this.#tokens, ms: performance.now() - this.#started });
      return isEvaluated;
    } finally {
      this.#isOver = true;
      clearTimeout(this.#timer);
    }
  }

  /** Ends it now, or in a moment if it may be whole by then. */
  interrupt(abort: () => void): void {
    if (this.#isOver || this.#timer) return;
    const predicted = this.#pace.predictMs(this.#tokens) ?? Number.POSITIVE_INFINITY;
    const left = predicted - (performance.now() - this.#started);
    const end = () => {
      abort();
      this.#timer = setTimeout(end, ABORT_AGAIN_MS);
    };
    this.#timer = setTimeout(end, left <= PATIENCE_MS ? PATIENCE_MS : 0);
  }
}
