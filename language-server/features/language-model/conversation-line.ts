/** One conversation's requests in order: its answers first, and what is asked beside them in between. */
import type { Part } from "../../engine-protocol/protocol.ts";
import type { KeptCall } from "./kept-steps.ts";

/** What the conversation's sequence holds after an answer. */
export interface ConversationEnd {
  /** How many of the caller's messages are in it. */
  messages: number;
  parts: readonly Part[];
  /** Calls whose results aren't there yet. */
  open: readonly KeptCall[];
}

export class ConversationLine {
  end: ConversationEnd | undefined;
  /** Results that were cut, by the ids of their calls: what was cut once stays so. */
  readonly cut = new Set<string>();
  readonly #answers = new Set<Promise<unknown>>();
  #interruption = new AbortController();

  /** Runs an answer. What runs beside it is interrupted. */
  async answer<T>(run: () => Promise<T>): Promise<T> {
    this.#interruption.abort();
    this.#interruption = new AbortController();
    const running = run();
    this.#answers.add(running);
    try {
      return await running;
    } finally {
      this.#answers.delete(running);
    }
  }

  /** Runs something while no answer is under way; again where one has interrupted it. */
  async beside<T>(run: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      while (this.#answers.size > 0 && !signal.aborted) await this.#settled(signal);
      const { signal: interrupted } = this.#interruption;
      const result = await run(AbortSignal.any([signal, interrupted]));
      if (signal.aborted || !interrupted.aborted) return result;
    }
  }

  /** Waits until the answers are given, or the signal aborts. */
  async #settled(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      void Promise.allSettled(this.#answers).then(() => resolve());
    });
  }
}
