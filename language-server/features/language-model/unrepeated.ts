/** Keeps a model from making the same call again and again: it reads a hint instead of the result that it knows. */
import type { ChatMessage } from "../../protocol/chat.ts";
import { HINT, RepeatedCalls } from "../agent/repeated-calls.ts";
import type { ToolView } from "./told.ts";
import type { AnswerRequest } from "./write-answer.ts";

/** @param messages up to where the model goes on */
export function unrepeated(
  view: Pick<ToolView, "callerCall">,
  messages: readonly ChatMessage[],
): AnswerRequest["callerCall"] {
  const repeated = new RepeatedCalls();
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1);
  for (const { toolCalls = [] } of turn)
    for (const { name, arguments: args } of toolCalls) repeated.push(name, args);
  return async (call, said) => {
    const isNew = repeated.push(call.name, call.arguments) === "new";
    // A function may be there to be asked again until something has changed.
    return isNew || call.kind === "function" ? view.callerCall(call, said) : { error: HINT };
  };
}
