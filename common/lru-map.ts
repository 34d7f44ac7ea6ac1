/** A map that forgets what was not used for the longest time, so that it never holds more than so many entries. */
export class LruMap<Key, Value extends NonNullable<unknown>> {
  readonly #max: number;
  /** Least recently used first. */
  readonly #entries: Map<Key, Value>;

  /** @param entries at the beginning, the least recently used one first */
  constructor(max: number, entries: Iterable<readonly [Key, Value]> = []) {
    this.#max = max;
    this.#entries = new Map(entries);
    this.#shrink();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Counts as a use. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Counts as no use. */
  peek(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Counts as a use. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#shrink();
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Least recently used first. */
  [Symbol.iterator](): IterableIterator<[Key, Value]> {
    return this.#entries[Symbol.iterator]();
  }

  #shrink(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#max) return;
      this.#entries.delete(key);
    }
  }
}
