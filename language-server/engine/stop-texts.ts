/** Finds stop texts in text that comes in pieces: what may be the beginning of one is held back. */
export class StopTexts {
  readonly #texts: readonly string[];
  #held = "";

  constructor(texts: readonly string[]) {
    this.#texts = texts.filter((text) => text.length > 0);
  }

  /** What may be passed on now, and the stop text that was found, if any (nothing of it is passed on). */
  push(piece: string): { text: string; stop?: string } {
    const all = this.#held + piece;
    let first = -1;
    let stop: string | undefined;
    for (const text of this.#texts) {
      const at = all.indexOf(text);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
        stop = text;
      }
    }
    if (stop !== undefined) {
      this.#held = "";
      return { text: all.slice(0, first), stop };
    }
    let keep = 0;
    for (const text of this.#texts) {
      for (let length = Math.min(text.length - 1, all.length); length > keep; length--) {
        if (all.endsWith(text.slice(0, length))) {
          keep = length;
          break;
        }
      }
    }
    this.#held = all.slice(all.length - keep);
    return { text: all.slice(0, all.length - keep) };
  }

  /** The text held back, when generation ended without a stop text. */
  flush(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }
}
