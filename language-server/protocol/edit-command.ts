/** The command that a code action of ours has for a client that reviews edits. */
import * as v from "valibot";
import { range } from "./range.ts";

export const editKind = v.picklist(["edit", "fix", "refactor", "document", "test"]);

/** Run by clients that review edits (`experimental.ossicleReview`); its one argument is `EditCommandArguments`. */
export const EDIT_COMMAND = "ossicle.editCode";

export const editCommandArguments = v.object({
  uri: v.string(),
  range,
  kind: editKind,
  /** "" asks the user. */
  instruction: v.string(),
});

export type EditKind = v.InferOutput<typeof editKind>;
export type EditCommandArguments = v.InferOutput<typeof editCommandArguments>;
