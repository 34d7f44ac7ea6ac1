/** The first line of an answer that has several: shown before the rest, where nothing that follows can take it back. */
import { isBlank } from "../../../../common/text-lines.ts";
import { unmatchedBrackets } from "../../../context/brackets.ts";
import { readCode } from "../../../context/lexical.ts";
import { opensBlock, similarLine } from "../lines.ts";
import { withLineFeeds } from "../text-windows.ts";
import type { BeforeCursor } from "./tidy.ts";
import { type TrimContext, trimAnswer } from "./trim.ts";

export type FirstLinePlace = BeforeCursor & Omit<TrimContext, "cut">;

/**
 * The beginning of an answer up to the end of its first line of code, once that line is complete and stands for
 * itself: it opens nothing that comes later, and closes nothing that was open before.
 *
 * @param answer tidied, as far as it is there
 */
export function certainFirstLine(answer: string, place: FirstLinePlace): string | undefined {
  const { before, cursorLine, rest, after, languageId, unit } = place;
  const first = /^\s*?\S[^\n]*(?=\n)/.exec(answer)?.[0];
  if (first === undefined || !isBlank(rest)) return undefined;
  const lines = first.split("\n");
  // How deep a line under the cursor's is indented depends on those that come.
  if (lines.length > 1 && unit !== undefined) return undefined;
  const line = lines.length > 1 ? (lines.at(-1) ?? "") : cursorLine + first;
  const next = after.split("\n").find((candidate) => !isBlank(candidate)) ?? "";
  if (opensBlock(line, languageId) || similarLine(line, next)) return undefined;
  const { openers, closers } = unmatchedBrackets(`${first}\n`, languageId);
  if (openers.length > 0 || closers.length > 0 || /^\s*<\//.test(line)) return undefined;
  if ([before, before + first].some((code) => readCode(code, languageId).open !== undefined))
    return undefined;
  const insertion = trimAnswer(first, { ...place, cut: false });
  const isWhole = insertion?.replaced === 0 && withLineFeeds(insertion.text) === first.trimEnd();
  return isWhole ? first.trimEnd() : undefined;
}
