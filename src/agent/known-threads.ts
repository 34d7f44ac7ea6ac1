/** What is known of the threads that were asked about: their changes, as they were last read. */
import type { AgentChanges } from "./changes.ts";

export interface KnownThread {
  changes: AgentChanges | undefined;
  /** Whose changes can be taken back, the oldest first. */
  answers: readonly string[];
  /** URIs of the files that aren't decided. */
  open: readonly string[];
}

const NOTHING: KnownThread = { changes: undefined, answers: [], open: [] };

export class KnownThreads {
  readonly #threads = new Map<string, { known: KnownThread; read: number }>();
  #reads = 0;

  get(threadId: string): KnownThread | undefined {
    return this.#threads.get(threadId)?.known;
  }

  /** The threads in which a file isn't decided. */
  withOpen(uri: string): string[] {
    return [...this.#threads].filter(([, { known }]) => known.open.includes(uri)).map(([id]) => id);
  }

  /** Until it is read, nothing is known of the thread. */
  expect(threadId: string): void {
    this.#threads.set(threadId, { known: NOTHING, read: 0 });
  }

  /**
   * Reads a thread, which takes its time: what was read before a change must not take the place of what came of it.
   *
   * @returns whether it is what is known now: no read that began later was done before
   */
  async read(threadId: string, read: () => Promise<KnownThread>): Promise<boolean> {
    const turn = ++this.#reads;
    const known = await read();
    if (turn < (this.#threads.get(threadId)?.read ?? 0)) return false;
    this.#threads.set(threadId, { known, read: turn });
    return true;
  }

  forget(threadId: string): void {
    this.#threads.delete(threadId);
  }
}
