/** A caller's messages and tools, as VS Code hands them over, for the wire. */
import {
  LanguageModelChatMessageRole,
  type LanguageModelChatRequestMessage,
  type LanguageModelChatTool,
  LanguageModelDataPart,
  LanguageModelPromptTsxPart,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
} from "vscode";
import type { ToolSpec } from "../../language-server/protocol/chat.ts";
import type { LanguageModelMessage } from "../../language-server/protocol/language-model.ts";
import { withoutProgress } from "./marked-progress.ts";
import { SYSTEM_ROLE, thoughtOf } from "./newer-api.ts";
import { promptTsxText } from "./prompt-tsx.ts";

type WirePart = LanguageModelMessage["parts"][number];

const TEXT_TYPE = /^(text\/|application\/(json|xml))/;

/** The messages in their order; one with nothing for a model to read is left out. */
export function wireMessages(messages: readonly LanguageModelChatRequestMessage[]): LanguageModelMessage[] {
  return messages
    .map(({ role, content }) => ({ role: roleOf(role), parts: content.flatMap(partOf) }))
    .filter(({ parts }) => parts.length > 0);
}

export function wireTools(tools: readonly LanguageModelChatTool[]): ToolSpec[] {
  return tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    ...(inputSchema === undefined ? {} : { parameters: record(inputSchema) }),
  }));
}

/** What a message says, piece by piece, as far as tokens are concerned. */
export function textsOf({ content }: LanguageModelChatRequestMessage): string[] {
  return content.flatMap(partOf).flatMap((part) => {
    switch (part.kind) {
      case "call":
        return [part.name, JSON.stringify(part.input)];
      default:
        return [part.text];
    }
  });
}

function roleOf(role: number): LanguageModelMessage["role"] {
  if (role === SYSTEM_ROLE) return "system";
  return role === LanguageModelChatMessageRole.Assistant ? "assistant" : "user";
}

function partOf(part: unknown): WirePart[] {
  if (part instanceof LanguageModelToolCallPart)
    return [{ kind: "call", id: part.callId, name: part.name, input: record(part.input) }];
  if (part instanceof LanguageModelToolResultPart)
    return [{ kind: "result", callId: part.callId, text: part.content.map(textOf).join("\n").trim() }];
  const thought = thoughtOf(part);
  if (thought !== undefined) return nonEmpty("thinking", withoutProgress(thought));
  return nonEmpty("text", textOf(part));
}

const nonEmpty = (kind: "text" | "thinking", text: string): WirePart[] =>
  text === "" ? [] : [{ kind, text }];

/** "" for what isn't for a model to read: other data is the editor's own, as where another provider has got to. */
function textOf(part: unknown): string {
  if (part instanceof LanguageModelTextPart) return part.value;
  if (part instanceof LanguageModelPromptTsxPart)
    return promptTsxText(part.value) ?? JSON.stringify(part.value) ?? "";
  if (!(part instanceof LanguageModelDataPart)) return "";
  if (TEXT_TYPE.test(part.mimeType)) return new TextDecoder().decode(part.data);
  return part.mimeType.startsWith("image/") ? "[An image: you can't see images.]" : "";
}

const record = (object: object): Record<string, unknown> => Object.fromEntries(Object.entries(object));
