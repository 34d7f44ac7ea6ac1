/** A conversation, as the client keeps it and sends it whole with every question, and what comes back. */
import * as v from "valibot";
import { notification, request } from "../../common/wire.ts";
import { contextItem } from "./context.ts";
import { uinteger } from "./range.ts";
import { counts, stopReason } from "./status.ts";

export const reasoningEffort = v.picklist(["low", "medium", "high"]);
/** What a conversation lets the model do: read the workspace, or also change it and run commands. */
export const agentMode = v.picklist(["ask", "agent"]);
export const temperature = v.pipe(v.number(), v.minValue(0), v.maxValue(2));

export const toolCall = v.object({
  /** Names the call within the conversation; its result carries the same. */
  id: v.string(),
  /** Of a tool that the model knows from its training, with its namespace: "repo_browser.search". */
  name: v.string(),
  /** JSON as the model wrote it, which may be none. */
  arguments: v.string(),
});

export const chatMessage = v.object({
  role: v.picklist(["user", "assistant", "tool"]),
  content: v.string(),
  /** What was attached to a user's message. */
  context: v.optional(v.array(contextItem)),
  /** What the model thought before this message of its own. */
  reasoning: v.optional(v.string()),
  /** Calls that this message of the model ends with; `content` is then what it said before them. */
  toolCalls: v.optional(v.array(toolCall)),
  /** The call that this message of role "tool" is the result of. */
  toolCallId: v.optional(v.string()),
});

/** A function that the model may ask to be called. */
export const toolSpec = v.object({
  /** A name is part of a message's header. */
  name: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)),
  description: v.string(),
  /** A JSON Schema of type "object"; absent when the function takes nothing. */
  parameters: v.optional(v.record(v.string(), v.unknown())),
});

/**
 * Everything that the prompt is made of. When the last message is an answer that was cut off, the model goes on with
 * it, and the result has the rest alone. Whatever stays the same from one question to the next is reused. */
const chatConversation = v.object({
  conversationId: v.string(),
  messages: v.array(chatMessage),
  /** Index of the first message that the model still sees, as the last result told it; 0 or absent for all. */
  firstMessage: v.optional(uinteger),
  /** What the model takes for today ("2026-03-01"); the same for the whole conversation. */
  date: v.optional(v.string()),
  /** The project's rules, as they were when the conversation began. */
  rules: v.optional(v.string()),
  tools: v.optional(v.array(toolSpec)),
  /** Which tools of the model's training it has: those that read the workspace, or all; absent for none. */
  mode: v.optional(agentMode),
  /** What the model wrote of that which is left out before `firstMessage`, when the context was full. */
  summary: v.optional(v.string()),
  reasoningEffort: v.optional(reasoningEffort),
});

export const chatSendParams = v.object({
  ...chatConversation.entries,
  messages: v.pipe(v.array(chatMessage), v.nonEmpty()),
  /** Names the stream of `ossicle/chat/delta` notifications. */
  requestId: v.string(),
  maxTokens: v.optional(v.pipe(uinteger, v.minValue(1))),
  /** 1 unless given, as gpt-oss is meant to be used; 0 always takes the likeliest token. */
  temperature: v.optional(temperature),
});

/**
 * Why an answer is not whole, beyond its stop reason:
 * `repetition`: the model said the same thing over and over; `noAnswer`: it ended without saying anything to the
 * user; `unknownTool`: it called a tool that it was not given; `tooLong`: the question alone is longer than the
 * context; `noModel`: no model is ready, and the status says why; `noChat`: the model has no chat template; `noTools`: it
 * can't call the tools that the conversation's mode gives it.
 */
export const cutReason = v.picklist([
  "repetition",
  "noAnswer",
  "unknownTool",
  "tooLong",
  "noModel",
  "noChat",
  "noTools",
]);

/** What a question takes, and what the context holds for it. */
export const chatSizes = v.object({ promptTokens: v.number(), contextTokens: v.number() });

export const chatResult = v.object({
  ...counts.entries,
  answer: v.string(),
  reasoning: v.string(),
  toolCalls: v.optional(v.array(toolCall)),
  stopReason,
  cutReason: v.optional(cutReason),
  /** The name of the tool, for `unknownTool`. */
  tool: v.optional(v.string()),
  /** For `tooLong`. */
  sizes: v.optional(chatSizes),
  /** From when the model began to think until it began to answer, in milliseconds; 0 where it didn't think. */
  reasoningMs: v.number(),
  /** Index of the first message that the model saw. Older ones were left out, because the context was full. */
  firstMessage: v.number(),
  /** The tokens that went through the model from the question to the first token of the answer. */
  evaluatedTokens: v.number(),
});

const chatDelta = v.object({
  requestId: v.string(),
  channel: v.picklist(["reasoning", "answer"]),
  text: v.string(),
});

/** What the context is used for, in tokens. */
const contextUse = v.object({
  /** What the context holds. */
  contextTokens: v.number(),
  /** Kept free for the answer. */
  answerTokens: v.number(),
  /** Ossicle's own instructions, with Harmony's frame of every message. */
  instructions: v.number(),
  rules: v.number(),
  /** What was attached. */
  attached: v.number(),
  questions: v.number(),
  answers: v.number(),
  /** As in `ChatResult`, for a question asked now. */
  firstMessage: v.number(),
});

export type ReasoningEffort = v.InferOutput<typeof reasoningEffort>;
export type AgentMode = v.InferOutput<typeof agentMode>;
export type ToolCall = v.InferOutput<typeof toolCall>;
export type ToolSpec = v.InferOutput<typeof toolSpec>;
export type JsonSchema = NonNullable<ToolSpec["parameters"]>;
export type ChatMessage = v.InferOutput<typeof chatMessage>;
export type ChatConversation = v.InferOutput<typeof chatConversation>;
export type ChatSendParams = v.InferOutput<typeof chatSendParams>;
export type CutReason = v.InferOutput<typeof cutReason>;
export type ChatResult = v.InferOutput<typeof chatResult>;
export type ChatDelta = v.InferOutput<typeof chatDelta>;
export type ContextUse = v.InferOutput<typeof contextUse>;

/** Asks the model; the whole conversation each time. A cancel resolves with what there is, stopReason "cancelled". */
export const ChatSendRequest = request("ossicle/chat/send", chatSendParams, chatResult);

/** A piece of the answer that is under way. */
export const ChatDeltaNotification = notification("ossicle/chat/delta", chatDelta);

/** What a conversation takes of the context; null while no model is ready. */
export const ChatMeasureRequest = request("ossicle/chat/measure", chatConversation, v.nullable(contextUse));

/** Exact token counts; rejects while no model is ready. */
export const TokensCountRequest = request(
  "ossicle/tokens/count",
  v.object({ texts: v.array(v.string()) }),
  v.object({ counts: v.array(v.number()) }),
);
