const DELAYS_MS = [500, 1_000, 2_000, 4_000];
const MAX_RESTARTS = 5;
const WINDOW_MINUTES = 3;

/** How often the server crashed in how many minutes, when it was given up. */
export interface Crashes {
  count: number;
  minutes: number;
}

/** Decides whether and when a server that crashed is restarted: later each time, and not forever. */
export class RestartPolicy {
  /** When the server was restarted, within the last `WINDOW_MINUTES`. */
  #restarts: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The crashes that made it give up: those with a restart, and the last one. */
  get crashes(): Crashes {
    return { count: this.#restarts.length + 1, minutes: WINDOW_MINUTES };
  }

  /** The server crashed: milliseconds to wait before the next start, or `undefined` to give up. */
  next(): number | undefined {
    const now = this.#now();
    this.#restarts = this.#restarts.filter((time) => now - time < WINDOW_MINUTES * 60_000);
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
