import { createHash } from "node:crypto";
import { LruMap } from "../../common/lru-map.ts";

const MAX_TEXTS = 20_000;
/** A longer text is known by its hash. In characters. */
const MAX_KEY_CHARS = 200;
/** Such a character takes about a token by itself. */
const WIDE = /\P{ASCII}/gu;
const CHARS_A_TOKEN = 4;

/** Asks for exact counts, in the order of the texts; rejects while no model can count. */
export type CountTokens = (texts: string[]) => Promise<number[]>;

/**
 * Token counts without a wait: VS Code asks for thousands, one after another, before each request. A text that isn't
 * known is estimated and counted in the background, for the next time it is asked for. Never throws.
 */
export class TokenCounts {
  readonly #ask: CountTokens;
  readonly #known = new LruMap<string, number>(MAX_TEXTS);
  #waiting = new Map<string, string>();
  #isAsking = false;
  #model = 0;

  constructor(ask: CountTokens) {
    this.#ask = ask;
  }

  /** Tokens of a text, exactly or nearly. */
  count(text: string): number {
    if (text === "") return 0;
    const key = keyOf(text);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#waiting.set(key, text);
    if (!this.#isAsking) void this.#askForWaiting();
    return estimate(text);
  }

  /** Another model counts differently. */
  clear(): void {
    this.#known.clear();
    this.#waiting.clear();
    this.#model++;
  }

  /** One request at a time, with all that has come meanwhile. */
  async #askForWaiting(): Promise<void> {
    this.#isAsking = true;
    // What is asked for within the same moment goes together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0) {
      const asked = this.#waiting;
      this.#waiting = new Map();
      const model = this.#model;
      // Without a model they stay estimated until they are asked for again.
      const counts = await this.#ask([...asked.values()]).catch(() => []);
      if (model !== this.#model) continue;
      for (const [index, key] of [...asked.keys()].entries()) {
        const count = counts[index];
        if (count !== undefined) this.#known.set(key, count);
      }
    }
    this.#isAsking = false;
  }
}

function keyOf(text: string): string {
  return text.length <= MAX_KEY_CHARS ? text : createHash("sha256").update(text).digest("base64");
}

function estimate(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0;
  return Math.ceil((text.length - wide) / CHARS_A_TOKEN + wide);
}
