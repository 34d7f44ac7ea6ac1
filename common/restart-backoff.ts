/** When an engine that crashed is restarted: soon, then later, then not at all. */
const DELAYS_MS = [100, 1_000, 2_000, 4_000, 8_000];
const WINDOW_MINUTES = 3;

export class RestartBackoff {
  #losses: number[] = [];

  /** The losses that count, those of the last minutes. */
  get crashes(): { count: number; minutes: number } {
    return { count: this.#losses.length, minutes: WINDOW_MINUTES };
  }

  /** Milliseconds to wait after a loss at `now`, or undefined when there were too many in a short time. */
  next(now: number): number | undefined {
    this.#losses = this.#losses.filter((at) => now - at < WINDOW_MINUTES * 60_000);
    const delay = DELAYS_MS[this.#losses.length];
    this.#losses.push(now);
    return delay;
  }

  /** When the user asks for a restart. */
  reset(): void {
    this.#losses = [];
  }
}
