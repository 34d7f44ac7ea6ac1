/** What VS Code keeps of a turn for us, so that the next one, in a later window as well, goes on from it. Pure. */
import * as v from "valibot";
import {
  type Answer,
  answerSchema,
  type Question,
  questionSchema,
  type Thread,
  threadSchema,
} from "../chat/shared.ts";

const turnRecord = v.object({
  thread: v.pick(threadSchema, ["id", "date", "rules", "firstSeen"]),
  question: questionSchema,
  answer: answerSchema,
});

/** A turn with what the whole conversation has. */
export interface TurnRecord {
  thread: Pick<Thread, "id" | "date" | "rules" | "firstSeen">;
  question: Question;
  answer: Answer;
}

/** What is kept of a thread's last turn; undefined while it has none. It can be written as JSON. */
export function lastTurn({ id, date, rules, firstSeen, messages }: Thread): TurnRecord | undefined {
  const [question, answer] = messages.slice(-2);
  if (question?.role !== "user" || answer?.role !== "assistant") return undefined;
  return {
    thread: {
      id,
      ...(date === undefined ? {} : { date }),
      ...(rules ? { rules } : {}),
      ...(firstSeen === undefined ? {} : { firstSeen }),
    },
    question,
    answer,
  };
}

/** Reads what was kept; undefined for anything else. */
export function readTurn(metadata: unknown): TurnRecord | undefined {
  const parsed = v.safeParse(turnRecord, metadata);
  return parsed.success ? parsed.output : undefined;
}
