/** Whether the cursor stands in a comment. */
import { readCode } from "./lexical.ts";

/** How far back a block comment's beginning is looked for. */
const LOOK_BACK_CHARS = 4_000;

/**
 * Whether the text goes on inside a comment. Only its end is read: a block comment that began earlier is known by
 * the star that its lines usually begin with.
 */
export function endsInComment(before: string, languageId: string): boolean {
  const cut = before.length > LOOK_BACK_CHARS;
  const end = cut ? before.slice(before.indexOf("\n", before.length - LOOK_BACK_CHARS) + 1) : before;
  const { kind } = readCode(end.slice(-LOOK_BACK_CHARS), languageId);
  if (kind === "lineComment" || kind === "blockComment") return true;
  const hasStars = readCode("/*", languageId).kind === "blockComment";
  return cut && hasStars && kind === "code" && /^\s*\*(\s|$)/.test(end.slice(end.lastIndexOf("\n") + 1));
}
