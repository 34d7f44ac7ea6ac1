import { indentOf } from "../../../common/indentation.ts";
import { indentUnit, reindent } from "../code-lines.ts";
import { missingAttributes } from "../line-kinds.ts";
import { counterpartsOf, type Gap, gapsOf, levelWithin, shownOf } from "./counterparts.ts";
import { insertions } from "./insertions.ts";
import type { Item, Section } from "./item.ts";
import type { Level } from "./item-names.ts";
import { bodyOf, contentOf, firstLineOf, itemsIn, openBrackets, textOf } from "./items.ts";
import { importSplices } from "./merge-imports.ts";
import type { MergeOptions, Merging } from "./merging.ts";
import type { Splice } from "./splices.ts";

/**
 * @param file the section where the block's items belong
 * @param indent of the section's items
 * @returns what it does to the file's lines, or `undefined` where the place or the extent of something isn't sure
 */
export function merge(
  file: Section,
  block: Section,
  level: Level,
  indent: string,
  options: MergeOptions,
): Splice[] | undefined {
  const fileItems = itemsIn(file, level, options.reading);
  const blockItems = itemsIn(block, level, options.reading);
  const counterparts = counterpartsOf(file, fileItems, block, blockItems, level);
  if (!counterparts.isClear) return undefined;
  const unit = indentUnit(file.lines);
  const merging: Merging = {
    ...options,
    file,
    fileItems,
    block,
    blockItems,
    counterparts,
    level,
    indent,
    unit,
  };
  const gaps = gapsOf(fileItems, blockItems, counterparts, level);
  if (!options.isProposal && gaps.some(({ kind }) => kind === "unsure")) return undefined;
  const runs = gaps.filter(({ kind }) => kind === "replaced");
  const splices: Splice[] = runs.map((run) => replacedRun(merging, run));
  const imports: string[][] = [];
  const added: Item[] = [];
  for (const [index, item] of blockItems.entries()) {
    if (item.kind === "placeholder" || runs.some(({ by }) => index >= by.from && index < by.to)) continue;
    const old = counterparts.of[index];
    if (item.kind === "import" && level === "file") {
      imports.push(block.lines.slice(item.start, item.end));
      continue;
    }
    if (!old) {
      if (counterparts.isNew[index]) added.push(item);
      continue;
    }
    const own = replaced(merging, old, item);
    if (!own) return undefined;
    splices.push(...own);
  }
  const additions = insertions(merging, added);
  return additions && [...splices, ...additions, ...importSplices(file.lines, imports)];
}

function replacedRun(
  { file, fileItems, block, blockItems, indent, unit }: Merging,
  { old, by }: Gap,
): Splice {
  const [first, last] = [fileItems[old.from], fileItems[old.to - 1]];
  const lines = block.lines.slice(blockItems[by.from]?.from, blockItems[by.to - 1]?.end);
  const start = first?.from ?? file.from;
  return { start, end: last?.end ?? start, lines: reindent(lines, indent, unit) };
}

function replaced(merging: Merging, old: Item, item: Item): Splice[] | undefined {
  const { file, block, unit, isProposal } = merging;
  const preface = prefaceSplices(merging, old, item);
  const indent = indentOf(file.lines[old.start] ?? "");
  const own = block.lines.slice(item.start, item.end);
  if (textOf(file, old) === textOf(block, item)) return preface;
  // Only the head, as it is: it says where something else is.
  if (own.length === 1 && contentOf(own[0] ?? "") === contentOf(file.lines[old.start] ?? "")) return preface;
  const shown = shownOf(file, old, block, item, merging.reading);
  if (shown === "members") return mergedWithin(merging, old, item, levelWithin(file, old) ?? "members");
  if (shown === "elided") {
    const within = mergedWithin(merging, old, item, "body");
    if (within || !isProposal) return within;
  } else if (shown === "unsure" && !isProposal) return undefined;
  const lines = reindent(own, indent, unit);
  return [
    ...preface,
    { start: old.start, end: old.end, lines: separated(lines, file.lines[old.end - 1] ?? "") },
  ];
}

/** The head as the block has it, and within it what the block shows. */
function mergedWithin(merging: Merging, old: Item, item: Item, level: Level): Splice[] | undefined {
  const { file, block, unit } = merging;
  const indent = indentOf(file.lines[old.start] ?? "");
  const [oldBody, body] = [bodyOf(file, old), bodyOf(block, item)];
  const inner = innerIndent(file, oldBody, indent, unit ?? indentUnit(block.lines) ?? "  ");
  const within = merge(oldBody, body, level, inner, merging);
  if (!within) return undefined;
  const head = { lines: file.lines, start: old.start, end: oldBody.from };
  const newHead = { lines: block.lines, start: item.start, end: body.from };
  const isSame = textOf({ ...file }, head) === textOf({ ...block }, newHead);
  const lines = reindent(block.lines.slice(item.start, body.from), indent, unit);
  const heads = isSame ? [] : [{ start: old.start, end: oldBody.from, lines }];
  return [...prefaceSplices(merging, old, item), ...heads, ...within];
}

/** Comments and decorators of the block take the place of the file's, where it brings any. */
function prefaceSplices({ file, block, unit }: Merging, old: Item, item: Item): Splice[] {
  const own = block.lines.slice(item.from, item.start);
  const theirs = file.lines.slice(old.from, old.start);
  if (own.length === 0 || own.map(contentOf).join("\n") === theirs.map(contentOf).join("\n")) return [];
  const missing = missingAttributes(theirs, own);
  // One over several lines stays as it is, with the comments around it.
  if (missing.some((line) => openBrackets(line) !== 0)) return [];
  const lines = reindent(own, indentOf(file.lines[old.start] ?? ""), unit);
  return [{ start: old.from, end: old.start, lines: [...missing, ...lines] }];
}

/** The mark between two items, as the file has it. */
function separated(lines: readonly string[], last: string): string[] {
  const mark = /,\s*$/.test(last) && !/[,;]\s*$/.test(lines.at(-1) ?? "") ? "," : "";
  return [...lines.slice(0, -1), (lines.at(-1) ?? "") + mark];
}

function innerIndent(_file: Section, body: Section, indent: string, unit: string): string {
  const first = firstLineOf(body);
  return first === undefined ? indent + unit : indentOf(first);
}
