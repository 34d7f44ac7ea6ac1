import { randomUUID } from "node:crypto";
import type { Disposable, Memento } from "vscode";
import { isoDate } from "../../common/format.ts";
import { type DayCounts, readCounts, sum, UsageCounter, type UsageEvent } from "./usage-counts.ts";

const PREFIX = "today.";
const SAVE_AFTER_MS = 5_000;

/**
 * Today's counts of all windows. Each window keeps its own under a key of its own and always writes all of them, so
 * that windows which write at once lose nothing: VS Code stores the whole state of an extension with each write.
 */
export class DailyUsage implements Disposable {
  readonly #store: Memento;
  readonly #now: () => number;
  readonly #key = PREFIX + randomUUID();
  readonly #counter = new UsageCounter();
  #day: string;
  #timer: NodeJS.Timeout | undefined;

  /** @param store shared by all windows */
  constructor(store: Memento, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#day = isoDate(now());
  }

  get counts(): DayCounts {
    this.#turnDay();
    const others = this.#store.keys().filter((key) => key.startsWith(PREFIX) && key !== this.#key);
    const stored = others.flatMap((key) => {
      const raw = this.#store.get<{ day?: unknown }>(key);
      return raw?.day === this.#day ? (readCounts(raw) ?? []) : [];
    });
    return sum([...stored, this.#counter.counts]);
  }

  add(event: UsageEvent): void {
    this.#turnDay();
    this.#counter.add(event);
    this.#timer ??= setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  /** Writes what is not written yet. */
  async save(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#store.update(this.#key, { day: this.#day, ...this.#counter.counts });
    await this.#forgetOtherDays();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #turnDay(): void {
    const day = isoDate(this.#now());
    if (day === this.#day) return;
    this.#day = day;
    this.#counter.reset();
  }

  async #forgetOtherDays(): Promise<void> {
    for (const key of this.#store.keys())
      if (key.startsWith(PREFIX) && this.#store.get<{ day?: unknown }>(key)?.day !== this.#day)
        await this.#store.update(key, undefined);
  }
}
