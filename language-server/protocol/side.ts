/** Side requests: what the model is asked outside of any conversation, such as a commit message or a name. */
import * as v from "valibot";
import { request } from "../../common/wire.ts";
import { chatMessage, chatSizes, cutReason, reasoningEffort, temperature } from "./chat.ts";
import { uinteger } from "./range.ts";
import { counts, stopReason } from "./status.ts";

const sideAskParams = v.object({
  /**
   * The question, with what was said before it. What is attached is cut to what the messages themselves and the
   * answer leave of the context, the last item first. Nothing else is left out.
   */
  messages: v.pipe(v.array(chatMessage), v.nonEmpty()),
  /** Of the answer, with what the model thinks before it. */
  maxTokens: v.pipe(uinteger, v.minValue(1)),
  /** "low" unless given. */
  reasoningEffort: v.optional(reasoningEffort),
  /** 0, which always takes the likeliest token, unless given. */
  temperature: v.optional(temperature),
});

const sideAskResult = v.object({
  ...counts.entries,
  answer: v.string(),
  stopReason,
  /** As in `ChatResult`. */
  cutReason: v.optional(cutReason),
  /** For `tooLong`. */
  sizes: v.optional(chatSizes),
});

export type SideAskParams = v.InferOutput<typeof sideAskParams>;
export type SideAskResult = v.InferOutput<typeof sideAskResult>;

/** Asks the model something outside of any conversation. A cancel resolves with what there is, stopReason "cancelled". */
export const SideAskRequest = request("ossicle/side/ask", sideAskParams, sideAskResult);
