/** What a request came to: a suggestion, or why there is none. */
import type { LastCompletion } from "../../protocol/completion.ts";
import type { Suggestion } from "./types.ts";

/** What an answer took of the model; nothing where it wasn't asked. */
export type Asked = Omit<LastCompletion, "whyNone">;

export interface Outcome {
  suggestion: Suggestion | null;
  /** The reason why there is none, as a sentence for the user. */
  whyNone?: string;
  /** Known when the engine says it, which may be after the answer. */
  asked: Promise<Asked>;
}

export const NOT_ASKED: Promise<Asked> = Promise.resolve({});

/** No suggestion, and the reason as a sentence for the user. */
export function nothing(whyNone: string, asked = NOT_ASKED): Outcome {
  return { suggestion: null, whyNone, asked };
}
