/**
 * A conversation in Harmony, whole: https://github.com/openai/harmony/blob/main/docs/format.md.
 *
 * The same conversation with a message more begins with the same tokens, but for one thing that Harmony asks for:
 * what the model thought is dropped once its answer is given. Checkpoints stand where the next prompt will branch
 * off because of that: after the system and developer messages and after each of the user's messages. They stand
 * after each answer, too, where another question may be asked instead; and where the answer begins: a tool call
 * comes back in our words, not in the very tokens that the model chose.
 */

import { fenceFor } from "../../common/fence.ts";
import type { Part } from "../engine-protocol/protocol.ts";
import type { ChatMessage, ReasoningEffort, ToolCall, ToolSpec } from "../protocol/chat.ts";
import type { ContextItem } from "../protocol/context.ts";
import {
  answerStart,
  type Channel,
  developerText,
  type MessageHeader,
  message,
  openMessage,
  systemText,
  TOOL_NAMESPACE,
} from "./harmony.ts";
import { isNativeTool, type NativeTool, nativeNamespaces } from "./native-tools.ts";
import { toolsText } from "./tool-declarations.ts";

export interface Conversation {
  reasoning: ReasoningEffort;
  /** What the model takes for today, such as "2026-03-01". Pinned: another date is another prompt from its start. */
  date?: string;
  /** What the developer message asks for; "" for nothing. */
  instructions: string;
  /**
   * What this conversation alone is told. Then the tools come before the instructions, and what is before it is the
   * same in all conversations that have the same of both.
   */
  ownInstructions?: string;
  /** Those of the tools that the model was trained with which it has; absent for none. */
  nativeTools?: readonly NativeTool[];
  tools?: readonly ToolSpec[];
  /** What the model wrote of the messages that are left out before these. */
  summary?: string;
  messages: readonly ChatMessage[];
}

/** A conversation's prompt in the pieces that it takes up the context with. */
export interface History {
  /** System and developer messages, and the summary of what is left out. */
  head: Part[];
  /** For each message, in order. */
  messages: Part[][];
}

const CHECKPOINT: Part = { checkpoint: true };

/**
 * The prompt for the next answer, up to where the model goes on with its first channel.
 *
 * @throws when a tool's result answers no call before it.
 */
export function renderConversation(conversation: Conversation): Part[] {
  return [...checkpointed(renderHistory(conversation)), ...answerStart()];
}

/**
 * The prompt for the rest of an answer that was cut off: the conversation's last message, as far as it came. The
 * model goes on with it, and has done its thinking.
 */
export function renderContinuation(conversation: Conversation): Part[] {
  const begun = conversation.messages.at(-1)?.content ?? "";
  const history = renderHistory({ ...conversation, messages: conversation.messages.slice(0, -1) });
  return [...checkpointed(history), ...openMessage({ role: "assistant", channel: "final" }, begun)];
}

/** The prompt for the answer of a model that has thought, and ended without one: its final channel is open. */
export function renderAfterThoughts(conversation: Conversation, thoughts: string): Part[] {
  const role = "assistant";
  const thought = thoughts === "" ? [] : message({ role, channel: "analysis" }, thoughts);
  return [
    ...checkpointed(renderHistory(conversation)),
    ...thought,
    ...openMessage({ role, channel: "final" }, ""),
  ];
}

/** What the model reads of a call that has no result: what ran it has ended before. */
export const UNKNOWN_RESULT = "It was interrupted. What it has done is not known.";

/** With a checkpoint at its end: what comes next may have to be written again, from there. */
export function checkpointed(history: readonly Part[]): readonly Part[] {
  return history.at(-1) === CHECKPOINT ? history : [...history, CHECKPOINT];
}

/**
 * What the next prompt will begin with, whatever is asked: evaluated while the user reads the answer.
 *
 * @throws when a tool's result answers no call before it.
 */
export function renderHistory(conversation: Conversation): Part[] {
  const { head, messages } = historyOf(conversation);
  return [...head, ...messages.flat()];
}

/**
 * The same in its pieces.
 *
 * @throws when a tool's result answers no call before it.
 */
export function historyOf(conversation: Conversation): History {
  const { summary, messages } = conversation;
  const head = [...systemMessage(conversation), ...developerMessage(conversation)];
  // A batch ends at each checkpoint, and small ones are slow: the next one comes soon.
  if (!head.includes(CHECKPOINT)) head.push(CHECKPOINT);
  if (summary !== undefined) head.push(...message({ role: "user" }, summaryText(summary)), CHECKPOINT);

  const calls = new Map<string, ToolCall>();
  const lastAnswer = messages.findLastIndex(isAnswer);
  const rendered = messages.map((said, index) => {
    if (said.role === "user") {
      const goesOn = messages[index + 1]?.role === "user";
      return [...message({ role: "user" }, userText(said)), ...(goesOn ? [] : [CHECKPOINT])];
    }
    if (said.role === "tool") return toolResult(said, calls);
    for (const call of said.toolCalls ?? []) calls.set(call.id, call);
    return [...assistantMessages(said, index > lastAnswer), ...(isAnswer(said) ? [CHECKPOINT] : [])];
  });
  return { head, messages: rendered };
}

