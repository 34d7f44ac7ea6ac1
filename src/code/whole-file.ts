/** Whether a block of code is meant to be the whole file. */

import { diffArrays } from "diff";
import { isBlank } from "../../common/text-lines.ts";
import { keyOf, saysSomething, weightOf } from "./code-lines.ts";
import type { CodeReading } from "./code-reading.ts";
import { isElision } from "./elision.ts";
import { isImport } from "./line-kinds.ts";

/** Of the file's outermost lines that declare nothing, this part must be in the block. */
const MIN_OTHER_LINES = 0.6;
/** Of a file without outermost lines to go by, this part must be in the block. */
const MIN_COMMON = 0.5;
/** A block that begins and ends as the file does may be shorter, but not much. */
const MIN_SIZE = 0.5;
const MAX_CHANGES = 3_000;

export function isWhole(file: readonly string[], block: readonly string[], reading: CodeReading): boolean {
  const { declaredBy } = reading;
  if (block.some(isElision)) return false;
  const outer = outerLines(file);
  if (outer.length === 0) return commonShare(file, block) >= MIN_COMMON;
  const inBlock = outerLines(block);
  if (beginsAndEndsAlike(outer, inBlock, reading) && weigh(block) >= MIN_SIZE * weigh(file)) return true;
  const names = new Set(inBlock.flatMap((line) => declaredBy(line)?.name ?? []));
  const keys = new Set(inBlock.map(keyOf));
  const declared = outer.flatMap((line) => (isImport(line) ? [] : (declaredBy(line)?.name ?? [])));
  const others = outer.filter((line) => isImport(line) || !declaredBy(line));
  const found = others.filter((line) => keys.has(keyOf(line))).length;
  return declared.length > 0
    ? declared.every((name) => names.has(name)) && found >= MIN_OTHER_LINES * others.length
    : commonShare(file, block) >= MIN_COMMON && found >= MIN_OTHER_LINES * others.length;
}

/** Lines on the outermost level that say something. */
function outerLines(lines: readonly string[]): string[] {
  return lines.filter(
    (line) => saysSomething(line) && !/^[\s}\])]/.test(line) && !/^(?:\/\/|#(?!include)|\/\*)/.test(line),
  );
}

/** With one outermost line, beginning and end are the same one, which says too little. */
function beginsAndEndsAlike(
  file: readonly string[],
  block: readonly string[],
  { declaredBy }: CodeReading,
): boolean {
  const same = (one = "", other = "") =>
    keyOf(one) === keyOf(other) ||
    (declaredBy(one) !== undefined && declaredBy(one)?.name === declaredBy(other)?.name);
  return file.length > 1 && block.length > 1 && same(file[0], block[0]) && same(file.at(-1), block.at(-1));
}

/** The part of the file's code that is in the block, in the same order. */
function commonShare(file: readonly string[], block: readonly string[]): number {
  const changes = diffArrays(codeOf(file), codeOf(block), { maxEditLength: MAX_CHANGES }) ?? [];
  const common = changes.filter(({ added, removed }) => !added && !removed).flatMap(({ value }) => value);
  return weigh(common) / weigh(file);
}

function codeOf(lines: readonly string[]): string[] {
  return lines.filter((line) => !isBlank(line)).map(keyOf);
}

function weigh(lines: readonly string[]): number {
  return lines.reduce((sum, line) => (isBlank(line) ? sum : sum + weightOf(line)), 0);
}
