/**
 * A conversation as the messages of a chat template. The model's thoughts are left out of its past answers, as such
 * models are meant to be asked. Tools are not declared: what calls look like is another matter with each family. A
 * conversation that has some, since another model led it before, is told in plain words.
 */
import type { ChatPrompt, ChatPromptMessage } from "../engine-protocol/protocol.ts";
import type { ChatMessage } from "../protocol/chat.ts";
import { type Conversation, summaryText, userText } from "./conversation.ts";

/** The messages for the model, the first one with its instructions. */
export function templateMessages({
  date,
  instructions,
  summary,
  messages,
}: Conversation): ChatPromptMessage[] {
  const system = [instructions, ...(date === undefined ? [] : [`Current date: ${date}`])].filter(Boolean);
  if (summary !== undefined) system.push(summaryText(summary));
  return [{ role: "system", text: system.join("\n\n") }, ...messages.map(templateMessage)];
}

function templateMessage(said: ChatMessage): ChatPromptMessage {
  if (said.role === "user") return { role: "user", text: userText(said) };
  if (said.role === "tool") return { role: "user", text: `Result of the call:\n\n${said.content}` };
  const calls = (said.toolCalls ?? []).map((call) => `Call of ${call.name}: ${call.arguments}`);
  return { role: "assistant", text: [said.content, ...calls].filter(Boolean).join("\n\n") };
}

/** The prompt for the next answer; where the last message is one that was cut off, for the rest of it. */
export function templatePrompt(conversation: Conversation, isContinuation: boolean): ChatPrompt {
  const messages = templateMessages(conversation);
  if (!isContinuation) return { messages };
  return { messages: messages.slice(0, -1), prefill: messages.at(-1)?.text ?? "" };
}
