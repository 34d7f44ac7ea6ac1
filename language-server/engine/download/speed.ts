/** How fast bytes come, over the last seconds. */
const WINDOW_MS = 5_000;
/** Less says nothing. */
const MIN_MS = 1_000;

export class Speed {
  #samples: { at: number; bytes: number }[] = [];

  /** @param bytes how many there are by `now` (ms) */
  add(bytes: number, now: number): void {
    this.#samples = this.#samples.filter(({ at }) => now - at < WINDOW_MS);
    this.#samples.push({ at: now, bytes });
  }

  /** In bytes a second; undefined while it isn't known. */
  get perSecond(): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < MIN_MS) return undefined;
    return Math.round(((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}
