/** The latest answers, by the text around the cursor. */
import type { CursorContext } from "./cursor-context.ts";
import type { Answer } from "./typing-as-suggested.ts";

const MAX_ANSWERS = 50;
const BEFORE_CHARS = 1_000;
const AFTER_CHARS = 300;

export class AnswerCache {
  /** Least recently used first. */
  readonly #answers = new Map<string, Answer>();

  get(context: CursorContext): Answer | undefined {
    const key = keyOf(context);
    const answer = this.#answers.get(key);
    if (answer) {
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  set(context: CursorContext, answer: Answer): void {
    this.#answers.set(keyOf(context), answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > MAX_ANSWERS && !oldest.done) this.#answers.delete(oldest.value);
  }

  clear(): void {
    this.#answers.clear();
  }
}

function keyOf({ uri, text, cursor }: CursorContext): string {
  const before = text.slice(Math.max(0, cursor - BEFORE_CHARS), cursor);
  return JSON.stringify([uri, before, text.slice(cursor, cursor + AFTER_CHARS)]);
}
