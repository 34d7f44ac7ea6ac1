/** A caller's request as the model is told it. */
import type { ChatMessage, ReasoningEffort, ToolSpec } from "../../protocol/chat.ts";
import type { RespondParams } from "../../protocol/language-model.ts";
import { callerMessages } from "./caller-messages.ts";
import type { ToldConversation } from "./history.ts";
import type { KeptStep, KeptSteps } from "./kept-steps.ts";
import type { NativeView } from "./native/native-view.ts";
import type { RequestKind } from "./request-kind.ts";

/** The caller's tools as the model sees them. */
export type ToolView = Pick<
  NativeView,
  "native" | "functions" | "offered" | "instructions" | "callOf" | "resultOf" | "callerCall"
>;

/** They are what the caller says they are. */
export const plainView = (tools: readonly ToolSpec[]): ToolView => ({
  native: [],
  functions: tools,
  offered: { native: [], readsOnly: false, tools },
  instructions: (text) => text,
  callOf: ({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) }),
  resultOf: (_, text) => text,
  callerCall: async ({ name, input }) => ({ name, input }),
});

/** @param effort for requests that don't choose */
export function toldConversation(
  { messages, conversationId, reasoningEffort }: RespondParams,
  kind: RequestKind,
  view: ToolView,
  steps: KeptSteps,
  effort: ReasoningEffort,
): ToldConversation {
  const caller = callerMessages(messages, conversationId);
  const kept = new Map<ChatMessage, KeptStep>();
  const said = caller.messages.map((message): ChatMessage => {
    const calls = caller.calls.get(message) ?? [];
    const [call] = calls;
    if (call === undefined) return message;
    if (message.role === "tool") return { ...message, content: view.resultOf(call, message.content) };
    const step = steps.find(calls.map(({ id }) => id));
    if (!step) return { ...message, toolCalls: calls.map((call) => view.callOf(call)) };
    const known = { ...message, toolCalls: step.calls.map(({ channel: _, ...call }) => call) };
    kept.set(known, step);
    return known;
  });
  return {
    // A title is no question to think about.
    reasoning: kind === "side" || kind === "summary" ? "low" : (reasoningEffort ?? effort),
    instructions: view.instructions(caller.instructions),
    ownInstructions: caller.own,
    nativeTools: view.native,
    tools: view.functions,
    messages: said,
    kept,
  };
}
