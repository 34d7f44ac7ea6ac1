/** Token counts by text, so that a text is counted once for a model. */
import { LruMap } from "../../common/lru-map.ts";

const MAX_TEXTS = 1_000;

export class TokenCounts {
  readonly #counts = new LruMap<string, number>(MAX_TEXTS);

  /** Counts in the order of `texts`; `ask` is called once, with those that are not known. */
  async get(texts: readonly string[], ask: (missing: string[]) => Promise<number[]>): Promise<number[]> {
    const known = new Map(texts.map((text) => [text, this.#counts.get(text)]));
    const missing = [...known].flatMap(([text, count]) => (count === undefined ? [text] : []));
    if (missing.length > 0) {
      const counted = await ask(missing);
      missing.forEach((text, index) => {
        const count = counted[index] ?? 0;
        known.set(text, count);
        this.#counts.set(text, count);
      });
    }
    return texts.map((text) => known.get(text) ?? 0);
  }

  /** Another model counts differently. */
  clear(): void {
    this.#counts.clear();
  }
}
