/** What the agent's work adds to a thread as the view shows it. */
import type { AgentChanges, AgentCommand, AgentQuestion } from "../../agent/index.ts";
import { t } from "../../text/l10n.ts";
import type { AgentQuestionView, AnswerView, ChatState, CommandView } from "./messages.ts";
import type { ThreadAlone } from "./thread-view.ts";

/** The agent's work in a thread. */
export interface WorkInThread {
  questions: readonly AgentQuestion[];
  commands: readonly AgentCommand[];
  changes: AgentChanges | undefined;
}

type WithWork = Omit<ChatState["thread"], "mode">;

/** The thread with what waits for the user, what runs, and what has been changed. */
export function withWork(thread: ThreadAlone, { questions, commands, changes }: WorkInThread): WithWork {
  const waitsFor = (callId: string) => {
    if (questions.some((question) => question.callId === callId)) return t("waits for you");
    return undefined;
  };
  const running = commands.filter(({ state }) => state === "running");
  const messages = thread.messages.map((message, index) =>
    message.role === "assistant" && index === thread.messages.length - 1
      ? working(message, waitsFor, running)
      : message,
  );
  return {
    ...thread,
    messages,
    questions: questions.map(questionView),
    commands: commands.filter(({ state }) => state === "background").map(commandView),
    ...(changes?.isPending ? { changes: changesView(changes) } : {}),
  };
}

/** An answer whose running steps say what they wait for. */
function working(
  answer: AnswerView,
  waitsFor: (callId: string) => string | undefined,
  commands: readonly AgentCommand[],
): AnswerView {
  if (!answer.steps.some((step) => step.kind === "call" && step.state === "running")) return answer;
  const steps = answer.steps.map((step) => {
    if (step.kind !== "call" || step.state !== "running") return step;
    const detail = waitsFor(step.id);
    const command = commands.find(({ callId }) => callId === step.id);
    return {
      ...step,
      ...(detail === undefined ? {} : { detail }),
      ...(command ? { command: commandView(command) } : {}),
    };
  });
  return { ...answer, steps };
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
