/** Inline completions, beside `textDocument/inlineCompletion` itself. */
import * as v from "valibot";
import { nothing, notification, request } from "../../common/wire.ts";
import { position } from "./range.ts";
import { counts } from "./status.ts";

/** What the editor reports near the cursor, and of which code, if that is still there: beside LSP, with each request. */
export const nearProblem = v.object({
  /** What it is about. */
  code: v.string(),
  message: v.string(),
  /** It is on the cursor's line. */
  onLine: v.boolean(),
});
export type NearProblem = v.InferOutput<typeof nearProblem>;

/** What an inline completion came to: for the status bar. */
const completionOutcome = v.object({
  /** Why nothing was shown, in a sentence for the user; absent when there was a suggestion. */
  whyNone: v.optional(v.string()),
  counts: v.optional(counts),
  /** Its first line alone is shown, and the model is still writing: what it takes is said once it has ended. */
  isBeginning: v.optional(v.boolean()),
});

/** The last inline completion: for `Show Statistics` and bug reports. */
const lastCompletion = v.object({
  ...completionOutcome.entries,
  /** How sure the model was of the first tokens that it drew, each from 0 to 1. */
  confidences: v.optional(v.array(v.number())),
});

export type CompletionOutcome = v.InferOutput<typeof completionOutcome>;
export type LastCompletion = v.InferOutput<typeof lastCompletion>;

/** The last inline completion, or why there was none. */
export const CompletionLastRequest = request("ossicle/completion/last", nothing, lastCompletion);

/**
 * Sent after every inline completion, and when one is whole whose first line was shown alone: the status bar says what it
 * took, or why there was none.
 */
export const CompletionDoneNotification = notification("ossicle/completion/done", completionOutcome);

/**
 * Sent when the rest of a suggestion is there whose first line alone was shown, at this place of this version: the client
 * asks once more there, as if by itself. Only clients with `ossicleGrowing` get first lines alone.
 */
export const CompletionGrownNotification = notification(
  "ossicle/completion/grown",
  v.object({ uri: v.string(), version: v.number(), position }),
);

/** No suggestions until then (milliseconds since the epoch), or again from now on (`null`). */
export const SnoozeNotification = notification(
  "ossicle/completion/snooze",
  v.object({ until: v.nullable(v.number()) }),
);

/** Executed by the client when a suggestion was accepted in full (`command` of an inline completion item). */
export const SUGGESTION_ACCEPTED_COMMAND = "ossicle.server.suggestionAccepted";

/** Arguments of that command: which suggestion it was. */
export const acceptedArguments = v.tuple([v.string()]);
