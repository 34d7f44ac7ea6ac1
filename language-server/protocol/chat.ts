/** A conversation, as the client keeps it and sends it whole with every question. */

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
