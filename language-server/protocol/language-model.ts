/**
 * The model as VS Code's own chat and other extensions use it: a conversation of theirs, with their instructions and
 * their tools, is answered by text and calls. The caller does the calls, and sends the whole conversation again.
 */
import * as v from "valibot";
import { notification, request } from "../../common/wire.ts";
import { chatSizes, cutReason, reasoningEffort, temperature, toolSpec } from "./chat.ts";
import { uinteger } from "./range.ts";
import { counts, stopReason } from "./status.ts";

const text = v.object({ kind: v.literal("text"), text: v.string() });
/** A call of one of the tools. Names and arguments are the caller's, not those that the model knows from its training. */
const call = v.object({
  kind: v.literal("call"),
  id: v.string(),
  name: v.string(),
  input: v.record(v.string(), v.unknown()),
});

const message = v.object({
  role: v.picklist(["system", "user", "assistant"]),
  /** In the caller's order. */
  parts: v.array(
    v.variant("kind", [
      text,
      /** What the model thought; the caller gives back that of the turn under way. */
      v.object({ kind: v.literal("thinking"), text: v.string() }),
      call,
      v.object({ kind: v.literal("result"), callId: v.string(), text: v.string() }),
    ]),
  ),
});

const respondParams = v.object({
  /** Names the stream of `ossicle/languageModel/event` notifications. */
  requestId: v.string(),
  messages: v.pipe(v.array(message), v.nonEmpty()),
  tools: v.array(toolSpec),
  /** The model has to call one of the tools. */
  mustCall: v.boolean(),
  /**
   * The caller's id of the conversation. VS Code gives none for a title, a commit message or inline chat, and other
   * extensions give none at all.
   */
  conversationId: v.optional(v.string()),
  /** "vscode" for VS Code's own chat; what it sends is known, and what belongs to it is told by what it has. */
  caller: v.picklist(["vscode", "extension"]),
  maxTokens: v.optional(v.pipe(uinteger, v.minValue(1))),
  reasoningEffort: v.optional(reasoningEffort),
  temperature: v.optional(temperature),
});

/** What is shown can't be taken back: text and calls come once they are certain, thoughts as they are written. */
const languageModelEvent = v.variant("kind", [
  text,
  v.object({ kind: v.literal("thinking"), text: v.string() }),
  call,
  /** A long prompt is evaluated: so many of its tokens are. */
  v.object({ kind: v.literal("progress"), evaluatedTokens: uinteger, promptTokens: uinteger }),
  /** Another conversation's answer is written first. */
  v.object({ kind: v.literal("queued") }),
]);

const respondResult = v.object({
  ...counts.entries,
  stopReason,
  /** Why there is no whole answer. */
  cutReason: v.optional(cutReason),
  /** For `tooLong`. */
  sizes: v.optional(chatSizes),
  /** The tokens that went through the model from the request to the first token of the answer. */
  evaluatedTokens: v.number(),
});

export type LanguageModelMessage = v.InferOutput<typeof message>;
export type LanguageModelCall = v.InferOutput<typeof call>;
export type RespondParams = v.InferOutput<typeof respondParams>;
export type LanguageModelEvent = v.InferOutput<typeof languageModelEvent>;
export type RespondResult = v.InferOutput<typeof respondResult>;

/**
 * Answers the last message. Never rejects for a state that is no bug of the caller: the result says why there is no whole
 * answer. A cancel resolves with what there is, stopReason "cancelled".
 */
export const RespondRequest = request("ossicle/languageModel/respond", respondParams, respondResult);

/** What the model writes, in order. */
export const LanguageModelEventNotification = notification(
  "ossicle/languageModel/event",
  v.object({ requestId: v.string(), event: languageModelEvent }),
);
