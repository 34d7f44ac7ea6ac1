/**
 * Harmony, the format that gpt-oss speaks (https://github.com/openai/harmony), rendered as prompt parts.
 *
 * A marker is always a `special` part of its own. What a person or a file says is always a `text` part, so a
 * literal "<|end|>" in it stays text.
 */
import type { Part } from "../engine/protocol.ts";

export interface MessageHeader {
  role: "system" | "developer" | "user" | "assistant";
  channel?: "analysis" | "commentary" | "final";
}

export type ReasoningEffort = "low" | "medium" | "high";

/** The system message as the model was trained with it, without a date: the same bytes in every prompt. */
export function systemText(reasoning: ReasoningEffort): string {
  return [
    "You are ChatGPT, a large language model trained by OpenAI.",
    "Knowledge cutoff: 2024-06",
    "",
    `Reasoning: ${reasoning}`,
    "",
    "# Valid channels: analysis, commentary, final. Channel must be included for every message.",
  ].join("\n");
}

/** Instructions of ours go into the developer message, under this heading. */
export function developerText(instructions: string): string {
  return `# Instructions\n\n${instructions}`;
}

/** A whole message. */
export function message(header: MessageHeader, content: string): Part[] {
  return [...openMessage(header, content), { special: "<|end|>" }];
}

/** A message that the model goes on writing: `content` is how it begins. */
export function openMessage({ role, channel }: MessageHeader, content: string): Part[] {
  const parts: Part[] = [{ special: "<|start|>" }, { text: role }];
  if (channel) parts.push({ special: "<|channel|>" }, { text: channel });
  parts.push({ special: "<|message|>" });
  if (content !== "") parts.push({ text: content });
  return parts;
}
