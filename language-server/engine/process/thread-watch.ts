/**
 * Ends the process when its main thread is blocked: it then answers nobody, hears no signal, and no timer of its own
 * fires. Another thread counts its own ticks while it sees no sign of life. So time in which the machine or the process
 * is suspended doesn't count.
 */
import inspector from "node:inspector";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** What the main thread does without a model: reads messages, counts tokens. */
const LIMIT_MS = 60_000;
const TICKS = 60;
/** Beside this bundle, or this file. */
const WORKER = fileURLToPath(new URL(`./thread-watch-worker${extname(import.meta.url)}`, import.meta.url));
/** What the threads share. */
export const BEATS = 0;
/** Ticks without a beat; 0 for any number. */
export const MAX_TICKS = 1;

/** What the other thread is started with. */
export interface WatchedThread {
  state: Int32Array;
  tickMs: number;
}

export class ThreadWatch {
  readonly #state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  readonly #tickMs: number;
  /** Of native work that is under way. */
  readonly #allowances = new Set<{ ms: number }>();

  /** @param limitMs how long the main thread may be blocked */
  constructor(limitMs = LIMIT_MS) {
    this.#tickMs = limitMs / TICKS;
    this.#show();
    setInterval(() => this.#show(), this.#tickMs).unref();
    const workerData: WatchedThread = { state: this.#state, tickMs: this.#tickMs };
    const worker = new Worker(WORKER, { workerData });
    // The process does its work without it too.
    worker.on("error", () => undefined);
    worker.unref();
  }

  /** Native work may block the thread for so long. Returns how to say that it is over. */
  allow(ms: number): () => void {
    const allowance = { ms };
    this.#allowances.add(allowance);
    this.#show();
    return () => {
      this.#allowances.delete(allowance);
      this.#show();
    };
  }

  #show(): void {
    Atomics.add(this.#state, BEATS, 1);
    const ms = Math.max(this.#tickMs * TICKS, ...[...this.#allowances].map((allowance) => allowance.ms));
    // A breakpoint may hold the process for any time.
    const ticks = inspector.url() === undefined ? Math.ceil(ms / this.#tickMs) : 0;
    Atomics.store(this.#state, MAX_TICKS, ticks);
  }
}
