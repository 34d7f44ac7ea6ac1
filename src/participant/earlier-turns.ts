/** A conversation of VS Code's chat as one of Ossicle's. Pure. */
import type { Message, Thread } from "../chat/shared.ts";
import type { TurnRecord } from "./turn-record.ts";

/** A turn as VS Code has it. */
export interface EarlierTurn {
  prompt: string;
  /** The words of the answer. */
  answer: string;
  /** Absent for a turn that another participant has answered, and for one that was stopped in an earlier window. */
  record?: TurnRecord;
}

/** @param fresh the thread where there is none yet; of what was known before, its id, date and rules are taken */
export function threadOf(turns: readonly EarlierTurn[], fresh: Thread): Thread {
  const known = turns.findLast(({ record }) => record)?.record?.thread ?? {};
  return { ...fresh, ...known, messages: turns.filter(isAnswered).flatMap(messagesOf) };
}

/** One that VS Code couldn't hand on was never asked. */
function isAnswered({ answer, record }: EarlierTurn): boolean {
  return record !== undefined || answer !== "";
}

function messagesOf({ prompt, answer, record }: EarlierTurn, index: number): Message[] {
  if (record) return [record.question, record.answer];
  return [
    { role: "user", id: `question-${index}`, text: prompt, attached: [] },
    {
      role: "assistant",
      id: `answer-${index}`,
      steps: [],
      answer,
      reasoning: "",
      end: { reason: "end" },
    },
  ];
}
