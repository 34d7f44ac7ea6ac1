/** A request of VS Code's language model API, for the wire. */
import * as v from "valibot";
import {
  type LanguageModelChatRequestMessage,
  LanguageModelChatToolMode,
  type ProvideLanguageModelChatResponseOptions,
} from "vscode";
import { reasoningEffort, temperature } from "../../language-server/protocol/chat.ts";
import type { RespondParams } from "../../language-server/protocol/language-model.ts";
import { wireMessages, wireTools } from "./caller-messages.ts";
import { chosenEffort } from "./chosen-effort.ts";
import { initiatorOf } from "./newer-api.ts";

/** VS Code's chat is an extension too; what VS Code asks for itself has no other initiator. */
const VS_CODE = ["github.copilot-chat", "core"];

const optional = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(v.optional(schema), undefined);
/** What a caller may choose, by the names that others have for it; the first is VS Code's own. */
const modelOptions = v.object({
  _conversationId: optional(v.string()),
  temperature: optional(temperature),
  max_tokens: optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  reasoning_effort: optional(reasoningEffort),
});

export interface ChatRequest {
  messages: readonly LanguageModelChatRequestMessage[];
  options: ProvideLanguageModelChatResponseOptions;
}

export function respondParams({ messages, options }: ChatRequest): Omit<RespondParams, "requestId"> {
  const initiator = initiatorOf(options);
  const asked = v.parse(modelOptions, { ...options.modelOptions });
  const effort = asked.reasoning_effort ?? chosenEffort(options);
  const tools = wireTools(options.tools ?? []);
  const isVsCode =
    initiator === undefined ? asked._conversationId !== undefined : VS_CODE.includes(initiator.toLowerCase());
  return {
    messages: wireMessages(messages),
    tools,
    mustCall: options.toolMode === LanguageModelChatToolMode.Required && tools.length > 0,
    caller: isVsCode ? "vscode" : "extension",
    ...(asked._conversationId === undefined ? {} : { conversationId: asked._conversationId }),
    ...(asked.max_tokens === undefined ? {} : { maxTokens: asked.max_tokens }),
    ...(asked.temperature === undefined ? {} : { temperature: asked.temperature }),
    ...(effort === undefined ? {} : { reasoningEffort: effort }),
  };
}
