/** Where a block of code from an answer belongs in a file, and the file with the block in it. */

import { isBlank, linesOf, withoutBlankEnds } from "../../common/text-lines.ts";
import { indentUnit, reindent } from "./code-lines.ts";
import { BY_SHAPE, type CodeReading } from "./code-reading.ts";
import { merge } from "./merge.ts";
import { isWhole } from "./whole-file.ts";

/**
 * The text of the file with the block in its place: as the whole file, in place of the functions, classes or lines
 * that it repeats or changes, or as something new after the imports or at the end. Where the block leaves code out
 * ("// ... existing code ..."), the file's stays. Indentation and line breaks are the file's.
 *
 * @param path of the file: a comment that only names it is not part of the code
 * @param reading of the file and the block
 * @returns `undefined` when no place can be found
 */
export function placeBlock(
  fileText: string,
  blockText: string,
  path = "",
  reading: CodeReading = BY_SHAPE,
): string | undefined {
  const eol = fileText.includes("\r\n") ? "\r\n" : "\n";
  const file = linesOf(fileText);
  const block = withoutBlankEnds(withoutPath(linesOf(blockText), path));
  if (block.length === 0) return undefined;
  if (file.every(isBlank)) return [...block, ""].join(eol);
  const finalBreak = file.at(-1) === "" ? [""] : [];
  if (isWhole(file, block, reading))
    return [...reindent(block, "", indentUnit(file)), ...finalBreak].join(eol);
  const code = file.slice(0, file.length - finalBreak.length);
  const merged = merge(code, block, reading);
  return merged && [...merged, ...finalBreak].join(eol);
}

/** Models like to name the file in a comment on the first line. */
function withoutPath(block: string[], path: string): string[] {
  const [first = "", ...rest] = block;
  const named =
    /^\s*(?:\/\/|#|--|;|%|<!--|\/\*)\s*(?:file(?:name|path)?:\s*)?([\w@./\\-]+\.\w+)\s*(?:\*\/|-->)?\s*$/i.exec(
      first,
    )?.[1];
  const name = path.split("/").at(-1);
  return named !== undefined && name !== undefined && named.split(/[\\/]/).at(-1) === name ? rest : block;
}
