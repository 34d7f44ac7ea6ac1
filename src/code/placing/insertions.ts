/** Where items that a file doesn't have go in it, and what is written there. */
import { placeholderAt } from "../../../common/placeholders.ts";
import { columnOf, isBlank } from "../../../common/text-lines.ts";
import { reindent } from "../code-lines.ts";
import { isFunction, isStatement } from "./counterparts.ts";
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
  const { blockItems, level } = merging;
  const index = blockItems.indexOf(item);
  const before = neighbor(merging, index, -1);
  const after = neighbor(merging, index, 1);
  if (item.kind === "comment") return before.item?.end ?? after.item?.from;
  if (isStatement(item, level) && (level === "body" || !isCall(item)))
    return betweenStatements(merging, item, before, after);
  const isMember = level === "members" || level === "entries";
  const isAlike = (old: Item | undefined) =>
    old !== undefined &&
    (isMember ? isSmall(old) === isSmall(item) : level === "suite" || isFunction(old) === isFunction(item));
  if (isAlike(before.item)) return before.item?.end;
  // What follows in a file may need it.
  if (isAlike(after.item) || level === "file") {
    if (after.item) return after.item.from;
  }
  const isFirst = after.isLeftOut && !before.isLeftOut && !before.item;
  return level === "file" ? inFile(merging, item, isFirst) : among(merging, item, isFirst);
}

/** A new member or test: the last one of its kind, unless the block says that it is the first. */
function among({ file, fileItems, level }: Merging, item: Item, isFirst: boolean): number | undefined {
  if (level === "body") return undefined;
  const first = fileItems[0]?.from ?? file.from;
  if (isFirst) return first;
  const isField = isSmall(item) && level !== "suite";
  const alike = isField ? fileItems.filter(isSmall) : fileItems;
  return alike.at(-1)?.end ?? (isField ? first : file.to);
}

/** A new declaration: at the end, unless the block says that it is the first. A new call behind others like it. */
function inFile(merging: Merging, item: Item, isFirst: boolean): number | undefined {
  const { file, fileItems, counterparts, block } = merging;
  // A second title: the text is another one, perhaps.
  if (isTitle(block, item) && fileItems.some((each) => isTitle(file, each))) return undefined;
  if (isCall(item))
    return fileItems.findLast((each) => isCall(each) && calleeOf(each) === calleeOf(item))?.end;
  const isExported = /^export\b/.test(block.lines[item.start] ?? "");
  const hasAnchor = counterparts.of.some((each) => each !== undefined);
  if (item.isVariable && !isExported && !hasAnchor) return undefined;
  return isFirst ? firstAfterImports(merging) : endOfFile(merging);
}

/** Known by its first argument. */
function isCall({ kind, declares, name, isVariable }: Item): boolean {
  return (
    kind === "named" &&
    (declares === "" || declares === "suite") &&
    !isVariable &&
    /^[\w$.]+ /.test(name ?? "")
  );
}

const calleeOf = ({ name }: Item) => name?.split(" ")[0];

/**
 * Between two neighbors of the file with nothing between them. Or the beginning or the end of a function, where the block
 * says that it leaves out the rest.
 */
function betweenStatements(
  merging: Merging,
  item: Item,
  before: Neighbor,
  after: Neighbor,
): number | undefined {
  const { file, fileItems, blockItems, counterparts, block, level } = merging;
  if (before.item && after.item) {
    const isNext = fileItems.indexOf(after.item) === fileItems.indexOf(before.item) + 1;
    return isNext ? before.item.end : undefined;
  }
  // Behind the last one, or before the first.
  if (before.item && !after.isLeftOut) return before.item === fileItems.at(-1) ? before.item.end : undefined;
  if (after.item && !before.isLeftOut) return after.item === fileItems[0] ? after.item.from : undefined;
  const isOnly = blockItems.every((each, at) => each.kind === "placeholder" || counterparts.isNew[at]);
  if (level !== "body" || !isOnly) return undefined;
  // One that begins alike may be meant to be changed.
  const wordOf = (section: Section, { start }: Item) =>
    /^\s*[\w$.]*/.exec(section.lines[start] ?? "")?.[0].trim();
  const isLike = (old: Item | undefined) => old !== undefined && wordOf(file, old) === wordOf(block, item);
  const [first, last] = [fileItems[0], fileItems.at(-1)];
  if (after.isLeftOut && !before.isLeftOut) return isLike(first) ? undefined : (first?.from ?? file.from);
  if (before.isLeftOut && !after.isLeftOut && !leaves(merging))
    return isLike(last) ? undefined : (last?.end ?? file.to);
  return undefined;
}

