/** The steps of an answer: what the model did before it answered. */
import type { StepAim, StepFacts } from "../../../language-server/protocol/agent.ts";
import type { ChatMessage } from "../../../language-server/protocol/chat.ts";

/** A tool that the model called. */
export interface CallStep {
  kind: "call";
  id: string;
  name: string;
  arguments: string;
  aim: StepAim;
  /** What the model thought before the call, and for how long, in milliseconds. */
  reasoning: string;
  reasoningMs: number;
  /** What the model said to the user before the call. */
  text: string;
  /** What the model was given. Absent while the tool works, and where the run ended before the tool did. */
  result?: string;
  facts?: StepFacts;
}

/** What came before was summed up, because the context was full. */
export interface CompactedStep {
  kind: "compacted";
  summary: string;
  /** Tokens of the prompt. */
  before: number;
  after: number;
  /** The last call that the summary has in it; absent when it ends before this answer. */
  upTo?: string;
}

export type Step = CallStep | CompactedStep;

/** A step as the model sees it: its own message, and the tool's. None for one whose tool never ended. */
export function stepMessages(step: Step): ChatMessage[] {
  if (step.kind !== "call" || step.result === undefined) return [];
  const { id, name, arguments: args, text, reasoning, result } = step;
  return [
    { role: "assistant", content: text, reasoning, toolCalls: [{ id, name, arguments: args }] },
    { role: "tool", content: result, toolCallId: id },
  ];
}
