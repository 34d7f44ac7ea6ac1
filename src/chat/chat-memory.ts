import * as v from "valibot";
import type { Memento } from "vscode";

const KEY = "chat";

const memory = v.object({ thread: v.string(), draft: v.string() });
/** What a reopened window restores: the thread that was shown and the draft in the composer. */
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
    const before = this.read();
    if (before?.thread === remembered.thread && before.draft === remembered.draft) return;
    void this.#memento.update(KEY, remembered);
  }
}
