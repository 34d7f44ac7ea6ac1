/** Other answers for a place than the likeliest one. */

import type { CompletionAnswer } from "../completion-answer.ts";
import { type CursorContext, toEdit } from "../cursor-context.ts";
import { insertionOf } from "../insertion.ts";
import type { SyntaxChecker } from "../syntax/syntax-client.ts";
import type { Suggestion } from "../types.ts";
import { checkedAnswer } from "./checked-answer.ts";
import type { ModelAnswers } from "./model-answers.ts";

/** Far enough from the likeliest to differ, and near enough to be of use. */
const TEMPERATURE = 0.8;
const TOP_P = 0.95;
/** One for each alternative: who asks again gets the same. */
const SEEDS = [1, 2];

/** Alternatives that are on their way. */
export interface AskedAlternatives {
  /** What else may be suggested in place of the first, as far as there is time. Each is another text. */
  beside(first: Suggestion, onAnswer: (answer: CompletionAnswer) => void): Promise<Suggestion[]>;
}

export class Alternatives {
  readonly #model: ModelAnswers;
  readonly #syntax: SyntaxChecker | undefined;

  constructor(model: ModelAnswers, syntax: SyntaxChecker | undefined) {
    this.#model = model;
    this.#syntax = syntax;
  }

  /**
   * Asks for them all at once, while the first one is asked for: the engine draws answers to one prompt side by side
   * where it can, and else one after another.
   */
  ask(context: CursorContext, signal: AbortSignal): AskedAlternatives {
    const answers = Promise.all(SEEDS.map((seed) => this.#answer(context, seed, signal)));
    // Whoever waits for them hears of it.
    answers.catch(() => {});
    return {
      beside: async (first, onAnswer) => {
        const found: Suggestion[] = [];
        for (const answer of await answers) {
          const insertion = answer && insertionOf(answer, context);
          if (!insertion) continue;
          const suggestion = { id: first.id, ...toEdit(context, insertion) };
          if ([first, ...found].some(({ insertText }) => insertText === suggestion.insertText)) continue;
          found.push(suggestion);
          onAnswer(answer);
        }
        return found;
      },
    };
  }

  async #answer(
    context: CursorContext,
    seed: number,
    signal: AbortSignal,
  ): Promise<CompletionAnswer | undefined> {
    const sampling = { temperature: TEMPERATURE, topP: TOP_P, seed };
    const question = { begun: "", lane: "completion", sampling, onText: () => undefined } as const;
    const answer = await this.#model.ask(context, question, signal);
    if (signal.aborted || "suggestion" in answer) return undefined;
    return checkedAnswer(answer, context, this.#syntax);
  }
}
