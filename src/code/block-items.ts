/** The parts that a block of code consists of, on its outermost level. */

import { isCloser } from "../../common/declarations/extent.ts";
import { columnOf, isBlank, withoutBlankEnds } from "../../common/text-lines.ts";
import { baseColumn } from "./code-lines.ts";
import type { CodeReading, Declared } from "./code-reading.ts";
import { isElision } from "./elision.ts";
import { isImport, isPreface } from "./line-kinds.ts";

export type BlockItem =
  /** Code of the file is left out here. */
  | { kind: "elision" }
  | { kind: "import"; lines: string[] }
  /** `head` counts the comments and decorators before the line that declares it. */
  | { kind: "declaration"; declared: Declared; lines: string[]; head: number }
  | { kind: "statements"; lines: string[] };

export function itemsOf(block: readonly string[], reading: CodeReading): BlockItem[] {
  const base = baseColumn(block);
  const items: BlockItem[] = [];
  let at = 0;
  const takeStatement = (until: number) => {
    const lines = block.slice(at, until);
    const last = items.at(-1);
    if (last?.kind === "statements") last.lines.push(...lines);
    else if (lines.some((line) => !isBlank(line))) items.push({ kind: "statements", lines });
    at = until;
  };
  while (at < block.length) {
    const line = block[at] ?? "";
    if (isElision(line)) {
      items.push({ kind: "elision" });
      at++;
      continue;
    }
    const start = prefaceEnd(block, at);
    const first = block[start] ?? "";
    const declared = columnOf(first) === base && !isImport(first) ? reading.declaredBy(first) : undefined;
    const end = reading.endOf(block, start);
    if (declared) {
      items.push({ kind: "declaration", declared, lines: block.slice(at, end), head: start - at });
      at = end;
    } else if (columnOf(first) === base && isImport(first)) {
      items.push({ kind: "import", lines: block.slice(start, end) });
      at = end;
    } else {
      takeStatement(isBlank(line) || isCloser(line) ? at + 1 : Math.max(at + 1, end));
    }
  }
  return items.map((item) =>
    item.kind === "statements" ? { ...item, lines: withoutBlankEnds(item.lines) } : item,
  );
}

/** Where what a comment belongs to begins; a comment with a blank line after it stands for itself. */
function prefaceEnd(block: readonly string[], start: number): number {
  let at = start;
  let inComment = false;
  while (at < block.length) {
    const line = block[at] ?? "";
    if (isElision(line)) break;
    const code = line.trim();
    if (inComment) inComment = !code.endsWith("*/");
    else if (code.startsWith("/*")) inComment = !code.endsWith("*/");
    else if (!isPreface(line)) break;
    at++;
  }
  return at < block.length && !isBlank(block[at] ?? "") && !isElision(block[at] ?? "") ? at : start;
}
