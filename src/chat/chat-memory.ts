import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import type { Memento } from "vscode";

const KEY = "chat";

const memory = v.object({ thread: v.string(), draft: v.string(), looksAway: v.optional(v.boolean(), false) });
/**
 * What a reopened window restores: the thread that was shown, the draft in the composer, and whether the user doesn't
 * want what they look at to be attached.
 */
export type Remembered = v.InferOutput<typeof memory>;

/** Keeps over a reload of the window what isn't part of a thread. */
export class ChatMemory {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  read(): Remembered | undefined {
    const parsed = v.safeParse(memory, this.#memento.get(KEY));
    return parsed.success ? parsed.output : undefined;
  }

  write(remembered: Remembered): void {
    if (isDeepStrictEqual(this.read(), remembered)) return;
    void this.#memento.update(KEY, remembered);
  }
}
