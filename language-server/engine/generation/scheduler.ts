/**
 * One model, several wishes: each generation works in turns (a prompt batch, or tokens until somebody more urgent asks),
 * and a turn goes to the most urgent lane that has a generation under way; within a lane, to the one that came first. So
 * a chat pauses while an inline completion runs, and goes on afterwards with nothing lost.
 */
import { LANES, type Lane } from "../../protocol/lanes.ts";
import type { Watchdog } from "../process/watchdog.ts";

/** Calls `interrupt` when the turn should end early: its job is cancelled, or a more urgent one came. */
export type WhenInterrupted = (interrupt: () => void) => void;

export interface Job {
  /**
   * Waits until it is this job's turn, runs `work`, and gives the turn back. Rejects with the signal's reason. Work that
   * takes long and can end early says so with `whenInterrupted`; any other goes to its end. Work of many steps calls
   * `alive` after each.
   */
  turn<T>(
    work: (whenInterrupted: WhenInterrupted, alive: () => void) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** Whether another one of its lane was under way when it came: it waits for that one's end. */
  readonly isBehind: boolean;
  /** Whether a more urgent lane asked so lately that it may well ask again. */
  readonly expectsUrgent: boolean;
  /** Must be called when the job is over, however it ended. */
  leave(): void;
}

/** Who asked is likely to ask again for so long: a user who types, or reads what was suggested. */
const EXPECTED_MS = 10_000;

interface ActiveJob {
  rank: number;
  order: number;
  wake?: () => void;
  interrupt?: () => void;
}

export class Scheduler {
  readonly #watchdog: Watchdog;
  readonly #entries = new Set<ActiveJob>();
  /** When each lane asked last, by rank. */
  readonly #asked: number[] = [];
  #order = 0;
  /** The job whose turn runs. */
  #running: ActiveJob | undefined;

  constructor(watchdog: Watchdog) {
    this.#watchdog = watchdog;
  }

  /** Jobs under way, paused ones included. */
  get size(): number {
    return this.#entries.size;
  }

  enter(lane: Lane): Job {
    const entry: ActiveJob = { rank: LANES.indexOf(lane), order: this.#order++ };
    const isBehind = [...this.#entries].some(({ rank }) => rank === entry.rank);
    this.#entries.add(entry);
    this.#asked[entry.rank] = performance.now();
    if (this.#running !== this.#first()) this.#running?.interrupt?.();
    const expectsUrgent = () =>
      this.#asked.slice(0, entry.rank).some((asked) => performance.now() - asked < EXPECTED_MS);
    return {
      turn: async (work, signal) => {
        await this.#waitFor(entry, signal);
        this.#running = entry;
        try {
          return await this.#watchdog.watch((alive) =>
            work((interrupt) => {
              entry.interrupt = interrupt;
              signal.addEventListener("abort", interrupt);
              if (signal.aborted || this.#first() !== entry) interrupt();
            }, alive),
          );
        } finally {
          if (entry.interrupt) signal.removeEventListener("abort", entry.interrupt);
          entry.interrupt = undefined;
          this.#running = undefined;
          this.#wakeNext();
        }
      },
      isBehind,
      get expectsUrgent() {
        return expectsUrgent();
      },
      leave: () => {
        this.#entries.delete(entry);
        this.#wakeNext();
      },
    };
  }

  async #waitFor(entry: ActiveJob, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#running || this.#first() !== entry) {
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
  #first(): ActiveJob | undefined {
    let first: ActiveJob | undefined;
    for (const entry of this.#entries) {
      if (!first || entry.rank < first.rank || (entry.rank === first.rank && entry.order < first.order))
        first = entry;
    }
    return first;
  }

  #wakeNext(): void {
    if (!this.#running) this.#first()?.wake?.();
  }
}
