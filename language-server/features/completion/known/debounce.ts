/** How long an automatic request waits for the next keystroke: by the rhythm of typing, and how suggestions fare. */

/** An editor has waited a little before it asks. */
const SHORTEST_MS = 40;
/** Between two keystrokes. Slower ones leave time for a suggestion, quicker ones are a burst, in which nobody reads. */
const BURST_MS = 120;
/** A pause that ends a burst, against the time between its keystrokes. */
const PAUSE_FACTOR = 1.25;
/** Of an ordinary typist, where nothing is known of this one. */
const ORDINARY_MS = 160;
/** What counts of a rhythm, in milliseconds: beyond this the user thinks between two keystrokes. */
const LONGEST_MS = 1_000;
const COUNTED = 8;
/** One refusal says little. Each further one adds this share of the time between two keystrokes, up to a limit. */
const SHARE_OF_REFUSAL = 0.75;
const MAX_REFUSALS = 3;
const [QUICKEST_MS, SLOWEST_MS] = [100, 300];

export interface TypingFacts {
  /** Milliseconds between the last keystrokes. */
  intervals: readonly number[];
  /** Suggestions that were refused since the last one that was accepted. */
  refusedInARow: number;
}

/** In milliseconds. */
export function debounceMs({ intervals, refusedInARow }: TypingFacts): number {
  const rhythm = median(intervals) ?? ORDINARY_MS;
  const pause = rhythm < BURST_MS ? Math.max(SHORTEST_MS, rhythm * PAUSE_FACTOR) : SHORTEST_MS;
  const refusals = Math.min(MAX_REFUSALS, Math.max(0, refusedInARow - 1));
  const step = Math.min(SLOWEST_MS, Math.max(QUICKEST_MS, rhythm)) * SHARE_OF_REFUSAL;
  return Math.round(pause + refusals * step);
}

/** The rhythm of typing, in whatever documents. */
export class TypingRhythm {
  #intervals: readonly number[] = [];
  #last: number | undefined;

  get intervals(): readonly number[] {
    return this.#intervals;
  }

  /** @param now milliseconds, of whatever clock */
  keystroke(now: number): void {
    const interval = this.#last === undefined ? 0 : now - this.#last;
    this.#last = now;
    if (interval > 0 && interval <= LONGEST_MS)
      this.#intervals = [...this.#intervals, interval].slice(-COUNTED);
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