function isTitle({ lines }: Section, { declares, start }: Item): boolean {
  return declares === "heading" && /^#\s/.test(lines[start] ?? "");
}

const isOneLine = ({ start, end }: Item) => end === start + 1;

/** A field, and not a function. */
function isSmall(item: Item): boolean {
  const { declares, isVariable } = item;
  return isOneLine(item) && (isVariable || !/^(?:fun|func|fn|def|function|method)$/.test(declares));
}

interface Neighbor {
  item: Item | undefined;
  isLeftOut: boolean;
}

/** The nearest item in one direction that the file has, unless the block leaves something out before it. */
function neighbor({ blockItems, counterparts }: Merging, index: number, step: 1 | -1): Neighbor {
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
  const isMarked = codeOf(last).endsWith(mark);
  const final = after || isMarked ? mark : "";
  // Prototypes and short functions may follow each other without a blank line.
  const isTight = before !== undefined && before.end === after?.from && items.every(isOneLine);
  const isApart = (one: Item | undefined, other: Item | undefined) =>
    !isTight &&
    one !== undefined &&
    other !== undefined &&
    !(isSmall(one) && isSmall(other)) &&
    !isDense(merging);
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const previous = items[index - 1] ?? before;
    const isBlankBefore = lines.length === 0 && (at === 0 || isBlank(file.lines[at - 1]));
    if (isApart(previous, item) && !isBlankBefore) lines.push(...blanksBefore(merging, before));
    const own = reindent(block.lines.slice(item.from, item.end), indent, unit);
    const isLast = index === items.length - 1;
    if (mark === "" || item.kind === "comment") lines.push(...own);
    else lines.push(...own.slice(0, -1), marked(own.at(-1) ?? "", isLast ? final : mark));
  }
  if (isApart(items.at(-1), after) && !isBlank(file.lines[at])) lines.push("");
  const own = { start: at, end: at, lines };
  if (mark === "" || !before || before.kind === "comment" || isMarked) return [own];
  // The item that was the last one gets the mark that it lacked.
  return [{ start: before.end - 1, end: before.end, lines: [marked(last, mark)] }, own];
}

/** As many blank lines as the file has between its declarations. */
function blanksBefore({ file, level }: Merging, before: Item | undefined): string[] {
  const isDouble =
    level === "file" && before !== undefined && isBlank(file.lines[before.from - 2]) && before.from > 2;
  return isDouble && isBlank(file.lines[before.from - 1]) ? ["", ""] : [""];
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
    .map(({ end }) => codeOf(file.lines[end - 1] ?? ""));
  const inner = ends.slice(0, -1);
  if (inner.length === 0) {
    const [only = ""] = ends;
    return only.endsWith(",") || (level === "entries" && !/;$|^case\b/.test(only)) ? "," : "";
  }
  if (inner.every((end) => end.endsWith(","))) return ends.at(-1)?.endsWith(";") ? undefined : ",";
  // Constants, then methods: where the constants end isn't for lines to say.
  return level === "entries" && inner.some((end) => end.endsWith(",")) ? undefined : "";
}

/** A comment behind the code stays behind it. */
function marked(line: string, mark: string): string {
  const code = codeOf(line);
  const comment = line.slice(line.indexOf(code) + code.length);
  return line.slice(0, line.indexOf(code)) + code.replace(/[,;]$/, "") + mark + comment.trimEnd();
}

/** Without white space around it, and without a comment behind it. */
function codeOf(line: string): string {
  for (const { index } of line.matchAll(/\s(?:\/\/|\/\*|#\s)/g)) {
    const before = line.slice(0, index);
    const isInText = ['"', "'", "`"].some((quote) => before.split(quote).length % 2 === 0);
    if (!isInText) return before.trim();
  }
  return line.trim();
}
