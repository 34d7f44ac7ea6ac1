/** How an answer grows by what happens in the agent's run. */
import type { AgentEvent } from "../../../language-server/protocol/agent.ts";
import type { CallStep } from "./step.ts";
import { type Answer, changeMessage, type Thread } from "./thread.ts";

/** What changes an answer beyond a piece of text. */
export type StepEvent = Extract<AgentEvent, { kind: "call" | "result" | "redrawn" | "compacted" }>;

/**
 * Adds an event to an answer. One that was stopped takes the results that still come: what a tool did before it was
 * stopped is known to the user and the model.
 *
 * @param kept the text that an earlier run had left: what the model says until its first call goes on with it
 */
export function withEvent(thread: Thread, answerId: string, event: StepEvent, kept: string): Thread {
  return changeMessage(thread, answerId, (message) => {
    if (message.role !== "assistant" || (message.end && event.kind !== "result")) return message;
    return grown(message, event, kept);
  });
}

function grown(answer: Answer, event: StepEvent, kept: string): Answer {
  switch (event.kind) {
    case "call": {
      const { call, aim, reasoning, reasoningMs, text } = event;
      const step: CallStep = { kind: "call", ...call, aim, reasoning, reasoningMs, text: kept + text };
      return { ...takenBack(answer, ""), steps: [...answer.steps, step] };
    }
    case "result": {
      const { callId, result, facts } = event;
      const steps = answer.steps.map((step) =>
        step.kind === "call" && step.id === callId ? { ...step, result, facts } : step,
      );
      return { ...answer, steps };
    }
    case "redrawn":
      return takenBack(answer, kept);
    case "compacted":
      return { ...answer, steps: [...answer.steps, event] };
  }
}

/** Without what the model wrote since the last step. */
function takenBack({ reasoningMs: _, ...answer }: Answer, kept: string): Answer {
  return { ...answer, answer: kept, reasoning: "" };
}
