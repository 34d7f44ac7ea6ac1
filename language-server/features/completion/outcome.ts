/** What a request came to: a suggestion, or why there is none. */
import type { LastCompletion } from "../../protocol/completion.ts";
import type { Suggestion } from "./types.ts";

export interface Outcome {
  suggestion: Suggestion | null;
  last: LastCompletion;
}

/** No suggestion, and the reason as a sentence for the user. */
export function nothing(whyNone: string, last: LastCompletion = {}): Outcome {
  return { suggestion: null, last: { ...last, whyNone } };
}
