/** What was suggested, and how the user went on: answers that need no model, and suggestions that were refused. */

import type { CursorContext } from "../cursor-context.ts";
import { AnswerCache } from "./answer-cache.ts";
import { Rejections, type Shown } from "./rejections.ts";
import { type CompletionAnswer, continuation, offer, type ShownSuggestion } from "./typing-as-suggested.ts";

export class ShownSuggestions {
  readonly #now: () => number;
  readonly #answers = new AnswerCache();
  readonly #rejections = new Rejections();
  /** By the document's URI. */
  readonly #shown = new Map<string, Shown>();
  /** What the model had written when its request ended too early, by the document's URI. */
  readonly #begun = new Map<string, ShownSuggestion>();
  #nextId = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long an automatic request waits for the next keystroke, in milliseconds. */
  get debounceMs(): number {
    return this.#rejections.debounceMs;
  }

  /**
   * The answer for this place that is known already: the rest of what is typed along, or what was answered here
   * before. `hasSelectedItem`: the place is one that the suggest widget proposes, so nothing was typed there.
   */
  known(context: CursorContext, hasSelectedItem: boolean): CompletionAnswer | undefined {
    const rest = this.#restOfShown(context, hasSelectedItem);
    if (rest) return rest;
    const takenBack = hasSelectedItem
      ? undefined
      : this.#rejections.lookAgain(context.uri, context, this.#now());
    if (!takenBack) return this.#answers.get(context);
    this.#shown.set(context.uri, takenBack);
    return this.#restOfShown(context, hasSelectedItem);
  }

  /** A newer keystroke ended the request before the model was done. */
  interrupted(context: CursorContext, answer: CompletionAnswer): void {
    if (answer.text !== "") this.#begun.set(context.uri, offer(answer, context));
  }

  /** What the model had begun to write for this place: the user typed the characters before it meanwhile. */
  begun(context: CursorContext): string {
    const begun = this.#begun.get(context.uri);
    this.#begun.delete(context.uri);
    const went = begun && continuation(begun, context);
    return went?.kind === "along" ? (begun?.answer.text.slice(went.typed.length) ?? "") : "";
  }

  remember(context: CursorContext, answer: CompletionAnswer): void {
    this.#answers.set(context, answer);
  }

  /** Whether this answer was refused at this place a moment ago. */
  isRefused(context: CursorContext, answer: CompletionAnswer): boolean {
    return this.#rejections.isRefused(context.uri, offer(answer, context), this.#now());
  }

  /** The answer is shown now; the result names it. Typing along, it stays the suggestion that it was. */
  show(context: CursorContext, answer: CompletionAnswer): string {
    const shown = this.#shown.get(context.uri);
    if (shown && isRestOf(answer, shown.offered, context)) return shown.id;
    const id = String(this.#nextId++);
    this.#shown.set(context.uri, { id, offered: offer(answer, context), at: this.#now() });
    return id;
  }

  accepted(id: string): void {
    this.#rejections.accepted();
    for (const [uri, shown] of this.#shown) if (shown.id === id) this.#shown.delete(uri);
  }

  /** A document was closed. */
  forget(uri: string): void {
    this.#shown.delete(uri);
    this.#begun.delete(uri);
    this.#rejections.forget(uri);
  }

  /** No answer of before counts any more. */
  clear(): void {
    this.#shown.clear();
    this.#begun.clear();
    this.#answers.clear();
    this.#rejections.forget();
  }

  /** The rest of what is shown, when the user types along with it. */
  #restOfShown(context: CursorContext, hasSelectedItem: boolean): CompletionAnswer | undefined {
    const shown = this.#shown.get(context.uri);
    if (!shown) return undefined;
    const { answer } = shown.offered;
    const went = continuation(shown.offered, context);
    if (went.kind === "along" && went.typed.length < answer.text.length) {
      return { ...answer, text: answer.text.slice(went.typed.length) };
    }
    if (went.kind === "along") this.#rejections.accepted();
    else if (went.kind === "against" && !hasSelectedItem) {
      this.#rejections.typedAgainst(context.uri, shown, this.#now());
    }
    if (!hasSelectedItem) this.#shown.delete(context.uri);
    return undefined;
  }
}

function isRestOf(answer: CompletionAnswer, offered: ShownSuggestion, context: CursorContext): boolean {
  const went = continuation(offered, context);
  return went.kind === "along" && offered.answer.text.slice(went.typed.length) === answer.text;
}