function systemMessage({ reasoning, date, nativeTools = [], tools = [] }: Conversation): Part[] {
  const declared = nativeTools.length === 0 ? undefined : toolsText(nativeNamespaces(nativeTools));
  return message(
    { role: "system" },
    systemText(reasoning, { date, tools: tools.length > 0, nativeTools: declared }),
  );
}

function developerMessage({ instructions, ownInstructions, tools = [] }: Conversation): Part[] {
  const asked = instructions === "" ? [] : [developerText(instructions)];
  const declared = tools.length === 0 ? [] : [toolsText([{ name: TOOL_NAMESPACE, description: "", tools }])];
  if (ownInstructions === undefined) {
    const text = [...asked, ...declared].join("\n\n");
    return text === "" ? [] : message({ role: "developer" }, text);
  }
  const text = [...declared, ...asked].join("\n\n");
  if (ownInstructions === "") return text === "" ? [] : message({ role: "developer" }, text);
  return [
    ...openMessage({ role: "developer" }, text),
    CHECKPOINT,
    { text: `\n\n${ownInstructions}` },
    { special: "<|end|>" },
  ];
}

/** Whether the message ends the model's turn with an answer: without one, it was stopped or waits for a tool. */
export const isAnswer = ({ role, content, toolCalls = [] }: ChatMessage) =>
  role === "assistant" && toolCalls.length === 0 && content !== "";

/**
 * What one message of the model is in Harmony: its thoughts, what it said before its calls, and these; or an answer.
 * Thoughts are needed while the calls that came of them lead to an answer, and are dropped with it. Nothing said
 * is no message: an empty answer would be an example to follow.
 */
function assistantMessages(
  { content, reasoning = "", toolCalls = [] }: ChatMessage,
  isOpen: boolean,
): Part[] {
  const role = "assistant";
  if (toolCalls.length === 0) return content === "" ? [] : message({ role, channel: "final" }, content);
  const parts: Part[] = [];
  if (isOpen && reasoning !== "") parts.push(...message({ role, channel: "analysis" }, reasoning));
  if (content !== "") parts.push(...message({ role, channel: "commentary" }, content));
  for (const call of toolCalls) parts.push(...message(callHeader(call), call.arguments, "<|call|>"));
  return parts;
}

function callHeader({ name }: ToolCall): MessageHeader {
  const header = { role: "assistant", recipient: addressOf(name), channel: channelOf(name) } as const;
  return isNativeTool(name) ? { ...header, type: "code" } : { ...header, constrain: "json" };
}

/** A tool by its whole name. */
const addressOf = (name: string) => (isNativeTool(name) ? name : (`${TOOL_NAMESPACE}.${name}` as const));

/** The tools that the model was trained with are called where it thinks. */
const channelOf = (name: string) => (isNativeTool(name) ? "analysis" : "commentary");

function toolResult({ content, toolCallId = "" }: ChatMessage, calls: ReadonlyMap<string, ToolCall>): Part[] {
  const call = calls.get(toolCallId);
  if (call === undefined) throw new Error("The conversation has a tool's result without the call for it.");
  return resultMessage(call.name, content);
}

/**
 * A tool's result.
 *
 * @param channel that of the call, where the model has chosen another one than it was trained to
 */
export function resultMessage(name: string, result: string, channel: Channel = channelOf(name)): Part[] {
  return message({ role: addressOf(name), recipient: "assistant", channel }, result);
}

/** What stands in the place of the messages that are left out. */
export function summaryText(summary: string): string {
  return `Our conversation was too long. This is your summary of what is left out:\n\n${summary}`;
}

/** What was attached comes first, so that the question is the last thing the model reads. */
export function userText({ content, context = [] }: ChatMessage): string {
  const fence = fenceFor(context.map(({ text }) => text));
  const attached = context.map((item) => `${contextHeading(item)}:\n${fence}\n${item.text}\n${fence}`);
  return [...attached, content].join("\n\n");
}

/** A title of several lines would read as part of the question. */
function contextHeading({ title, range }: ContextItem): string {
  const name = title.replace(/\s+/g, " ");
  if (range === undefined) return name;
  const { start, end } = range;
  const first = start.line + 1;
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return first === last ? `${name}, line ${first}` : `${name}, lines ${first}-${last}`;
}
