import * as v from "valibot";
import type { Memento } from "vscode";

const KEY = "chat";

const memory = v.object({ thread: v.string(), draft: v.string() });
/** What comes back when the window is opened again: the thread that was shown, and what was typed. */
export type Remembered = v.InferOutput<typeof memory>;

/** Remembers, over a reload of the window, what isn't in the threads. */
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
