/** Where items that a file doesn't have go in it, and what is written there. */
import { placeholderAt } from "../../../common/placeholders.ts";
import { columnOf, isBlank } from "../../../common/text-lines.ts";
import { reindent } from "../code-lines.ts";
import type { Item, Section } from "./item.ts";
import type { Merging } from "./merging.ts";
import type { Splice } from "./splices.ts";

/** @returns `undefined` where the place of one of them isn't sure */
export function insertions(merging: Merging, added: readonly Item[]): Splice[] | undefined {
  const { block, isProposal } = merging;
  const places = new Map<number, Item[]>();
  for (const item of added) {
    const own = block.lines.slice(item.from, item.end);
    if (!isProposal && own.some((_, at) => placeholderAt(own, at) === "sure")) return undefined;
    const at = placeFor(merging, item);
    if (at !== undefined) places.set(at, [...(places.get(at) ?? []), item]);
    else if (item.kind !== "comment") return undefined;
  }
  const splices: Splice[] = [];
  for (const [at, items] of places) {
    const own = written(merging, items, at);
    if (!own) return undefined;
    splices.push(...own);
  }
  return splices;
}

/** The row of the file before which an item that is new belongs. */
function placeFor(merging: Merging, item: Item): number | undefined {
  const { fileItems, blockItems, counterparts, level, file } = merging;
  const index = blockItems.indexOf(item);
  const isWithin = level === "members" || level === "entries" || level === "suite";
  const before = neighbor(merging, index, -1);
  const after = neighbor(merging, index, 1);
  const isAlike = (old: Item | undefined) =>
    old !== undefined && (!isWithin || level === "suite" || isSmall(old) === isSmall(item));
  if (before.item && isAlike(before.item)) return before.item.end;
  if (after.item && isAlike(after.item)) return after.item.from;
  if (isWithin) {
    if (!before.isLeftOut && after.isLeftOut && !before.item) return fileItems[0]?.from ?? file.from;
    const alike = isSmall(item) && level !== "suite" ? fileItems.filter(isSmall) : fileItems;
    if (alike.length > 0) return alike.at(-1)?.end;
    return isSmall(item) ? (fileItems[0]?.from ?? file.from) : (fileItems.at(-1)?.end ?? file.to);
  }
  const isDeclared = item.kind === "named" && item.declares !== "" && !(item.isVariable && level === "file");
  if (level === "file") {
    const isExported = item.isVariable && /^export\b/.test(merging.block.lines[item.start] ?? "");
    const hasAnchor = counterparts.of.some((each) => each !== undefined);
    // A second title: the text is another one, perhaps.
    if (isTitle(merging.block, item) && fileItems.some((each) => isTitle(file, each))) return undefined;
    if (!isDeclared && !isExported && !(item.isVariable && item.kind === "named" && hasAnchor))
      return undefined;
    if (!before.isLeftOut && after.isLeftOut && !before.item) return firstAfterImports(merging);
    return endOfFile(merging);
  }
  // The beginning or the end of a function, where the block says that it leaves out the rest.
  const isOnly = blockItems.every((each, at) => each.kind === "placeholder" || counterparts.isNew[at]);
  if (!isOnly) return undefined;
  if (after.isLeftOut && !before.isLeftOut) return fileItems[0]?.from ?? file.from;
  if (before.isLeftOut && !after.isLeftOut && !leaves(merging)) return fileItems.at(-1)?.end ?? file.to;
  return undefined;
}

function isTitle({ lines }: Section, { declares, start }: Item): boolean {
  return declares === "heading" && /^#\s/.test(lines[start] ?? "");
}

/** A field, and not a function. */
function isSmall({ start, end }: Item): boolean {
  return end === start + 1;
}

/** The nearest item in one direction that the file has, unless the block leaves something out before it. */
function neighbor(
  { blockItems, counterparts }: Merging,
  index: number,
  step: 1 | -1,
): { item: Item | undefined; isLeftOut: boolean } {
  for (let at = index + step; at >= 0 && at < blockItems.length; at += step) {
    if (blockItems[at]?.kind === "placeholder") return { item: undefined, isLeftOut: true };
    const item = counterparts.of[at];
    if (item && item.kind !== "import") return { item, isLeftOut: false };
  }
  return { item: undefined, isLeftOut: false };
}

