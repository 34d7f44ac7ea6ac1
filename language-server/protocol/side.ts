/** Side requests: what the model is asked outside of any conversation, such as a commit message or a name. */
import type { ChatMessage, CutReason, ReasoningEffort } from "./chat.ts";
import type { Counts, StopReason } from "./status.ts";

export interface SideAskParams {
  /**
   * The question, with what was said before it. What is attached is cut to what the messages themselves and the
   * answer leave of the context, the last item first. Nothing else is left out.
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
