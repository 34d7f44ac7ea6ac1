/** A thread as the server gets it, and what the server says of it. */
import type {
  AgentMode,
  ChatConversation,
  ChatMessage,
  ToolSpec,
} from "../../../language-server/protocol/chat.ts";
import { stepMessages } from "./step.ts";
import { type Answer, type Message, openAnswer, type Question, type Thread } from "./thread.ts";

/** A message on the wire, and the one of the thread that it is of. */
interface Sent {
  of: Message;
  message: ChatMessage;
}

/**
 * The thread as it is sent to the server. An open answer with text comes last: the model continues it.
 *
 * @param mode the tools that the model has; without them it doesn't see what earlier answers did by them
 * @param tools others' tools that the user has switched on; they are for Agent alone
 */
export function toConversation(
  thread: Thread,
  mode: AgentMode | undefined,
  tools: readonly ToolSpec[] = [],
): ChatConversation {
  const { id, date, rules, effort } = thread;
  const sent = sentMessages(thread, mode);
  const compacted = mode && compaction(thread, sent);
  const seen = sent.findIndex(({ of }) => of.id === thread.firstSeen);
  const firstMessage = Math.max(seen, compacted?.first ?? 0);
  return {
    conversationId: id,
    messages: sent.map(({ message }) => message),
    reasoningEffort: effort,
    ...(firstMessage > 0 ? { firstMessage } : {}),
    ...(date === undefined ? {} : { date }),
    ...(rules ? { rules: rules.text } : {}),
    ...(mode ? { mode } : {}),
    ...(mode === "agent" && tools.length > 0 ? { tools: [...tools] } : {}),
    ...(compacted ? { summary: compacted.summary } : {}),
  };
}

/** Records from which message on the model sees the conversation; `firstMessage` is an index into what was sent. */
export function seenFrom(thread: Thread, firstMessage: number, mode: AgentMode | undefined): Thread {
  const { firstSeen: _, ...rest } = thread;
  const first = firstMessage > 0 ? sentMessages(thread, mode)[firstMessage]?.of : undefined;
  // Within an answer's steps, the question of its turn is still seen.
  const seen = first?.role === "assistant" ? thread.messages[thread.messages.indexOf(first) - 1] : first;
  return seen ? { ...rest, firstSeen: seen.id } : rest;
}

function sentMessages(thread: Thread, mode: AgentMode | undefined): Sent[] {
  const open = openAnswer(thread);
  return thread.messages.flatMap((of) =>
    (of.role === "user" ? [questionMessage(of)] : answerMessages(of, of === open, mode)).map((message) => ({
      of,
      message,
    })),
  );
}

function questionMessage({ text, prompt = text, attached }: Question): ChatMessage {
  return {
    role: "user",
    content: prompt,
    ...(attached.length > 0 ? { context: attached.map(({ item }) => item) } : {}),
  };
}

/** An answer's steps, then its text. One that has steps and no text yet ends with what the last tool gave. */
function answerMessages(
  { steps, answer }: Answer,
  isOpen: boolean,
  mode: AgentMode | undefined,
): ChatMessage[] {
  const done = mode ? steps.flatMap(stepMessages) : [];
  const hasText = answer !== "" || (!isOpen && done.length === 0);
  return [...done, ...(hasText ? [{ role: "assistant" as const, content: answer }] : [])];
}

/** The latest summary, and the first of the messages that come after what it has in it. */
function compaction(
  { messages }: Thread,
  sent: readonly Sent[],
): { summary: string; first: number } | undefined {
  const of = messages.findLast(
    (message) => message.role === "assistant" && message.steps.some(({ kind }) => kind === "compacted"),
  );
  const step = of?.role === "assistant" ? of.steps.findLast(({ kind }) => kind === "compacted") : undefined;
  if (!of || step?.kind !== "compacted") return undefined;
  const { summary, upTo } = step;
  // The question of its turn stays, where none of the turn's steps are in the summary.
  const last = sent.findIndex(
    (each) => each.of === of && upTo !== undefined && each.message.toolCallId === upTo,
  );
  const question = messages[messages.indexOf(of) - 1];
  const first = last < 0 ? sent.findIndex((each) => each.of === question) : last + 1;
  return { summary, first };
}
