/** What a question leads to, in the protocol's terms. */
import type { ChatResult, CutReason } from "../../protocol/chat.ts";
import { NO_COUNTS } from "../../protocol/status.ts";
import type { GeneratedAnswer } from "./generate-answer.ts";
import type { MeasuredConversation } from "./prompt.ts";

/** How what the model wasn't asked has ended. */
export function endOfUnasked(
  why: CutReason | "cancelled",
): Pick<ChatResult, "stopReason"> & { cutReason?: CutReason } {
  if (why === "cancelled") return { stopReason: why };
  return { stopReason: why === "tooLong" ? "context" : "unusable", cutReason: why };
}

/** Of a question that the model wasn't asked. */
export function emptyResult(firstMessage: number, why: CutReason | "cancelled"): ChatResult {
  return {
    answer: "",
    reasoning: "",
    ...endOfUnasked(why),
    reasoningMs: 0,
    firstMessage,
    evaluatedTokens: 0,
    ...NO_COUNTS,
  };
}

/** Of a question that is longer than the context. */
export function tooLongResult({ sizes, promptTokens, firstMessage }: MeasuredConversation): ChatResult {
  return {
    ...emptyResult(firstMessage, "tooLong"),
    sizes: { promptTokens, contextTokens: sizes.contextTokens },
  };
}

/** Of an answer, whole or not. */
export function toResult(
  { answer, stopReason, cutReason, counts }: GeneratedAnswer,
  firstMessage: number,
): ChatResult {
  const { toolCalls, unknownTool } = answer;
  return {
    ...counts,
    answer: answer.answer,
    reasoning: answer.reasoning,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    stopReason,
    ...(cutReason === undefined ? {} : { cutReason }),
    ...(unknownTool === undefined ? {} : { tool: unknownTool }),
    reasoningMs: answer.reasoningMs,
    firstMessage,
    evaluatedTokens: counts.promptTokens - counts.reusedTokens,
  };
}
