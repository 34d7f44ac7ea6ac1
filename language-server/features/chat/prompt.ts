/** A conversation as the client sends it, measured and cut to what the model can see, ready to be rendered. */
import type { Part, Prompt } from "../../engine-protocol/protocol.ts";
import { agentInstructions } from "../../prompt/agent-instructions.ts";
import { chatInstructions } from "../../prompt/chat-instructions.ts";
import {
  type Conversation,
  historyOf,
  renderAfterThoughts,
  renderContinuation,
  renderConversation,
  renderHistory,
} from "../../prompt/conversation.ts";
import type { ChatDialect } from "../../prompt/dialects.ts";
import { nativeToolNames } from "../../prompt/native-tools.ts";
import { type AnswerParser, StreamParser } from "../../prompt/stream-parser.ts";
import { templateMessages, templatePrompt } from "../../prompt/template-conversation.ts";
import { ThoughtParser } from "../../prompt/thought-parser.ts";
import type { ChatConversation, ChatMessage, ReasoningEffort } from "../../protocol/chat.ts";
import type { CountTokens } from "./fit.ts";
import { firstVisible, isTooLong, type Sizes, takenFrom, visibleFrom } from "./window.ts";

export interface MeasuredConversation {
  conversation: Conversation;
  sizes: Sizes;
  firstMessage: number;
  /** What of it the model sees. */
  promptTokens: number;
  tooLong: boolean;
}

/**
 * Counts a conversation and decides which of its messages the model sees.
 *
 * @throws when a tool's result answers no call before it.
 */
export async function measure(
  params: ChatConversation,
  dialect: ChatDialect,
  effort: ReasoningEffort,
  contextTokens: number,
  count: CountTokens,
): Promise<MeasuredConversation> {
  const { messages, date, rules = "", tools = [], mode, summary } = params;
  const hasMode = mode !== undefined && dialect === "harmony";
  const conversation: Conversation = {
    reasoning: params.reasoningEffort ?? effort,
    ...(date === undefined ? {} : { date }),
    instructions: hasMode ? agentInstructions(mode, rules) : chatInstructions(dialect, rules),
    ...(hasMode ? { nativeTools: nativeToolNames(mode) } : {}),
    tools,
    ...(summary === undefined ? {} : { summary }),
    messages,
  };
  const sizes = await sizesOf(conversation, dialect, contextTokens, count);
  const turns = messages.flatMap(({ role }, index) => (role === "user" ? [index] : []));
  // What a client says was left out may lie behind what it cut off since. Only a summary leaves out a part of a turn.
  const last = summary === undefined ? (turns.at(-1) ?? 0) : messages.length;
  const before = Math.min(params.firstMessage ?? 0, last);
  const firstMessage = firstVisible(sizes, turns, before);
  return {
    conversation: { ...conversation, messages: visibleFrom(messages, firstMessage) },
    sizes,
    firstMessage,
    promptTokens: sizes.head + takenFrom(sizes, turns, firstMessage),
    tooLong: isTooLong(sizes, firstMessage, turns),
  };
}

/**
 * Counts a conversation.
 *
 * @throws when a tool's result answers no call before it.
 */
export async function sizesOf(
  conversation: Conversation,
  dialect: ChatDialect,
  contextTokens: number,
  count: CountTokens,
): Promise<Sizes> {
  const [head = 0, ...messages] = await countParts(piecesOf(conversation, dialect), count);
  return { contextTokens, head: head + ANSWER_START_TOKENS, messages };
}

/** `<|start|>assistant`, and for an answer that goes on `<|channel|>final<|message|>`. */
export const ANSWER_START_TOKENS = 5;

/** The prompt for the next answer (where the last message is one that was cut off, for its rest), and its reader. */
export function promptOf(
  conversation: Conversation,
  dialect: ChatDialect,
): { prompt: Prompt; parser: AnswerParser } {
  const goesOn = isContinuation(conversation.messages);
  if (dialect === "template")
    return {
      prompt: templatePrompt(conversation, goesOn),
      parser: new ThoughtParser(goesOn ? "answer" : "start"),
    };
  return goesOn
    ? { prompt: renderContinuation(conversation), parser: new StreamParser("final") }
    : { prompt: renderConversation(conversation), parser: new StreamParser() };
}

/**
 * The prompt for the answer of a model that has ended after its thoughts, and its reader: the answer is begun for it,
 * and what it has evaluated is used again. Undefined where asking once more would be the same question.
 */
export function promptAfterThoughts(
  conversation: Conversation,
  dialect: ChatDialect,
  thoughts: string,
): { prompt: Prompt; parser: AnswerParser } | undefined {
  if (isContinuation(conversation.messages)) return undefined;
  if (dialect === "harmony")
    return { prompt: renderAfterThoughts(conversation, thoughts), parser: new StreamParser("final") };
  if (thoughts === "") return undefined;
  return {
    prompt: { messages: templateMessages(conversation), prefill: "" },
    parser: new ThoughtParser("answer"),
  };
}

/** What the next prompt begins with, once `answer` was given. */
export function promptAfter(conversation: Conversation, dialect: ChatDialect, answer: ChatMessage): Prompt {
  const { messages } = conversation;
  const begun = isContinuation(messages) ? messages.at(-1) : undefined;
  const said: ChatMessage[] = begun
    ? [...messages.slice(0, -1), { ...begun, content: begun.content + answer.content }]
    : [...messages, answer];
  const whole = { ...conversation, messages: said };
  return dialect === "template" ? { messages: templateMessages(whole) } : renderHistory(whole);
}

/** Whether the last message is an answer that was cut off, for the model to go on with. */
export function isContinuation(messages: readonly ChatMessage[]): boolean {
  const last = messages.at(-1);
  return last?.role === "assistant" && last.content !== "" && (last.toolCalls ?? []).length === 0;
}

/** What the head and each message take up the context with. */
function piecesOf(conversation: Conversation, dialect: ChatDialect): Part[][] {
  if (dialect === "template")
    return templateMessages(conversation).map(({ text }) => [{ text }, ...TEMPLATE_FRAME]);
  const { head, messages } = historyOf(conversation);
  return [head, ...messages];
}

/** The most that a template puts around a message: Llama 3 has five, ChatML five, others fewer; thoughts left out two. */
const TEMPLATE_FRAME: Part[] = Array.from({ length: 7 }, () => ({ special: "" }));

/** Tokens of each list of parts. */
export async function countParts(lists: readonly (readonly Part[])[], count: CountTokens): Promise<number[]> {
  const texts = lists.flat().flatMap((part) => ("text" in part ? [part.text] : []));
  const counts = await count(texts);
  const counted = counts.values();
  return lists.map((parts) =>
    parts.reduce((sum, part) => {
      if ("text" in part) return sum + (counted.next().value ?? 0);
      return "special" in part ? sum + 1 : sum;
    }, 0),
  );
}
