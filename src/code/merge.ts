/** Puts a block of code that is a part of a file, or of a class or function, into its place there. */

import { isCloser } from "../../common/declarations/extent.ts";
import { columnOf, isBlank } from "../../common/text-lines.ts";
import { type Anchor, findAnchors } from "./anchors.ts";
import { type BlockItem, itemsOf } from "./block-items.ts";
import { baseColumn, indentOf, indentUnit, reindent } from "./code-lines.ts";
import type { CodeReading } from "./code-reading.ts";
import { isElision } from "./elision.ts";
import { headEnd, isPreface } from "./line-kinds.ts";
import { importSplices } from "./merge-imports.ts";
import { mergeByLines } from "./merge-lines.ts";
import { type Splice, spliced } from "./splices.ts";

type Declaration = Extract<BlockItem, { kind: "declaration" }>;

/** A class of which an answer shows fewer of its members, on fewer lines, isn't meant to lose the others. */
const MAX_SHOWN_MEMBERS = 0.5;
const MAX_SHOWN_LINES = 0.7;

/** @returns the lines of the file with the block in it, or `undefined` where no place can be found */
export function merge(
  file: readonly string[],
  block: readonly string[],
  reading: CodeReading,
): string[] | undefined {
  const items = itemsOf(block, reading);
  if (items.every(({ kind }) => kind === "elision")) return [...file];
  const anchors = findAnchors(file, items, reading);
  const hasStatements = items.some(({ kind }) => kind === "statements");
  const isAnchored = items.some((item, index) => anchors[index] && !(hasStatements && isVariable(item)));
  // What declares something new has no lines there to be found again.
  const isNew = items.every((item) => item.kind !== "statements" && !isLocalVariable(item));
  if (!isAnchored && !isNew) return mergeByLines(file, block, reading);
  return mergeItems(file, items, anchors, reading);
}

function isVariable(item: BlockItem): boolean {
  return item.kind === "declaration" && item.declared.isVariable;
}

/** Alone it may belong into any function. */
function isLocalVariable(item: BlockItem): boolean {
  return (
    item.kind === "declaration" &&
    item.declared.isVariable &&
    !/^\s*export\b/.test(item.lines[item.head] ?? "")
  );
}

function mergeItems(
  file: readonly string[],
  items: readonly BlockItem[],
  anchors: readonly (Anchor | undefined)[],
  reading: CodeReading,
): string[] | undefined {
  const splices: Splice[] = [];
  for (const [index, item] of items.entries()) {
    if (item.kind === "elision" || item.kind === "import") continue;
    const anchor = anchors[index];
    if (item.kind === "declaration" && anchor) {
      const splice = replaceDeclaration(file, item, anchor, reading);
      if (!splice) return undefined;
      splices.push(splice);
      continue;
    }
    const gap = gapAround(file, items, anchors, index);
    const known =
      item.kind === "statements"
        ? mergeByLines(file.slice(gap.start, gap.end), item.lines, reading)
        : undefined;
    splices.push(
      known ? { ...gap, lines: known } : insertion(file, items, anchors, index, item.lines, reading),
    );
  }
  splices.push(
    ...importSplices(
      file,
      items.flatMap((item) => (item.kind === "import" ? [item.lines] : [])),
    ),
  );
  return spliced(file, splices);
}

/** The lines between the items of the file before and after this one. */
function gapAround(
  file: readonly string[],
  items: readonly BlockItem[],
  anchors: readonly (Anchor | undefined)[],
  index: number,
): { start: number; end: number } {
  const start = anchors.slice(0, index).findLast((anchor) => anchor !== undefined)?.end ?? 0;
  const next = anchors.findIndex((anchor, at) => at > index && anchor !== undefined);
  const end = next < 0 ? file.length : withPreface(file, anchors[next]?.start ?? file.length, items[next]);
  return end < start ? { start, end: start } : { start, end };
}

/** Something new goes next to what it stands next to in the block; without neighbors, to the end. */
function insertion(
  file: readonly string[],
  items: readonly BlockItem[],
  anchors: readonly (Anchor | undefined)[],
  index: number,
  lines: readonly string[],
  { declaredBy }: CodeReading,
): Splice {
  const gap = gapAround(file, items, anchors, index);
  const hasBefore = anchors.slice(0, index).some(Boolean);
  const hasAfter = anchors.slice(index + 1).some(Boolean);
  const elisionBefore = elisionTowards(items, anchors, index, -1);
  const elisionAfter = elisionTowards(items, anchors, index, 1);
  const atGapStart =
    (hasBefore && !elisionBefore) || (!hasAfter && !hasBefore && elisionAfter && !elisionBefore);
  const neighbor = hasBefore || !hasAfter ? gap.start - 1 : gap.end;
  const indent = indentOf(
    file[hasBefore || hasAfter ? firstOfItem(file, anchors, index) : baseLine(file)] ?? "",
  );
  const at = atGapStart && neighbor >= 0 ? gap.start : lastCode(file, gap, hasAfter);
  const isFirst = at === 0;
  const text = reindent(lines, indent, indentUnit(file));
  const isTight = lines.length === 1 && !isBlank(file[at - 1] ?? "") && !declaredBy(file[at - 1] ?? "");
  if (isTight) return { start: at, end: at, lines: text };
  const before = isFirst || isBlank(file[at - 1] ?? "") ? [] : [""];
  const after = at >= file.length || isBlank(file[at] ?? "") ? [] : [""];
  return { start: at, end: at, lines: [...before, ...text, ...after] };
}

