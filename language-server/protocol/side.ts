/** Side requests: what the model is asked outside of any conversation, such as a commit message or a name. */
import type { ChatMessage, CutReason, ReasoningEffort } from "./chat.ts";
import type { Counts, StopReason } from "./status.ts";

export interface SideAskParams {
  /**
   * The question, and what it is a part of. What is attached is cut where it doesn't fit into half of the context,
   * the first message's first item last; nothing else is left out.
   */
  messages: ChatMessage[];
  /** Of the answer, with what the model thinks before it. */
  maxTokens: number;
  /** "low" unless given. */
  reasoningEffort?: ReasoningEffort;
  /** 0, which always takes the likeliest token, unless given. */
  temperature?: number;
}

export interface SideAskResult extends Counts {
  answer: string;
  stopReason: StopReason;
  /** As in `ChatResult`. */
  cutReason?: CutReason;
  /** For `tooLong`: what the question takes, and what the context holds for it. */
  sizes?: { promptTokens: number; contextTokens: number };
}
