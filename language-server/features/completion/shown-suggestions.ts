/** What was suggested, and how the person went on: answers that need no model, and suggestions that were refused. */
import { AnswerCache } from "./answer-cache.ts";
import type { CursorContext } from "./cursor-context.ts";
import { Refusals } from "./rejections.ts";
import { type Answer, continuation, type Offered, offer } from "./typing-as-suggested.ts";

interface Shown {
  id: string;
  offered: Offered;
  /** Milliseconds since the epoch. */
  at: number;
}

export class Offers {
  readonly #now: () => number;
  readonly #answers = new AnswerCache();
  readonly #refusals = new Refusals();
  /** By the document's URI. */
  readonly #shown = new Map<string, Shown>();
  /** What the model had written when its request ended too early, by the document's URI. */
  readonly #begun = new Map<string, Offered>();
  #nextId = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long an automatic request waits for the next keystroke, in milliseconds. */
  get debounceMs(): number {
    return this.#refusals.debounceMs;
  }

  /**
   * The answer for this place that is known already: the rest of what is typed along, or what was answered here
   * before. `hasSelectedItem`: the place is one that the suggest widget proposes, so nothing was typed there.
   */
  known(context: CursorContext, hasSelectedItem: boolean): Answer | undefined {
    const shown = this.#shown.get(context.uri);
    if (shown) {
      const { answer } = shown.offered;
      const went = continuation(shown.offered, context);
      if (went.kind === "along" && went.typed.length < answer.text.length) {
        return { ...answer, text: answer.text.slice(went.typed.length) };
      }
      if (went.kind === "along") this.#refusals.accepted();
      else if (went.kind === "against" && !hasSelectedItem) {
        this.#refusals.typedAgainst(context.uri, shown.offered, shown.at, this.#now());
      }
      if (!hasSelectedItem) this.#shown.delete(context.uri);
    }
    return this.#answers.get(context);
  }

  /** A newer keystroke ended the request before the model was done. */
  interrupted(context: CursorContext, answer: Answer): void {
    if (answer.text !== "") this.#begun.set(context.uri, offer(answer, context));
  }

  /** What the model had begun to write for this place: the person typed the characters before it meanwhile. */
  begun(context: CursorContext): string {
    const begun = this.#begun.get(context.uri);
    this.#begun.delete(context.uri);
    const went = begun && continuation(begun, context);
    return went?.kind === "along" ? (begun?.answer.text.slice(went.typed.length) ?? "") : "";
  }

  remember(context: CursorContext, answer: Answer): void {
    this.#answers.set(context, answer);
  }

  /** Whether this answer was refused at this place a moment ago. */
  isRefused(context: CursorContext, answer: Answer): boolean {
    return this.#refusals.isRefused(context.uri, offer(answer, context), this.#now());
  }

  /** The answer is shown now; the result names it. Typing along, it stays the suggestion that it was. */
  show(context: CursorContext, answer: Answer): string {
    const shown = this.#shown.get(context.uri);
    if (shown && isRestOf(answer, shown.offered, context)) return shown.id;
    const id = String(this.#nextId++);
    this.#shown.set(context.uri, { id, offered: offer(answer, context), at: this.#now() });
    return id;
  }

  accepted(id: string): void {
    this.#refusals.accepted();
    for (const [uri, shown] of this.#shown) if (shown.id === id) this.#shown.delete(uri);
  }

  /** A document was closed. */
  forget(uri: string): void {
    this.#shown.delete(uri);
    this.#begun.delete(uri);
  }

  /** No answer of before counts any more. */
  clear(): void {
    this.#shown.clear();
    this.#begun.clear();
    this.#answers.clear();
  }
}

function isRestOf(answer: Answer, offered: Offered, context: CursorContext): boolean {
  const went = continuation(offered, context);
  return went.kind === "along" && offered.answer.text.slice(went.typed.length) === answer.text;
}
