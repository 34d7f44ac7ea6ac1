/** Other answers for a place than the likeliest one. */
import { trimAnswer } from "../answer/trim.ts";
import { type CursorContext, toEdit } from "../cursor-context.ts";
import type { CompletionAnswer } from "../known/typing-as-suggested.ts";
import { checkedAnswer } from "../syntax/checked-answer.ts";
import type { SyntaxChecker } from "../syntax/syntax-client.ts";
import type { Suggestion } from "../types.ts";
import type { ModelAnswers } from "./model-answers.ts";

/** Far enough from the likeliest to differ, and near enough to be of use. */
const TEMPERATURE = 0.8;
const TOP_P = 0.95;
/** One for each alternative: who asks again gets the same. */
const SEEDS = [1, 2];

export class Alternatives {
  readonly #model: ModelAnswers;
  readonly #syntax: SyntaxChecker | undefined;

  constructor(model: ModelAnswers, syntax: SyntaxChecker | undefined) {
    this.#model = model;
    this.#syntax = syntax;
  }

  /** What else may be suggested in place of the first, as far as there is time. Each is another text. */
  async of(
    context: CursorContext,
    first: Suggestion,
    signal: AbortSignal,
    onAnswer: (answer: CompletionAnswer) => void,
  ): Promise<Suggestion[]> {
    const found: Suggestion[] = [];
    // One after another: each finds the prompt in the KV cache.
    for (const seed of SEEDS) {
      const sampling = { temperature: TEMPERATURE, topP: TOP_P, seed };
      const question = { begun: "", lane: "completion", sampling, onText: () => undefined } as const;
      const answer = await this.#model.ask(context, question, signal);
      if (signal.aborted || "suggestion" in answer) break;
      const checked = await checkedAnswer(answer, context, this.#syntax);
      const insertion = trimAnswer(checked.text, { ...context, cut: checked.cut });
      if (!insertion) continue;
      const suggestion = { id: first.id, ...toEdit(context, insertion) };
      if ([first, ...found].some(({ insertText }) => insertText === suggestion.insertText)) continue;
      found.push(suggestion);
      onAnswer(checked);
    }
    return found;
  }
}
