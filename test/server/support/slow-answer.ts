/** An answer of a played model that stops behind its first line until it may go on. */
import type { Stream } from "./test-engine.ts";

export class SlowAnswer {
  /** Its first token is there. */
  isWriting = false;
  mayGoOn = false;
  /** All of it is written, or the engine was told that nobody wants more. */
  hasEnded = false;
  readonly #first: string;
  readonly #rest: string;

  /** @param rest of the answer, from the line break behind its first line */
  constructor(first: string, rest: string) {
    this.#first = first;
    this.#rest = rest;
  }

  get stream(): Stream {
    return { says: this.#says(), everyMs: 2 };
  }

  *#says(): Generator<string> {
    try {
      const [word = "", ...others] = this.#first.split(/(?<= )/);
      yield word;
      this.isWriting = true;
      yield* [...others, "\n"];
      while (!this.mayGoOn) yield "";
      yield* [this.#rest.slice(1), "\n}", "\n```"];
    } finally {
      this.hasEnded = true;
    }
  }
}
