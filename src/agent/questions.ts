/** What the agent waits for the user to decide, asked in the thread. */
import { randomUUID } from "node:crypto";

/** A question as the thread shows it. */
export interface AgentQuestion {
  id: string;
  /** The call that waits for the answer; absent where the whole run does. */
  callId?: string;
  text: string;
  /** What it is about, such as a command, or why it is asked. */
  detail?: string;
  actions: { id: string; label: string; isPrimary: boolean }[];
  /** Whether the user can say with the answer what to do instead. */
  takesNote: boolean;
}

/** What the user chose. */
export interface Reply {
  actionId: string;
  note?: string;
}

/** Asks in the thread. Resolves with nothing when nobody waits for the answer any more: the signal aborted. */
export type Ask = (question: Omit<AgentQuestion, "id">, signal: AbortSignal) => Promise<Reply | undefined>;

interface Open {
  threadId: string;
  question: AgentQuestion;
  settle: (reply: Reply | undefined) => void;
}

export class Questions {
  readonly #open = new Map<string, Open>();
  readonly #onChange: () => void;

  /** @param onChange is called when there is a question more or less */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Those of a thread that wait, the oldest first. */
  of(threadId: string): AgentQuestion[] {
    return [...this.#open.values()].flatMap((open) => (open.threadId === threadId ? [open.question] : []));
  }

  ask(
    threadId: string,
    question: Omit<AgentQuestion, "id">,
    signal: AbortSignal,
  ): Promise<Reply | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const id = randomUUID();
    return new Promise((resolve) => {
      const withdraw = () => settle(undefined);
      const settle = (reply: Reply | undefined) => {
        if (!this.#open.delete(id)) return;
        signal.removeEventListener("abort", withdraw);
        resolve(reply);
        this.#onChange();
      };
      signal.addEventListener("abort", withdraw);
      this.#open.set(id, { threadId, question: { id, ...question }, settle });
      this.#onChange();
    });
  }

  /** The user has answered. An answer to what isn't asked any more, or that wasn't offered, is passed over. */
  answer(questionId: string, actionId: string, note?: string): void {
    const open = this.#open.get(questionId);
    if (!open?.question.actions.some(({ id }) => id === actionId)) return;
    open.settle({ actionId, ...(note === undefined || note.trim() === "" ? {} : { note: note.trim() }) });
  }

  /** Nobody answers any more. */
  dispose(): void {
    for (const { settle } of [...this.#open.values()]) settle(undefined);
  }
}
