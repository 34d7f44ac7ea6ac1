/** One answer for a place: the model is asked, and what it answers looked at and remembered. */

import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext } from "../cursor-context.ts";
import type { ShownSuggestions } from "../known/shown-suggestions.ts";
import type { SyntaxChecker } from "../syntax/syntax-client.ts";
import { Beginning } from "./beginning.ts";
import { checkedAnswer, lookAhead } from "./checked-answer.ts";
import type { Ask } from "./flight.ts";
import type { ModelAnswers, Question } from "./model-answers.ts";

interface AskerDeps {
  model: ModelAnswers;
  shown: ShownSuggestions;
  syntax?: SyntaxChecker;
  /**
   * The suggestion of which the beginning is shown is whole now, and may be longer than that. Without it, suggestions
   * are shown whole.
   */
  onGrown?: (uri: string, whole: CompletionAnswer, isLonger: boolean) => void;
}

export class Asker {
  readonly #deps: AskerDeps;

  constructor(deps: AskerDeps) {
    this.#deps = deps;
  }

  /** What asks for an answer, once it is its turn. */
  ask(context: CursorContext, question: Omit<Question, "onText">): Ask {
    const { model, shown, syntax, onGrown } = this.#deps;
    return async (signal, onText, offer) => {
      const canGrow = question.lane === "completion" && onGrown !== undefined;
      const offerFirst = (first: CompletionAnswer) => {
        shown.remember(context, first);
        offer(first);
      };
      const beginning = canGrow ? new Beginning(context, syntax, offerFirst) : undefined;
      try {
        const onMore = (text: string) => {
          onText(text);
          beginning?.write(text);
          lookAhead(text, context, syntax);
        };
        const answer = await model.ask(context, { ...question, onText: onMore }, signal);
        if (signal.aborted) return undefined;
        if ("suggestion" in answer) return answer;
        const checked = await checkedAnswer(answer, context, syntax);
        if (signal.aborted) return undefined;
        const first = beginning?.close();
        shown.remember(context, checked);
        const growth = first && shown.grow(context, first, checked);
        if (growth) onGrown?.(context.uri, checked, growth === "longer");
        return checked;
      } finally {
        const first = beginning?.close();
        if (first) shown.dropBeginning(context, first);
      }
    };
  }
}
