/** Finds lines of code again in other code, although some of them were changed. */
import { columnOf } from "../../common/text-lines.ts";
import { keyOf, saysSomething, weightOf } from "./code-lines.ts";
import type { CodeReading } from "./code-reading.ts";

/** For each line of the block, the line of the file that it is, or `undefined` where it is new. */
export type Alignment = readonly (number | undefined)[];

/** Comparing every line with every other takes too long beyond this. */
const MAX_PAIRS = 2_000_000;
/** A line that follows its predecessor in both is surely the same. */
const NEIGHBOR_BONUS = 0.5;
const CHANGED_SHARE = 0.6;
/** From this part of equal characters at the beginning and the end on, a line counts as changed, not as new. */
const MIN_ALIKE = 0.6;

interface Line {
  key: string;
  column: number;
  strong: boolean;
  weight: number;
  declared: string | undefined;
  returns: boolean;
}

/** The best alignment in order, or `undefined` where there is too much to compare. */
export function align(
  file: readonly string[],
  block: readonly string[],
  reading: CodeReading,
): Alignment | undefined {
  if (file.length * block.length > MAX_PAIRS) return undefined;
  const left = file.map((line) => read(line, reading));
  const right = block.map((line) => read(line, reading));
  const shift = commonShift(left, right);
  const width = right.length + 1;
  const best = new Float32Array((left.length + 1) * width);
  const matched = new Float32Array((left.length + 1) * width);
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      const at = i * width + j;
      const before = at - width - 1;
      const score = likeness(left[i - 1], right[j - 1], shift);
      if (score > 0) {
        const neighbor = matched[before] ?? 0;
        matched[at] = score + Math.max(best[before] ?? 0, neighbor > 0 ? neighbor + NEIGHBOR_BONUS : 0);
      }
      best[at] = Math.max(best[at - width] ?? 0, best[at - 1] ?? 0, matched[at] ?? 0);
    }
  }
  return trace(best, matched, left.length, right.length);
}

function trace(best: Float32Array, matched: Float32Array, rows: number, columns: number): Alignment {
  const width = columns + 1;
  const alignment: (number | undefined)[] = new Array(columns).fill(undefined);
  let i = rows;
  let j = columns;
  let inRun = false;
  while (i > 0 && j > 0) {
    const at = i * width + j;
    const here = matched[at] ?? 0;
    if (here > 0 && (inRun || here === best[at])) {
      alignment[j - 1] = i - 1;
      const before = at - width - 1;
      const neighbor = matched[before] ?? 0;
      inRun = neighbor > 0 && neighbor + NEIGHBOR_BONUS > (best[before] ?? 0);
      i--;
      j--;
    } else if (best[at] === best[at - 1]) j--;
    else i--;
  }
  return alignment;
}

function read(line: string, reading: CodeReading): Line {
  return {
    key: keyOf(line),
    column: columnOf(line),
    strong: saysSomething(line),
    weight: weightOf(line),
    declared: reading.declaredBy(line)?.name,
    returns: /^\s*return\b/.test(line),
  };
}

/** By how many columns most of the block's lines stand deeper in the file. */
function commonShift(file: readonly Line[], block: readonly Line[]): number {
  const columns = new Map<string, number | undefined>();
  for (const { key, column, strong } of file)
    if (strong) columns.set(key, columns.has(key) ? undefined : column);
  const shifts = new Map<number, number>();
  for (const { key, column } of block) {
    const there = columns.get(key);
    if (there !== undefined) shifts.set(there - column, (shifts.get(there - column) ?? 0) + 1);
  }
  return [...shifts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** 0 where the lines are different ones. */
function likeness(file: Line | undefined, block: Line | undefined, shift: number): number {
  if (!file || !block) return 0;
  if (file.key === block.key) return block.strong || file.column === block.column + shift ? block.weight : 0;
  if (!file.strong || !block.strong) return 0;
  if (block.declared !== undefined && file.declared !== undefined)
    return block.declared === file.declared ? CHANGED_SHARE * block.weight : 0;
  if (block.returns && file.returns && file.column === block.column + shift)
    return CHANGED_SHARE * block.weight;
  return areAlike(file.key, block.key) ? CHANGED_SHARE * block.weight : 0;
}

function areAlike(one: string, other: string): boolean {
  const longer = Math.max(one.length, other.length);
  const shorter = Math.min(one.length, other.length);
  if (shorter < longer * MIN_ALIKE) return false;
  let head = 0;
  while (head < shorter && one.charCodeAt(head) === other.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < shorter - head &&
    one.charCodeAt(one.length - 1 - tail) === other.charCodeAt(other.length - 1 - tail)
  )
    tail++;
  return head + tail >= longer * MIN_ALIKE;
}
