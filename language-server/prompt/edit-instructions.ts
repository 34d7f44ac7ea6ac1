/** What each kind of edit asks for when the user says nothing else. */
import { fenced } from "../../common/fence.ts";
import { languageFacts, languageName } from "../../common/languages/languages.ts";
import type { EditKind } from "../protocol/edit-command.ts";

const BY_KIND: Record<EditKind, string> = {
  edit: "Improve this code.",
  fix: "Fix the problems in the selection.",
  refactor: "Simplify this code. Its behavior stays the same.",
  document: "Add documentation to this code.",
  test: "Write tests for this code.",
};

/** For a model that has put a comment in the place of code. */
export const WRITE_ALL =
  "Write out every line of the selection that stays: no comment and no dots may stand for code that is left out.";

/** Where no compiler or linter says what is wrong. */
const FIX_UNREPORTED = "Find what is wrong in this code and fix it. If nothing is wrong, leave it as it is.";

/** @param hasProblems the prompt lists problems of this code */
export function editInstruction(
  kind: EditKind,
  given: string,
  languageId: string,
  hasProblems: boolean,
): string {
  const usual = kind === "fix" && !hasProblems ? FIX_UNREPORTED : BY_KIND[kind];
  const instruction = given.trim() === "" ? usual : given.trim();
  const docs = kind === "document" ? languageFacts(languageId)?.docs : undefined;
  return docs === undefined ? instruction : `${instruction} Use ${docs}.`;
}

/** Asks for the code of an answer to be put into the selection. */
export function mergeInstruction(block: string, languageId: string): string {
  return (
    "Put this code into the selection. It shows what is new or changed and may leave out the rest: keep every line of " +
    "the selection that it doesn't replace, and write no comment in place of code. What is new goes where it belongs; " +
    `what has the name of something in the selection takes its place.\n\n${fenced(block, languageName(languageId).tag)}`
  );
}
