/**
 * Harmony, the format that gpt-oss speaks, rendered as prompt parts: its messages one by one. The source is OpenAI's
 * guide (https://github.com/openai/harmony/blob/main/docs/format.md) and, where that is silent, what its renderer
 * does.
 *
 * A marker is always a `special` part of its own. What a user or a file says is always a `text` part, so a
 * literal "<|end|>" in it stays text.
 */
import type { Part } from "../engine-protocol/protocol.ts";
import type { ReasoningEffort } from "../protocol/chat.ts";

export type { ReasoningEffort };

/** The namespace of the tools that a prompt declares, as against those that gpt-oss was trained with. */
export const TOOL_NAMESPACE = "functions";

export type Channel = "analysis" | "commentary" | "final";

export interface MessageHeader {
  /** A tool's result has the tool for a role, with its namespace. */
  role: "system" | "developer" | "user" | "assistant" | `${string}.${string}`;
  /** Whom the message is for, where that isn't the user. */
  recipient?: string;
  channel?: Channel;
  /** The form that the content is held to. */
  constrain?: "json";
  /** The form that the content has, as the model was trained to say it of its own tools. */
  type?: "code";
}

export interface SystemOptions {
  /** What the model takes for today, such as "2026-03-01". Left out, the text never changes. */
  date?: string;
  /** Whether the developer message declares tools. */
  tools?: boolean;
  /** The declaration of the tools that the model knows from its training. */
  nativeTools?: string;
}

/** The system message as the model was trained with it. */
export function systemText(
  reasoning: ReasoningEffort,
  { date, tools, nativeTools }: SystemOptions = {},
): string {
  return [
    "You are ChatGPT, a large language model trained by OpenAI.",
    "Knowledge cutoff: 2024-06",
    ...(date === undefined ? [] : [`Current date: ${date}`]),
    "",
    `Reasoning: ${reasoning}`,
    "",
    ...(nativeTools === undefined ? [] : [nativeTools, ""]),
    "# Valid channels: analysis, commentary, final. Channel must be included for every message.",
    ...(tools ? [`Calls to these tools must go to the commentary channel: '${TOOL_NAMESPACE}'.`] : []),
  ].join("\n");
}

/** Instructions of ours go into the developer message, under this heading. */
export function developerText(instructions: string): string {
  return `# Instructions\n\n${instructions}`;
}

/** A whole message. */
export function message(
  header: MessageHeader,
  content: string,
  end: "<|end|>" | "<|call|>" = "<|end|>",
): Part[] {
  return [...openMessage(header, content), { special: end }];
}

/** A message that the model goes on writing: `content` is how it begins. */
export function openMessage(
  { role, recipient, channel, constrain, type }: MessageHeader,
  content: string,
): Part[] {
  const parts: Part[] = [
    { special: "<|start|>" },
    { text: recipient === undefined ? role : `${role} to=${recipient}` },
  ];
  const form = constrain ? " " : type ? ` ${type}` : "";
  if (channel) parts.push({ special: "<|channel|>" }, { text: `${channel}${form}` });
  if (constrain) parts.push({ special: "<|constrain|>" }, { text: constrain });
  parts.push({ special: "<|message|>" });
  if (content !== "") parts.push({ text: content });
  return parts;
}

/** Where an answer begins: the model goes on with its first channel. */
export function answerStart(): Part[] {
  return [{ special: "<|start|>" }, { text: "assistant" }];
}
