/** What of an answer is inserted at a place: who looks at it, keeps it and shows it asks in turn. */

import { type Insertion, trimAnswer } from "./answer/trim.ts";
import type { CompletionAnswer } from "./completion-answer.ts";
import type { CursorContext } from "./cursor-context.ts";

interface Known {
  answer: CompletionAnswer;
  insertion: Insertion | null;
}

/** The last answer of a place. It goes with the place: an answer that is kept must not hold the document's text. */
const known = new WeakMap<CursorContext, Known>();

/** The insertion, found out once; null when nothing of the answer is new at the place. */
export function insertionOf(answer: CompletionAnswer, context: CursorContext): Insertion | null {
  const last = known.get(context);
  if (last?.answer === answer) return last.insertion;
  const insertion = trimAnswer(answer.text, { ...context, cut: answer.cut });
  known.set(context, { answer, insertion });
  return insertion;
}
