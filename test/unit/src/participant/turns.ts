import type { Answer, Question } from "../../../../src/chat/shared.ts";
import type { TurnRecord } from "../../../../src/participant/turn-record.ts";

/** A turn as it is kept. */
export function turn(
  text: string,
  answer: Partial<Answer> = {},
  thread: Partial<TurnRecord["thread"]> = {},
): TurnRecord {
  const question: Question = { role: "user", id: `q-${text}`, text, attached: [] };
  return {
    thread: { id: "thread", date: "2026-03-01", ...thread },
    question,
    answer: {
      role: "assistant",
      id: `a-${text}`,
      steps: [],
      answer: "Yes.",
      reasoning: "",
      end: { reason: "end" },
      ...answer,
    },
  };
}