/** Whether nothing runs behind the last statement. */
function leaves({ file, fileItems }: Merging): boolean {
  const last = fileItems.at(-1);
  return (
    last !== undefined && /^\s*(?:return|throw|raise|break|continue)\b/.test(file.lines[last.start] ?? "")
  );
}

function firstAfterImports({ file, fileItems }: Merging): number {
  const first = fileItems.find(({ kind }) => kind === "named" || kind === "statement");
  return first?.from ?? file.to;
}

/** Behind the last line of code, but before what a file ends with. */
function endOfFile({ file: { lines, from, to } }: Merging): number {
  const script = lines.findIndex((line, at) => at >= from && /^if\s+__name__\s*==/.test(line));
  if (script >= 0) return script;
  let end = lines.slice(0, to).findLastIndex((line) => !isBlank(line)) + 1;
  while (
    end > from &&
    /^(?:\?>|#endif\b.*|return\s+[\w.]+)$/.test(lines[end - 1]?.trim() ?? "") &&
    columnOf(lines[end - 1]) === 0
  )
    end--;
  while (end > from && isBlank(lines[end - 1])) end--;
  return end;
}

/** The items with blank lines around them where their neighbors have them, and the mark between two. */
function written(merging: Merging, items: readonly Item[], at: number): Splice[] | undefined {
  const { file, fileItems, block, indent, unit } = merging;
  const before = fileItems.findLast(({ end }) => end <= at);
  const after = fileItems.find(({ from }) => from >= at);
  const mark = separator(merging);
  if (mark === undefined) return undefined;
  const last = (before && file.lines[before.end - 1]) ?? "";
  const final = after || last.trimEnd().endsWith(mark) ? mark : "";
  const isApart = (one: Item | undefined, other: Item | undefined) =>
    one !== undefined && other !== undefined && !(isSmall(one) && isSmall(other)) && !isDense(merging);
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const previous = items[index - 1] ?? before;
    const isBlankBefore = lines.length === 0 && (at === 0 || isBlank(file.lines[at - 1]));
    if (isApart(previous, item) && !isBlankBefore) lines.push("");
    const own = reindent(block.lines.slice(item.from, item.end), indent, unit);
    const isLast = index === items.length - 1;
    if (mark === "" || item.kind === "comment") lines.push(...own);
    else lines.push(...own.slice(0, -1), marked(own.at(-1) ?? "", isLast ? final : mark));
  }
  if (isApart(items.at(-1), after) && !isBlank(file.lines[at])) lines.push("");
  const own = { start: at, end: at, lines };
  if (mark === "" || !before || before.kind === "comment" || last.trimEnd().endsWith(mark)) return [own];
  // The item that was the last one gets the mark that it lacked.
  return [{ start: before.end - 1, end: before.end, lines: [marked(last, mark)] }, own];
}

/** Whether the file's items follow each other without a blank line. */
function isDense({ file, fileItems, level }: Merging): boolean {
  if (level === "body") return true;
  const isBlankAfter = fileItems.some(({ end }, at) => at + 1 < fileItems.length && isBlank(file.lines[end]));
  return fileItems.length > 1 && fileItems.some((item) => !isSmall(item)) && !isBlankAfter;
}

/** A comma between entries, told by those that are there; "" for none, `undefined` where it isn't clear. */
function separator({ file, fileItems, level }: Merging): "," | "" | undefined {
  if (level !== "members" && level !== "entries") return "";
  const ends = fileItems
    .filter(({ kind }) => kind === "named" || kind === "statement")
    .map(({ end }) => (file.lines[end - 1] ?? "").replace(/\s*(?:\/\/|#).*$/, "").trim());
  const inner = ends.slice(0, -1);
  if (inner.length === 0) {
    const [only = ""] = ends;
    return only.endsWith(",") || (level === "entries" && !/;$|^case\b/.test(only)) ? "," : "";
  }
  if (inner.every((end) => end.endsWith(","))) return ends.at(-1)?.endsWith(";") ? undefined : ",";
  // Constants, then methods: where the constants end isn't for lines to say.
  return level === "entries" && inner.some((end) => end.endsWith(",")) ? undefined : "";
}

function marked(line: string, mark: string): string {
  return line.replace(/[,;]?\s*$/, "") + mark;
}
