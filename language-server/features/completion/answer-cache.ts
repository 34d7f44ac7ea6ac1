/** The latest answers, by the text around the cursor. */
import type { CursorContext } from "./cursor-context.ts";
import type { CompletionAnswer } from "./typing-as-suggested.ts";

const MAX_ANSWERS = 50;
const BEFORE_CHARS = 1_000;
const AFTER_CHARS = 300;

export class AnswerCache {
  /** Least recently used first. */
  readonly #answers = new Map<string, CompletionAnswer>();

  get(context: CursorContext): CompletionAnswer | undefined {
    const key = keyOf(context);
    const answer = this.#answers.get(key);
    if (answer) {
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  set(context: CursorContext, answer: CompletionAnswer): void {
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