/** Whether code is left out between an item and its nearest neighbor that the file has. */
function elisionTowards(
  items: readonly BlockItem[],
  anchors: readonly (Anchor | undefined)[],
  index: number,
  step: 1 | -1,
): boolean {
  for (let at = index + step; at >= 0 && at < items.length && !anchors[at]; at += step)
    if (items[at]?.kind === "elision") return true;
  return false;
}

/** A line whose indentation new neighbors of an item have. */
function firstOfItem(
  file: readonly string[],
  anchors: readonly (Anchor | undefined)[],
  index: number,
): number {
  const anchor =
    anchors.slice(0, index).findLast((each) => each !== undefined) ??
    anchors.slice(index + 1).find((each) => each !== undefined);
  return anchor?.start ?? baseLine(file);
}

function baseLine(file: readonly string[]): number {
  const base = baseColumn(file);
  return file.findIndex((line) => !isBlank(line) && columnOf(line) === base);
}

/** Before the next item, before what runs a script, or behind the last line of code. */
function lastCode(file: readonly string[], gap: { start: number; end: number }, hasAfter: boolean): number {
  if (hasAfter) return gap.end;
  const main = file.findIndex((line, at) => at >= gap.start && /^if\s+__name__\s*==/.test(line));
  if (main >= 0) return main;
  return file.findLastIndex((line) => !isBlank(line)) + 1;
}

/** The comments above a declaration go with it where the block brings its own. */
function withPreface(file: readonly string[], start: number, item: BlockItem | undefined): number {
  if (item?.kind !== "declaration" || item.head === 0) return start;
  let at = start;
  while (
    at > 0 &&
    isPreface(file[at - 1] ?? "") &&
    columnOf(file[at - 1] ?? "") >= columnOf(file[start] ?? "")
  )
    at--;
  return at;
}

function replaceDeclaration(
  file: readonly string[],
  item: Declaration,
  { start, end }: Anchor,
  reading: CodeReading,
): Splice | undefined {
  const from = withPreface(file, start, item);
  const indent = indentOf(file[start] ?? "");
  const unit = indentUnit(file);
  const old = file.slice(start, end);
  const own = item.lines.slice(item.head);
  if (!own.some(isElision) && !showsPart(old, own, reading))
    return { start: from, end, lines: reindent(item.lines, indent, unit) };
  const oldBody = bodyOf(old);
  const newBody = bodyOf(own);
  const body = merge(oldBody.lines, newBody.lines, reading);
  if (!body) return undefined;
  const head = reindent([...item.lines.slice(0, item.head), ...own.slice(0, newBody.start)], indent, unit);
  return { start: from, end, lines: [...head, ...body, ...old.slice(oldBody.end)] };
}

/** The lines within a declaration, without its head and its closing bracket. */
function bodyOf(lines: readonly string[]): { start: number; end: number; lines: readonly string[] } {
  const start = Math.min(headEnd(lines, 0, lines.length), lines.length);
  const column = columnOf(lines[0] ?? "");
  let end = lines.length;
  while (end > start && isCloser(lines[end - 1] ?? "") && columnOf(lines[end - 1] ?? "") <= column) end--;
  return { start, end, lines: lines.slice(start, end) };
}

/** Whether a class is shown with a few of its members only. */
function showsPart(old: readonly string[], own: readonly string[], reading: CodeReading): boolean {
  const members = membersOf(old, reading);
  const shown = membersOf(own, reading);
  if (members.length < 2 || shown.length === 0 || own.length > old.length * MAX_SHOWN_LINES) return false;
  return members.filter((name) => shown.includes(name)).length <= members.length * MAX_SHOWN_MEMBERS;
}

function membersOf(declaration: readonly string[], reading: CodeReading): string[] {
  const { lines } = bodyOf(declaration);
  return itemsOf(lines, reading).flatMap((item) =>
    item.kind === "declaration" && !item.declared.isVariable ? item.declared.name : [],
  );
}
