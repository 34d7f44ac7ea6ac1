/** Five restarts within the window: the first at once, the others later each time. */
const DELAYS_MS = [100, 1_000, 2_000, 4_000, 8_000];
const WINDOW_MINUTES = 3;

/** How often a process crashed in how many minutes, when it was given up. */
export interface Crashes {
  count: number;
  minutes: number;
}

/** Decides whether and when a process that crashed is restarted: later each time, and not forever. */
export class RestartPolicy {
  /** When it was restarted, within the last `WINDOW_MINUTES`. */
  #restarts: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The crashes that made it give up: those with a restart, and the last one. */
  get crashes(): Crashes {
    return { count: this.#restarts.length + 1, minutes: WINDOW_MINUTES };
  }

  /** The process crashed: milliseconds to wait before the next start, or `undefined` to give up. */
  next(): number | undefined {
    const now = this.#now();
    this.#restarts = this.#restarts.filter((time) => now - time < WINDOW_MINUTES * 60_000);
    const delay = DELAYS_MS[this.#restarts.length];
    if (delay !== undefined) this.#restarts.push(now);
    return delay;
  }

  /** Forgets the past: the user asked for a start. */
  reset(): void {
    this.#restarts = [];
  }
}
