const DELAYS_MS = [500, 1_000, 2_000, 4_000];
const MAX_RESTARTS = 5;
const WINDOW_MS = 3 * 60_000;

/** Decides whether and when a server that ended by itself is started again: later each time, and not for ever. */
export class RestartPolicy {
  /** When the server was started again, within the last `WINDOW_MS`. */
  #restarts: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds to wait before the next start, or `undefined` once it has ended too often: then give up. */
  next(): number | undefined {
    const now = this.#now();
    this.#restarts = this.#restarts.filter((time) => now - time < WINDOW_MS);
    if (this.#restarts.length >= MAX_RESTARTS) return undefined;
    const delay = DELAYS_MS[Math.min(this.#restarts.length, DELAYS_MS.length - 1)];
    this.#restarts.push(now);
    return delay;
  }

  /** Forgets the past: the user asked for a start. */
  reset(): void {
    this.#restarts = [];
  }
}
