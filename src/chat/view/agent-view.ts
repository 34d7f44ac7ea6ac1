/** What the agent's work adds to a thread as the view shows it. */
import type { AgentChanges, AgentCommand, AgentQuestion } from "../../agent/index.ts";
import { t } from "../../text/l10n.ts";
import type { Answer } from "../threads/thread.ts";
import type { AgentQuestionView, AnswerView, ChatState, CommandView, StepView } from "./messages.ts";
import { waitingLabel } from "./step-text.ts";
import type { ThreadAlone } from "./thread-view.ts";

/** The agent's work in a thread. */
export interface WorkInThread {
  questions: readonly AgentQuestion[];
  commands: readonly AgentCommand[];
  changes: AgentChanges | undefined;
  /** The answers whose changes can be taken back. */
  undoable: readonly string[];
}

type WithWork = Omit<ChatState["thread"], "mode">;

/**
 * The view of a thread with what waits for the user, what runs, and what has been changed.
 *
 * @param answer the answer that is being written
 */
export function withWork(thread: ThreadAlone, answer: Answer | undefined, work: WorkInThread): WithWork {
  const { questions, commands, changes, undoable } = work;
  const messages = thread.messages.map((message) => {
    if (message.role === "user") return message;
    if (message.id === answer?.id) return atWork(message, answer, work);
    return undoable.includes(message.id) ? { ...message, canUndo: true } : message;
  });
  return {
    ...thread,
    messages,
    questions: questions.map(questionView),
    commands: commands.filter(({ state }) => state === "background").map(commandView),
    ...(changes?.isPending ? { changes: changesView(changes) } : {}),
  };
}

/** An answer whose running steps say what they wait for. */
function atWork(view: AnswerView, { steps }: Answer, { questions, commands }: WorkInThread): AnswerView {
  const waits = (step: StepView, index: number): StepView => {
    const made = steps[index];
    if (step.kind !== "call" || step.state !== "running" || made?.kind !== "call") return step;
    if (questions.some(({ callId }) => callId === step.id))
      return { ...step, label: waitingLabel(made.aim), detail: t("waits for you") };
    const command = commands.find(({ callId, state }) => callId === step.id && state === "running");
    return command ? { ...step, command: commandView(command) } : step;
  };
  return { ...view, steps: view.steps.map(waits) };
}

function questionView({ id, callId, text, detail, actions, takesNote }: AgentQuestion): AgentQuestionView {
  return {
    id,
    text,
    actions,
    takesNote,
    ...(callId === undefined ? {} : { stepId: callId }),
    ...(detail === undefined ? {} : { detail }),
  };
}

const commandView = ({ id, command, since, tail }: AgentCommand): CommandView => ({
  id,
  command,
  since,
  tail,
});

function changesView({ files, added, removed, notUndone }: AgentChanges): ChatState["thread"]["changes"] {
  return { files, added, removed, notUndone };
}
