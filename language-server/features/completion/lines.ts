/** How lines of code are compared and measured. */
import { isBlank } from "../../../common/text-lines.ts";

/** Columns of a tab, where the editor's setting isn't known. */
const TAB_WIDTH = 4;
/** Shorter lines (`}`, `);`, `end`) stand in many places: they are the same only with the same indent. */
const TELLING_WORD_CHARS = 4;

/** Columns of white space at the beginning. */
export function indentWidth(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === "\t") width += TAB_WIDTH - (width % TAB_WIDTH);
    else if (character === " ") width++;
    else break;
  }
  return width;
}

/** Whether two lines say the same at what is likely the same place. */
export function sameLine(one: string, other: string): boolean {
  if (isBlank(one)) return false;
  if (one.trimEnd() === other.trimEnd()) return true;
  return one.trim() === other.trim() && one.replace(/\W/g, "").length >= TELLING_WORD_CHARS;
}

/** The part of a line's rest that an editor doesn't close by itself: "" when there is only that. */
export function significantRest(rest: string): string {
  return rest.replace(/<\/[\w.:-]*>|[\s)\]}>;,'"`]/g, "");
}

/** Whether a line's rest only closes what stands before it. */
export function onlyCloses(rest: string): boolean {
  return significantRest(rest) === "";
}
