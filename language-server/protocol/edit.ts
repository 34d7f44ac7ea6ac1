/** Edits of code in place: what the client asks for, and what comes back. */
import type { ContextRange } from "./chat.ts";
import type { Counts, StopReason } from "./status.ts";

export const EDIT_KINDS = ["edit", "fix", "refactor", "document", "test"] as const;
export type EditKind = (typeof EDIT_KINDS)[number];

/** What a compiler or linter says of a place, as in LSP. */
export interface EditDiagnostic {
  range: ContextRange;
  message: string;
  severity?: 1 | 2 | 3 | 4;
  code?: string | number;
  source?: string;
  relatedInformation?: { location: { uri: string; range: ContextRange }; message: string }[];
}

export interface EditRunParams {
  /** Names the stream of `ossicle/edit/delta` notifications. */
  requestId: string;
  /** The edit is for this version of the document; another one is refused. */
  textDocument: { uri: string; version: number };
  /** Widened to whole lines; an empty one to the block of code around it. */
  range: ContextRange;
  /** "" for what the kind asks for by itself. */
  instruction: string;
  kind: EditKind;
  diagnostics?: EditDiagnostic[];
  /** Code of other places that matters: definitions, neighbouring tests. */
  related?: { path: string; text: string }[];
}

/**
 * Why an answer is of no use: `empty`, `same` (as what is there), `prose`, `unbalanced` (brackets were lost), `unfinished` (longer than there is room
 * for), `tooLong` (the code to be edited), `stale` (the document is another one by now), `noModel`, `noChat` (the
 * model has no chat template).
 */
export type UnusableReason =
  | "empty"
  | "same"
  | "prose"
  | "unbalanced"
  | "unfinished"
  | "tooLong"
  | "stale"
  | "noModel"
  | "noChat";

export interface EditResult extends Counts {
  /** What takes the place of `range`; "" where there is nothing usable. */
  newText: string;
  /** The whole lines that it is for. */
  range: ContextRange;
  stopReason: StopReason;
  /** With stopReason "unusable". */
  unusable?: UnusableReason;
  /** What the model said, as it said it: to be shown when it can't be used. */
  answer: string;
  /** Times that the model ran: fewer than `generatedTokens` where drafts were accepted. */
  forwardPasses: number;
}

export interface EditDelta {
  requestId: string;
  text: string;
}

/** What a code action of ours carries for a client that reviews edits (`experimental.ossicleReview`). */
export interface EditCommandArguments {
  uri: string;
  range: ContextRange;
  kind: EditKind;
  /** "" asks the user. */
  instruction: string;
}

/** Run by clients that review edits; its one argument is `EditCommandArguments`. */
export const EDIT_COMMAND = "ossicle.editCode";
