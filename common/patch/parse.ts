/**
 * A block of code that is a patch, whatever its fence says: gpt-oss's own form, a unified diff, or SEARCH/REPLACE
 * blocks. A block that only has something like it in it is none.
 */
import { linesOf } from "../text-lines.ts";
import { parseEnvelope } from "./envelope.ts";
import type { Patch } from "./patch.ts";
import { parseSearchReplace } from "./search-replace.ts";
import { parseUnified } from "./unified-diff.ts";

/** Without one of these there is no patch; most code is told apart by this alone. */
const MARK = /^(?:\*\*\* |[-+]|@@|diff |[<]{5,})/m;

/**
 * @param language the tag of the block's fence, "" without one
 * @returns nothing where the block is no patch
 */
export function parsePatch(code: string, language: string): Patch | undefined {
  if (!MARK.test(code)) return undefined;
  const lines = linesOf(code.replace(/^\uFEFF/, ""));
  // What the block ends with is no line of the patch.
  if (lines.at(-1) === "") lines.pop();
  return parseEnvelope(lines) ?? parseSearchReplace(lines) ?? parseUnified(lines, language);
}
