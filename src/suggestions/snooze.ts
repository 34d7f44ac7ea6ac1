import { type Disposable, EventEmitter, type Memento } from "vscode";
import { UNTIL_RESTART } from "../text/snooze-text.ts";

const KEY = "snoozedUntil";
/** Node's timers can't wait longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** No suggestions in this window for a while. Kept over a reload of the window, unless it is "until restart". */
export class Snooze implements Disposable {
  readonly #store: Memento;
  readonly #changed = new EventEmitter<void>();
  #until: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** It began, was changed, or ended, also by itself. */
  readonly onDidChange = this.#changed.event;

  constructor(store: Memento) {
    this.#store = store;
    this.#follow(store.get<number>(KEY));
  }

  /** When it ends, in milliseconds since the epoch; `undefined` when suggestions aren't snoozed. */
  get until(): number | undefined {
    return this.#until;
  }

  async set(until: number | undefined): Promise<void> {
    this.#follow(until);
    this.#changed.fire();
    await this.#store.update(KEY, until === UNTIL_RESTART ? undefined : until);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  #follow(until: number | undefined): void {
    clearTimeout(this.#timer);
    const left = (until ?? 0) - Date.now();
    this.#until = left > 0 ? until : undefined;
    if (left > 0 && left <= MAX_TIMER_MS)
      this.#timer = setTimeout(() => {
        this.#until = undefined;
        this.#changed.fire();
      }, left);
  }
}
