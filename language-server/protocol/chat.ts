/** A conversation, as the client keeps it and sends it whole with every question, and what comes back. */
import type { Counts, StopReason } from "./status.ts";

export type ReasoningEffort = "low" | "medium" | "high";

export interface ChatMessage {
  role: "user" | "assistant" | "tool";
  content: string;
  /** What was attached to a user's message. */
  context?: ContextItem[];
  /** What the model thought before this message of its own. */
  reasoning?: string;
  /** Calls that this message of the model ends with; `content` is then what it said before them. */
  toolCalls?: ToolCall[];
  /** The call that this message of role "tool" is the result of. */
  toolCallId?: string;
}

/** Frozen as text when it was attached: later edits of the file don't change what was asked. */
export interface ContextItem {
  kind: "file" | "selection" | "problems" | "changes" | "terminal" | "codebase";
  /** What its chip shows: a path relative to the workspace, or what else it is. */
  title: string;
  uri?: string;
  /** The part of the file; absent for the whole of it. Zero-based, the end exclusive, as in LSP. */
  range?: ContextRange;
  text: string;
}

export interface ContextRange {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** A function that the model may ask to be called. */
export interface ToolSpec {
  name: string;
  description: string;
  /** A JSON Schema of type "object"; absent when the function takes nothing. */
  parameters?: JsonSchema;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ToolCall {
  /** Names the call within the conversation; its result carries the same. */
  id: string;
  name: string;
  /** JSON as the model wrote it, which may be none. */
  arguments: string;
}

/**
 * Everything that the prompt is made of. When the last message is an answer that was cut off, the model goes on with
 * it, and the result has the rest alone. Whatever stays the same from one question to the next is reused. */
export interface ChatConversation {
  conversationId: string;
  messages: ChatMessage[];
  /** Index of the first message that the model still sees, as the last result told it; 0 or absent for all. */
  firstMessage?: number;
  /** What the model takes for today ("2026-03-01"); the same for the whole conversation. */
  date?: string;
  /** The project's rules, as they were when the conversation began. */
  rules?: string;
  tools?: ToolSpec[];
  reasoningEffort?: ReasoningEffort;
}

export interface ChatSendParams extends ChatConversation {
  /** Names the stream of `ossicle/chat/delta` notifications. */
  requestId: string;
  maxTokens?: number;
  /** 1 unless given, as gpt-oss is meant to be used; 0 always takes the likeliest token. */
  temperature?: number;
}

/**
 * Why an answer is not whole, beyond its stop reason:
 * `repetition`: the model said the same thing over and over; `noAnswer`: it ended without saying anything to the
 * person; `unknownTool`: it called a tool that it was not given; `tooLong`: the question alone is longer than the
 * context; `noModel`: no model is ready, and the status says why; `noChat`: the model has no chat template.
 */
export type CutReason = "repetition" | "noAnswer" | "unknownTool" | "tooLong" | "noModel" | "noChat";

export interface ChatResult extends Counts {
  answer: string;
  reasoning: string;
  toolCalls?: ToolCall[];
  stopReason: StopReason;
  cutReason?: CutReason;
  /** The name of the tool, for `unknownTool`. */
  tool?: string;
  /** For `tooLong`: what the question takes, and what the context holds for it. */
  sizes?: { promptTokens: number; contextTokens: number };
  /** From when the model began to think until it began to answer, in milliseconds; 0 where it didn't think. */
  reasoningMs: number;
  /** Index of the first message that the model saw. Older ones were left out, because the context was full. */
  firstMessage: number;
  /** The tokens that went through the model from the question to the first token of the answer. */
  evaluatedTokens: number;
}

export interface ChatDelta {
  requestId: string;
  channel: "reasoning" | "answer";
  text: string;
}

/** What the context is used for, in tokens. */
export interface ContextUse {
  /** What the context holds. */
  contextTokens: number;
  /** Kept free for the answer. */
  answerTokens: number;
  /** Ossicle's own instructions, with Harmony's frame of every message. */
  instructions: number;
  rules: number;
  /** What was attached. */
  attached: number;
  questions: number;
  answers: number;
  /** As in `ChatResult`, for a question asked now. */
  firstMessage: number;
}

/** A piece to attach, cut to what it may take. */
export interface FittedItem {
  item: ContextItem;
  tokens: number;
  /** Present when lines were cut off: how many are left, of how many. */
  cut?: { lines: number; of: number };
}

/** A declaration in the workspace. */
export interface WorkspaceSymbol {
  name: string;
  /** As the language calls it: "function", "class", "def", … */
  kind: string;
  uri: string;
  /** Of the declaration, as far as its extent is known. */
  range: ContextRange;
}
