/** What was suggested, and how the user went on: answers that need no model, and suggestions that were refused. */
import { isBlank } from "../../../../common/text-lines.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext } from "../cursor-context.ts";
import { AnswerTree } from "./answer-tree.ts";
import { Rejections, type Shown } from "./rejections.ts";
import { continuation, offer, type ShownSuggestion } from "./typing-as-suggested.ts";

export class ShownSuggestions {
  readonly #now: () => number;
  readonly #answers = new AnswerTree();
  readonly #rejections = new Rejections();
  /** By the document's URI. */
  readonly #shown = new Map<string, Shown>();
  #nextId = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many suggestions were refused since the last one that was accepted. */
  get refusedInARow(): number {
    return this.#rejections.inARow;
  }

  /**
   * The answer for this place that is known already: the rest of what is typed along, or what was answered here
   * before. `hasSelectedItem`: the place is one that the suggest widget proposes, so nothing was typed there.
   */
  known(context: CursorContext, hasSelectedItem: boolean): CompletionAnswer | undefined {
    const answers = this.#answers.find(context);
    const restOf = (shown: Shown | undefined) =>
      shown && answers.find((answer) => isRestOf(answer, shown.offered, context));
    const rest = restOf(this.#shown.get(context.uri));
    if (rest) return rest;
    this.#follow(context, hasSelectedItem);
    const takenBack = hasSelectedItem
      ? undefined
      : this.#rejections.lookAgain(context.uri, context, this.#now());
    if (takenBack) this.#shown.set(context.uri, takenBack);
    return restOf(takenBack) ?? answers[0];
  }

  /** Whether there is an answer for this place; nothing was typed there yet. */
  isKnown(context: CursorContext): boolean {
    return this.#answers.find(context).length > 0;
  }

  /** What the model has answered at a place. */
  remember(context: CursorContext, answer: CompletionAnswer): void {
    this.#answers.add(context, answer);
  }

  /** Another answer for a place than the one that is suggested there. */
  rememberAlternative(context: CursorContext, answer: CompletionAnswer): void {
    this.#answers.add(context, answer, true);
  }

  /** An answer of which there was a beginning is written, or won't be: then that counts no longer. */
  dropBeginning({ uri }: CursorContext, beginning: CompletionAnswer): void {
    this.#answers.remove(uri, beginning);
  }

  /**
   * The suggestion whose beginning is shown is the whole answer from now on.
   *
   * @returns how it compares with what is shown; undefined where that isn't its beginning
   */
  grow(
    { uri, cursor }: CursorContext,
    beginning: CompletionAnswer,
    whole: CompletionAnswer,
  ): "longer" | "same" | undefined {
    const shown = this.#shown.get(uri);
    const { offered } = shown ?? {};
    if (!shown || !offered?.answer.isBeginning || offered.offset < cursor) return undefined;
    const { text } = offered.answer;
    if (!beginning.text.endsWith(text) || !whole.text.startsWith(beginning.text)) return undefined;
    const more = whole.text.slice(beginning.text.length);
    this.#shown.set(uri, { ...shown, offered: { ...offered, answer: { ...whole, text: text + more } } });
    return isBlank(more) ? "same" : "longer";
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
    this.#rejections.forget(uri);
  }

  /** No answer of before counts any more. */
  clear(): void {
    this.#shown.clear();
    this.#answers.clear();
    this.#rejections.forget();
  }

  /** The user isn't at what is shown any more: they have typed all of it, or something else. */
  #follow(context: CursorContext, hasSelectedItem: boolean): void {
    const shown = this.#shown.get(context.uri);
    const went = shown && continuation(shown.offered, context);
    if (went?.kind === "along") this.#rejections.accepted();
    else if (shown && went?.kind === "against" && !hasSelectedItem) {
      this.#rejections.typedAgainst(context.uri, shown, this.#now());
    }
    if (!hasSelectedItem) this.#shown.delete(context.uri);
  }
}

function isRestOf(answer: CompletionAnswer, offered: ShownSuggestion, context: CursorContext): boolean {
  const went = continuation(offered, context);
  return went.kind === "along" && offered.answer.text.slice(went.typed.length) === answer.text;
}
