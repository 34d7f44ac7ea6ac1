/** Edits of code in place: what the client asks for, and what comes back. */
import * as v from "valibot";
import { notification, request } from "../../common/wire.ts";
import { editKind } from "./edit-command.ts";
import { range } from "./range.ts";
import { counts, stopReason } from "./status.ts";

/** What a compiler or linter says of a place, as in LSP. */
export const editDiagnostic = v.object({
  range,
  message: v.string(),
  severity: v.optional(v.picklist([1, 2, 3, 4])),
  code: v.optional(v.union([v.string(), v.number()])),
  source: v.optional(v.string()),
  relatedInformation: v.optional(
    v.array(v.object({ location: v.object({ uri: v.string(), range }), message: v.string() })),
  ),
});

const editRunParams = v.object({
  /** Names the stream of `ossicle/edit/delta` notifications. */
  requestId: v.string(),
  /** The edit is for this version of the document; another one is refused. */
  textDocument: v.object({ uri: v.string(), version: v.number() }),
  /** Widened to whole lines; an empty one to the block of code around it. */
  range,
  /** "" for what the kind asks for by itself. */
  instruction: v.string(),
  kind: editKind,
  diagnostics: v.optional(v.array(editDiagnostic)),
  /** Code of other places that matters: definitions, neighboring tests. */
  related: v.optional(v.array(v.object({ path: v.string(), text: v.string() }))),
});

/**
 * Why an answer is of no use: `empty`, `same` (as what is there), `prose`, `placeholder` (code is left out, also when
 * it was asked for whole), `unbalanced` (its brackets don't match), `unfinished` (longer than there is room for),
 * `tooLong` (the code to be edited), `stale` (the document is another one by now), `noModel`, `noChat` (the model has no
 * chat template).
 */
const unusableReason = v.picklist([
  "empty",
  "same",
  "prose",
  "placeholder",
  "unbalanced",
  "unfinished",
  "tooLong",
  "stale",
  "noModel",
  "noChat",
]);

const editResult = v.object({
  ...counts.entries,
  /** What takes the place of `range`; "" where there is nothing usable. */
  newText: v.string(),
  /** The whole lines that it is for. */
  range,
  stopReason,
  /** With stopReason "unusable". */
  unusable: v.optional(unusableReason),
  /** What the model said, as it said it: to be shown when it can't be used. */
  answer: v.string(),
  /** Times that the model ran: fewer than `generatedTokens` where drafts were accepted. */
  forwardPasses: v.number(),
});

const editDelta = v.object({
  requestId: v.string(),
  text: v.string(),
  /** What came before was of another answer, which isn't used. */
  isNew: v.optional(v.boolean()),
});

export type EditDiagnostic = v.InferOutput<typeof editDiagnostic>;
export type EditRunParams = v.InferOutput<typeof editRunParams>;
export type UnusableReason = v.InferOutput<typeof unusableReason>;
export type EditResult = v.InferOutput<typeof editResult>;
export type EditDelta = v.InferOutput<typeof editDelta>;

/** Asks the model for the text that takes the place of a range. The document is the server's own copy of it. */
export const EditRunRequest = request("ossicle/edit/run", editRunParams, editResult);

const editMergeParams = v.object({
  textDocument: v.object({ uri: v.string(), version: v.number() }),
  /** The code that the block is about. */
  range,
  /** Code of an answer that changes it, and may leave out parts of it. */
  block: v.string(),
});

export type EditMergeParams = v.InferOutput<typeof editMergeParams>;

/** Asks the model for the text of a range with a block of code from an answer put into it. */
export const EditMergeRequest = request("ossicle/edit/merge", editMergeParams, editResult);

/** A piece of the answer that is under way, as the model says it. */
export const EditDeltaNotification = notification("ossicle/edit/delta", editDelta);

/** The whole lines that an edit at this place is for: those of the range, or of the block of code around the cursor. */
export const EditRangeRequest = request(
  "ossicle/edit/range",
  v.object({ textDocument: v.object({ uri: v.string() }), range }),
  v.object({ range }),
);
