/** A caller's messages as the chat and the agent have them. Pure. */
import { UNKNOWN_RESULT } from "../../prompt/conversation.ts";
import type { ChatMessage } from "../../protocol/chat.ts";
import type { LanguageModelCall, LanguageModelMessage } from "../../protocol/language-model.ts";
import { textOf } from "./request-kind.ts";

export interface CallerMessages {
  /** What the system messages say. */
  instructions: string;
  /** What they say of this conversation alone, "" for nothing. */
  own: string;
  messages: ChatMessage[];
  /** As the caller has them: those that a message makes, or the one that it is the result of. An id may come again. */
  calls: Map<ChatMessage, readonly LanguageModelCall[]>;
}

/** A shorter id may be a word of the instructions. */
const MIN_ID_CHARS = 8;

/** Each call gets its result right behind it. A result without a call is what the user says. */
export function callerMessages(
  messages: readonly LanguageModelMessage[],
  conversationId: string | undefined,
): CallerMessages {
  const system = messages.filter(({ role }) => role === "system").map(textOf);
  const said = messages.filter(({ role }) => role !== "system");
  const answered = new Set<LanguageModelMessage["parts"][number]>();
  const calls = new Map<ChatMessage, readonly LanguageModelCall[]>();
  const chat = said.flatMap((message, index): ChatMessage[] => {
    if (message.role === "user") return userMessages(message, answered);
    const own = message.parts.filter((part) => part.kind === "call");
    const results = resultsBehind(said, index);
    const tools = own.map((call): ChatMessage => {
      const result = results.find(({ callId }) => callId === call.id);
      if (result) answered.add(result);
      const told: ChatMessage = {
        role: "tool",
        content: result?.text ?? UNKNOWN_RESULT,
        toolCallId: call.id,
      };
      calls.set(told, [call]);
      return told;
    });
    const told = assistantMessage(message, own);
    calls.set(told, own);
    return [told, ...tools];
  });
  return { ...split(system.join("\n\n"), conversationId), messages: chat, calls };
}

function userMessages(
  { parts }: LanguageModelMessage,
  answered: ReadonlySet<LanguageModelMessage["parts"][number]>,
): ChatMessage[] {
  const content = parts
    .flatMap((part) => {
      if (part.kind === "text") return [part.text];
      return part.kind === "result" && !answered.has(part) ? [`Result of a call:\n\n${part.text}`] : [];
    })
    .join("");
  return content === "" ? [] : [{ role: "user", content }];
}

function assistantMessage(message: LanguageModelMessage, calls: readonly LanguageModelCall[]): ChatMessage {
  const thoughts = message.parts.flatMap((part) => (part.kind === "thinking" ? [part.text] : []));
  return {
    role: "assistant",
    content: textOf(message),
    ...(thoughts.length === 0 ? {} : { reasoning: thoughts.join("") }),
    toolCalls: calls.map(({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
  };
}

/** The results between a message of the model and its next one. */
function resultsBehind(messages: readonly LanguageModelMessage[], index: number) {
  const behind = messages.slice(index + 1);
  const next = behind.findIndex(({ role }) => role === "assistant");
  return behind
    .slice(0, next < 0 ? undefined : next)
    .flatMap(({ parts }) => parts.filter((part) => part.kind === "result"));
}

/** The lines that name the conversation are different in each one, and so is all that comes behind them. */
function split(text: string, id = ""): Pick<CallerMessages, "instructions" | "own"> {
  if (id.length < MIN_ID_CHARS || !text.includes(id)) return { instructions: text, own: "" };
  const lines = text.split("\n");
  const names = (line: string) => line.includes(id);
  return {
    instructions: lines.filter((line) => !names(line)).join("\n"),
    own: lines.filter(names).join("\n"),
  };
}
