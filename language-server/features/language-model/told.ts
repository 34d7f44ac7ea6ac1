/** A caller's request as the model is told it. */
import type { ChatMessage, ReasoningEffort } from "../../protocol/chat.ts";
import type { RespondParams } from "../../protocol/language-model.ts";
import { callerMessages } from "./caller-messages.ts";
import type { ToldConversation } from "./history.ts";
import type { KeptStep, KeptSteps } from "./kept-steps.ts";
import type { RequestKind } from "./request-kind.ts";

/** @param effort for requests that don't choose */
export function toldConversation(
  { messages, tools, conversationId, reasoningEffort }: RespondParams,
  kind: RequestKind,
  steps: KeptSteps,
  effort: ReasoningEffort,
): ToldConversation {
  const caller = callerMessages(messages, conversationId);
  const kept = new Map<ChatMessage, KeptStep>();
  const said = caller.messages.map((message) => {
    const step = steps.find((message.toolCalls ?? []).map(({ id }) => id));
    if (!step) return message;
    const known = { ...message, toolCalls: step.calls.map(({ channel: _, ...call }) => call) };
    kept.set(known, step);
    return known;
  });
  return {
    // A title is no question to think about.
    reasoning: kind === "side" || kind === "summary" ? "low" : (reasoningEffort ?? effort),
    instructions: caller.instructions,
    ownInstructions: caller.own,
    tools,
    messages: said,
    kept,
  };
}
