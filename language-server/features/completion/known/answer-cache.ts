/** The latest answers, by the text around the cursor. */
import { LruMap } from "../../../../common/lru-map.ts";
import type { CursorContext } from "../cursor-context.ts";
import type { CompletionAnswer } from "./typing-as-suggested.ts";

const MAX_ANSWERS = 50;
const BEFORE_CHARS = 1_000;
const AFTER_CHARS = 300;

export class AnswerCache {
  readonly #answers = new LruMap<string, CompletionAnswer>(MAX_ANSWERS);

  get(context: CursorContext): CompletionAnswer | undefined {
    return this.#answers.get(keyOf(context));
  }

  set(context: CursorContext, answer: CompletionAnswer): void {
    this.#answers.set(keyOf(context), answer);
  }

  clear(): void {
    this.#answers.clear();
  }
}

function keyOf({ uri, text, cursor }: CursorContext): string {
  const before = text.slice(Math.max(0, cursor - BEFORE_CHARS), cursor);
  return JSON.stringify([uri, before, text.slice(cursor, cursor + AFTER_CHARS)]);
}
