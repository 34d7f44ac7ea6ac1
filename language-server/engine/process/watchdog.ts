/** Detects native calls that never return, as in a driver that deadlocks: only ending the process helps. */
import inspector from "node:inspector";

export interface WatchdogOptions {
  /** A call without a sign of life for this long counts as hung. */
  limitMs: number;
  onHang: () => void;
  /** Lets the work block the thread for so long (`ThreadWatch`). Returns how to take that back. */
  allow?: (ms: number) => () => void;
}

export class Watchdog {
  readonly #options: WatchdogOptions;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Runs native work. Work that takes long calls `alive` as it goes on. */
  async watch<T>(work: (alive: () => void) => Promise<T>): Promise<T> {
    const { limitMs, onHang, allow } = this.#options;
    const disallow = allow?.(limitMs);
    const start = () =>
      setTimeout(() => {
        // A breakpoint may hold the process for any time.
        if (inspector.url() === undefined) onHang();
      }, limitMs).unref();
    let timer = start();
    const alive = () => {
      clearTimeout(timer);
      timer = start();
    };
    try {
      return await work(alive);
    } finally {
      clearTimeout(timer);
      disallow?.();
    }
  }
}
