/**
 * The invariant of what is applied: it takes away only lines that the block itself shows as replaced. Checks any
 * result, however it was made.
 */
import { diffArrays } from "diff";
import { placeholderAt } from "../../../common/placeholders.ts";
import type { CodeReading } from "../code-reading.ts";
import { isImport, isPreface, missingAttributes } from "../line-kinds.ts";
import { counterpartsOf, gapsOf, levelWithin, shownOf } from "./counterparts.ts";
import type { Item, Section } from "./item.ts";
import type { Level } from "./item-names.ts";
import { bodyOf, contentOf, itemsIn, wholeOf } from "./items.ts";
import { wordsOf } from "./merge-imports.ts";
import { placeOf } from "./places.ts";

/** Beyond this many changed lines the search for what stayed takes too long. */
const MAX_CHANGES = 3_000;

/**
 * @param top what the outermost items of the file are
 * @returns whether the new text lacks lines of the old one although the block doesn't show what takes their place
 */
export function losesUnshown(
  old: readonly string[],
  block: readonly string[],
  result: readonly string[],
  top: Level,
  reading: CodeReading,
): boolean {
  const replaced = new Set<number>();
  const [file, shown] = [wholeOf(old), wholeOf(block)];
  addImports(file, shown, top, reading, replaced);
  const place = placeOf(file, shown, top, reading);
  if (place) addReplaced(place.section, shown, place.level, reading, replaced);
  const kept = old.flatMap((line, row) => (replaced.has(row) || !hasWords(line) ? [] : [contentOf(line)]));
  const now = result.filter(hasWords).map(contentOf);
  if (!hasBoth(now, kept, broughtBy(block, reading))) return true;
  if (isWithin(kept, now)) return false;
  const changes = diffArrays(kept, now, { maxEditLength: MAX_CHANGES });
  if (!changes) return true;
  const lost = changes.flatMap(({ removed, value }) => (removed ? value : []));
  // What was moved isn't lost; what the block brings isn't what was moved.
  const moved = changes.flatMap(({ added, value }) => (added ? value : []));
  for (const line of block.map(contentOf)) take(moved, line);
  return lost.some((line) => !take(moved, line));
}

/**
 * The block's lines that a result has beside the file's own. Comments and imports may be merged with those, and a head
 * that a block ends with says where it is.
 */
function broughtBy(block: readonly string[], reading: CodeReading): string[] {
  const lines = /[{([]\s*$/.test(block.at(-1) ?? "") ? block.slice(0, -1) : block;
  return lines
    .filter(
      (line, row) =>
        hasWords(line) &&
        !isImport(line) &&
        !isPreface(line) &&
        placeholderAt(block, row, reading.languageId) === undefined,
    )
    .map(contentOf);
}

/** Whether there are as many of each line as both have: a line of the block doesn't stand for one of the file. */
function hasBoth(all: readonly string[], kept: readonly string[], brought: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const line of all) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of brought) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of kept) counts.set(line, (counts.get(line) ?? 0) - 1);
  const known = new Set(kept);
  return [...counts].every(([line, count]) => count >= 0 || !known.has(line));
}

/** Whether all of these lines come in this order. */
function isWithin(lines: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const line of all) if (line === lines[at]) at++;
  return at === lines.length;
}

/** Adds the rows that the block shows as replaced. */
function addReplaced(
  file: Section,
  block: Section,
  level: Level,
  reading: CodeReading,
  rows: Set<number>,
): void {
  const items = itemsIn(file, level, reading);
  const blockItems = itemsIn(block, level, reading);
  const counterparts = counterpartsOf(file, items, block, blockItems, level);
  for (const { old, kind } of gapsOf(items, blockItems, counterparts, level))
    if (kind === "replaced")
      for (const { from, end } of items.slice(old.from, old.to)) addRows(rows, from, end);
  for (const [index, item] of blockItems.entries()) {
    const old = counterparts.of[index];
    if (old?.kind === "statement") addRows(rows, old.start, old.end);
    if (old?.kind !== "named") continue;
    const shown = shownOf(file, old, block, item, reading);
    if (shown === "unsure") continue;
    addPreface(file.lines, old, block.lines.slice(item.from, item.start), rows);
    if (shown === "whole") addRows(rows, old.start, old.end);
    else {
      const body = bodyOf(file, old);
      addRows(rows, old.start, body.from);
      addRows(rows, body.to, old.end);
      const within = shown === "members" ? (levelWithin(file, old) ?? "members") : "body";
      addReplaced(body, bodyOf(block, item), within, reading, rows);
    }
  }
}

/** Comments give way to others, decorators to those of their name. */
function addPreface(
  lines: readonly string[],
  { from, start }: Item,
  own: readonly string[],
  rows: Set<number>,
): void {
  if (own.length === 0) return;
  const missing = missingAttributes(lines.slice(from, start), own);
  for (let row = from; row < start; row++) if (!missing.includes(lines[row] ?? "")) rows.add(row);
}

/** An import gives way to one that brings all of its names. */
function addImports(
  file: Section,
  block: Section,
  top: Level,
  reading: CodeReading,
  rows: Set<number>,
): void {
  const imports = (section: Section) =>
    itemsIn(section, top, reading)
      .filter(({ kind }) => kind === "import")
      .map((item) => ({ item, words: wordsOf(section.lines.slice(item.start, item.end)) }));
  const brought = imports(block);
  for (const { item, words } of imports(file))
    if (brought.some((each) => [...words].every((word) => each.words.has(word))))
      addRows(rows, item.start, item.end);
}

function addRows(rows: Set<number>, from: number, end: number): void {
  for (let row = from; row < end; row++) rows.add(row);
}

const hasWords = (line: string) => /[\p{L}\p{N}]/u.test(line);

/** Takes one of them out. @returns whether there was one */
function take(lines: string[], line: string): boolean {
  const at = lines.indexOf(line);
  if (at >= 0) lines.splice(at, 1);
  return at >= 0;
}
