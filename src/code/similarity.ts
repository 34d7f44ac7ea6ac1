/** How likely a block of code is a change of a file. */

import { placeholderAt } from "../../common/placeholders.ts";
import { linesOf } from "../../common/text-lines.ts";
import { keyOf, saysSomething, weightOf } from "./code-lines.ts";
import { BY_SHAPE } from "./code-reading.ts";
import { isImport } from "./line-kinds.ts";

/** A file with at least this score is what the block changes, if no other comes near. */
const MIN_SCORE = 0.35;
const MIN_LEAD = 1.3;
/** A function that is declared in both counts, even if the line changed. */
const SAME_NAME_SHARE = 0.8;

/** From 0, nothing in common, to 1, every line of the block is in the file. Imports say little and don't count. */
export function similarity(fileText: string, blockText: string): number {
  const file = linesOf(fileText).filter(saysSomething);
  const keys = new Set(file.map(keyOf));
  const names = new Set(file.flatMap(namesIn));
  let found = 0;
  let all = 0;
  const block = linesOf(blockText);
  for (const [row, line] of block.entries()) {
    if (!saysSomething(line) || placeholderAt(block, row) === "sure" || isImport(line)) continue;
    const weight = weightOf(line);
    all += weight;
    if (keys.has(keyOf(line))) found += weight;
    else if (namesIn(line).some((name) => names.has(name))) found += weight * SAME_NAME_SHARE;
  }
  return all === 0 ? 0 : found / all;
}

function namesIn(line: string): string[] {
  const declared = BY_SHAPE.declaredBy(line);
  return declared && !declared.isVariable ? [declared.name] : [];
}

/** Best first, and whether the first is surely the one. */
export function ranked<T>(scored: readonly { of: T; score: number }[]): { sure: boolean; order: T[] } {
  const order = scored.toSorted((a, b) => b.score - a.score);
  const [best, second] = order;
  const sure = best !== undefined && best.score >= MIN_SCORE && best.score >= MIN_LEAD * (second?.score ?? 0);
  return { sure, order: order.map(({ of }) => of) };
}
