/** What the model has in front of it: a caller's conversation, with what the model itself wrote as its very tokens. Pure. */
import type { Part } from "../../engine-protocol/protocol.ts";
import {
  type Conversation,
  checkpointed,
  historyOf,
  isAnswer,
  resultMessage,
} from "../../prompt/conversation.ts";
import type { ChatMessage } from "../../protocol/chat.ts";
import type { KeptStep } from "./kept-steps.ts";

export interface ToldConversation extends Conversation {
  /** The steps that are known, by the message that they are. */
  kept: ReadonlyMap<ChatMessage, KeptStep>;
}

/** In pieces: the head, then each message. Without the thoughts of turns that have an answer. */
export function piecesOf(conversation: ToldConversation): Part[][] {
  const { head, messages: rendered } = historyOf(conversation);
  const { messages, kept } = conversation;
  const lastAnswer = messages.findLastIndex(isAnswer);
  const channels = new Map([...kept.values()].flatMap(({ calls }) => calls.map((call) => [call.id, call])));
  const pieces = messages.map((message, index): Part[] => {
    const plain = rendered[index] ?? [];
    if (index <= lastAnswer) return plain;
    // What is asked beside the conversation stands behind what the model wrote last, and is taken away again.
    const step = kept.get(message);
    if (step) return [...checkpointed(step.written)];
    const call = channels.get(message.toolCallId ?? "");
    return call ? resultMessage(call.name, message.content, call.channel) : plain;
  });
  return [head, ...pieces];
}
