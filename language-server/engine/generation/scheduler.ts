/**
 * One model, several wishes: each generation works in turns (one prompt batch or one token), and a turn goes to
 * the most urgent lane that has a generation under way; within a lane, to the one that came first. So a chat
 * pauses while an inline completion runs, and goes on afterwards with nothing lost.
 */
import { LANES, type Lane } from "../../protocol/lanes.ts";
import type { Watchdog } from "../process/watchdog.ts";

export interface Job {
  /** Waits until it is this job's turn, runs `work`, and gives the turn back. Rejects with the signal's reason. */
  turn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Must be called when the job is over, however it ended. */
  leave(): void;
}

interface WaitingJob {
  rank: number;
  order: number;
  wake?: () => void;
}

export class Scheduler {
  readonly #watchdog: Watchdog;
  readonly #entries = new Set<WaitingJob>();
  #order = 0;
  #busy = false;

  constructor(watchdog: Watchdog) {
    this.#watchdog = watchdog;
  }

  /** Jobs under way, paused ones included. */
  get size(): number {
    return this.#entries.size;
  }

  enter(lane: Lane): Job {
    const entry: WaitingJob = { rank: LANES.indexOf(lane), order: this.#order++ };
    this.#entries.add(entry);
    return {
      turn: async (work, signal) => {
        await this.#waitFor(entry, signal);
        this.#busy = true;
        try {
          return await this.#watchdog.watch(work);
        } finally {
          this.#busy = false;
          this.#wakeNext();
        }
      },
      leave: () => {
        this.#entries.delete(entry);
        this.#wakeNext();
      },
    };
  }

  async #waitFor(entry: WaitingJob, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#busy || this.#first() !== entry) {
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          entry.wake = undefined;
          reject(signal.reason);
        };
        signal.addEventListener("abort", onAbort, { once: true });
        entry.wake = () => {
          signal.removeEventListener("abort", onAbort);
          entry.wake = undefined;
          resolve();
        };
      });
      signal.throwIfAborted();
    }
  }

  /** The job whose turn it is, waiting or not: a job that computes between two turns keeps its place. */
  #first(): WaitingJob | undefined {
    let first: WaitingJob | undefined;
    for (const entry of this.#entries) {
      if (!first || entry.rank < first.rank || (entry.rank === first.rank && entry.order < first.order))
        first = entry;
    }
    return first;
  }

  #wakeNext(): void {
    if (!this.#busy) this.#first()?.wake?.();
  }
}
