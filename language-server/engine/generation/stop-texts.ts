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
    // The one that is complete first, as if the text had come letter by letter.
    let found: { at: number; end: number; stop: string } | undefined;
    for (const stop of this.#texts) {
      const at = all.indexOf(stop);
      const end = at + stop.length;
      if (at >= 0 && (!found || end < found.end || (end === found.end && at < found.at)))
        found = { at, end, stop };
    }
    if (found) {
      this.#held = "";
      return { text: all.slice(0, found.at), stop: found.stop };
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
