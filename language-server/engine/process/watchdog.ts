/** Finds native calls that never return, as a driver's do when it deadlocks: nothing but the end of the process helps. */
import inspector from "node:inspector";

export interface HangWatchOptions {
  /** Longer than this without a sign of life is for ever. */
  limitMs: number;
  onHang: () => void;
}

export class Watchdog {
  readonly #options: HangWatchOptions;

  constructor(options: HangWatchOptions) {
    this.#options = options;
  }

  /** Runs native work; what takes long by its nature calls `alive` as it goes on. */
  async watch<T>(work: (alive: () => void) => Promise<T>): Promise<T> {
    const { limitMs, onHang } = this.#options;
    const start = () =>
      setTimeout(() => {
        // A breakpoint takes as long as its reader.
        if (inspector.url() === undefined) onHang();
      }, limitMs).unref();
    let watchdog = start();
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = start();
    };
    try {
      return await work(alive);
    } finally {
      clearTimeout(watchdog);
    }
  }
}
