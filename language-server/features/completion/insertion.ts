/** What of an answer is inserted at a place: who looks at it, keeps it and shows it asks in turn. */

import { type Insertion, trimAnswer } from "./answer/trim.ts";
import type { CompletionAnswer } from "./completion-answer.ts";
import type { CursorContext } from "./cursor-context.ts";

/** By the place and the answer. It goes with the place: an answer that is kept must not hold the document's text. */
const known = new WeakMap<CursorContext, WeakMap<CompletionAnswer, Insertion | null>>();

/** The insertion, found out once; null when nothing of the answer is new at the place. */
export function insertionOf(answer: CompletionAnswer, context: CursorContext): Insertion | null {
  const last = known.get(context)?.get(answer);
  if (last !== undefined) return last;
  return knowInsertion(answer, context, trimAnswer(answer.text, { ...context, cut: answer.cut }));
}

/** What of an answer is inserted at a place is known without a look at the text around it. */
export function knowInsertion(
  answer: CompletionAnswer,
  context: CursorContext,
  insertion: Insertion | null,
): Insertion | null {
  const ofPlace = known.get(context) ?? new WeakMap<CompletionAnswer, Insertion | null>();
  known.set(context, ofPlace.set(answer, insertion));
  return insertion;
}
