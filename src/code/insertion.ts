/** Code as it is inserted at a cursor. */

import { indentOf } from "../../common/indentation.ts";
import { isBlank, linesOf, withoutBlankEnds } from "../../common/text-lines.ts";
import { reindent } from "./code-lines.ts";

/**
 * @param before what stands on the cursor's line before it
 * @param unit one level of indentation in the document
 */
export function insertedText(code: string, before: string, unit: string, eol: string): string {
  const indent = indentOf(before);
  const [first = "", ...rest] = reindent(withoutBlankEnds(linesOf(code)), indent, unit);
  // The cursor stands behind the indentation of its line, whatever else is there.
  return [first.slice(indent.length), ...rest].join(eol);
}

/** Behind code that goes on, or on a line of its own: then the text ends with a line break. */
export function endsLine(code: string, before: string, after: string): boolean {
  return isBlank(before) && !isBlank(after) && linesOf(code.trimEnd()).length > 1;
}
