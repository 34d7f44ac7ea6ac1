/** Which items of a file the items of a block are, and how much of each the block shows. */
import { placeholderAt } from "../../../common/placeholders.ts";
import { isBlank } from "../../../common/text-lines.ts";
import { saysSomething } from "../code-lines.ts";
import type { CodeReading } from "../code-reading.ts";
import type { Item, Section } from "./item.ts";
import type { Level } from "./item-names.ts";
import { bodyOf, contentOf, openBrackets, textOf } from "./items.ts";

export interface Counterparts {
  /** For each item of the block the one of the file; `undefined` where it is new, or where one like it is there. */
  of: readonly (Item | undefined)[];
  /** For each item of the block, whether the file has nothing like it. */
  isNew: readonly boolean[];
  /** Whether none is there more than once. */
  isClear: boolean;
}

/** The same items are compared by many. */
const compared = new WeakMap<readonly Item[], WeakMap<readonly Item[], Counterparts>>();

export function counterpartsOf(
  file: Section,
  fileItems: readonly Item[],
  block: Section,
  blockItems: readonly Item[],
  level: Level,
): Counterparts {
  const ofFile = compared.get(fileItems) ?? new WeakMap<readonly Item[], Counterparts>();
  compared.set(fileItems, ofFile);
  const known = ofFile.get(blockItems) ?? compare(file, fileItems, block, blockItems, level);
  ofFile.set(blockItems, known);
  return known;
}

function compare(
  file: Section,
  fileItems: readonly Item[],
  block: Section,
  blockItems: readonly Item[],
  level: Level,
): Counterparts {
  let isClear = true;
  const isNew: boolean[] = [];
  const there = fileItems.filter(({ kind }) => kind !== "placeholder");
  const byKey = new Map<string, Item[]>();
  for (const item of there) {
    const key = keyOfItem(file, item);
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  const of = blockItems.map((item) => {
    const named = byKey.get(keyOfItem(block, item)) ?? [];
    // A prototype isn't the function.
    const alike =
      level === "file" ? named.filter((each) => isBare(file, each) === isBare(block, item)) : named;
    const said = textOf(block, item);
    const equal = alike.filter((each) => textOf(file, each) === said);
    const head = contentOf(block.lines[item.start] ?? "");
    const [found, ...more] =
      alike.length < 2
        ? alike
        : equal.length > 0
          ? equal
          : alike.filter((each) => contentOf(file.lines[each.start] ?? "") === head);
    isNew.push(alike.length === 0 && item.kind !== "placeholder");
    // The same text twice isn't changed, but says nothing of where it is.
    if (alike.length > 0 && equal.length === 0 && (!found || more.length > 0)) isClear = false;
    return more.length > 0 ? undefined : found;
  });
  const found = of.filter((item) => item !== undefined);
  return { of, isNew, isClear: isClear && new Set(found).size === found.length };
}

function keyOfItem(section: Section, item: Item): string {
  return item.kind === "named" ? `named ${item.name}` : `${item.kind} ${textOf(section, item)}`;
}

/** Declared without its body. */
function isBare({ lines }: Section, { start, end, declares, isVariable }: Item): boolean {
  return declares !== "" && !isVariable && end === start + 1 && /\)[^{}]*;\s*$/.test(lines[start] ?? "");
}

/** What the block has between two items that the file has too, and what the file has there. Indexes of items. */
export interface Gap {
  old: { from: number; to: number };
  by: { from: number; to: number };
  /**
   * `empty`: the file has nothing there that the block lacks. `replaced`: statements that give way to the block's.
   * `unsure`: statements of which the block has fewer.
   */
  kind: "empty" | "replaced" | "unsure";
}

/** The gaps between items that follow each other in the block, and come in that order in the file. */
export function gapsOf(
  fileItems: readonly Item[],
  blockItems: readonly Item[],
  { of, isNew }: Counterparts,
  level: Level,
): Gap[] {
  const known = new Set(of);
  const gaps: Gap[] = [];
  for (let at = 0; at + 1 < blockItems.length; at++) {
    const before = of[at];
    let end = at + 1;
    while (end < blockItems.length && isNew[end]) end++;
    const after = of[end];
    if (!before || !after || before.kind === "import") continue;
    const old = { from: fileItems.indexOf(before) + 1, to: fileItems.indexOf(after) };
    if (old.to < old.from) continue;
    const by = { from: at + 1, to: end };
    const gone = fileItems.slice(old.from, old.to).filter((item) => !known.has(item));
    const isPlain = gone.every((item) => isStatement(item, level)) && gone.length === old.to - old.from;
    const come = blockItems.slice(by.from, by.to).filter((item) => isStatement(item, level));
    if (gone.length === 0) gaps.push({ old, by, kind: "empty" });
    else if (isPlain && gone.length <= come.length) gaps.push({ old, by, kind: "replaced" });
    else if (
      gone.some((item) => isStatement(item, level)) &&
      (isStatement(before, level) || isStatement(after, level))
    )
      gaps.push({ old, by, kind: "unsure" });
  }
  return gaps;
}

/** What has no name of its own, and so no place but that between its neighbors. */
export function isStatement({ kind, isVariable, declares }: Item, level: Level): boolean {
  if (level === "members" || level === "entries" || level === "suite") return kind === "statement";
  return kind === "statement" || (kind === "named" && declares === "" && (level === "body" || !isVariable));
}

/** What is one thing, however long: everything else that declares something has members. */
const ONE_THING =
  /^(?:function|method|def|defp|defmacro|fn|func|fun|sub|macro|macro_rules!|define|property|delegate|const|constant|using|heading|procedure|trigger|view|index|rpc)$/;
/** Not what a function takes: `= ({`. */
const OPENS_OBJECT = /(?:[=:]|\bdefault|\breturn|\w\()\s*\{$/;
const OPENS_LIST = /[=:(]\s*\[$|\barray\($/i;
/** Of its lines. */
const MIN_SECTION = 0.7;

export function isFunction({ declares, isVariable }: Item): boolean {
  return !isVariable && ONE_THING.test(declares);
}

function hasMembers({ declares, isVariable }: Item): boolean {
  return declares !== "" && !isVariable && !ONE_THING.test(declares);
}

/** What the items within an item are; `undefined` where it is one thing. */
export function levelWithin(section: Section, item: Item): Level | undefined {
  if (item.end <= item.start + 1 || isFunction(item)) return undefined;
  const body = bodyOf(section, item);
  const head = section.lines.slice(item.start, body.from).join(" ").trim();
  if (item.declares === "suite") return "suite";
  if (/^enum\b/.test(item.declares) || (item.declares === "key" && head.endsWith("{"))) return "entries";
  if (hasMembers(item))
    return !/^type(?:def)?$/.test(item.declares) || head.endsWith("{") ? "members" : undefined;
  if (OPENS_OBJECT.test(head)) return "entries";
  // An element of markup.
  if (item.name?.startsWith("<")) return "body";
  // A key of YAML, and not a statement that goes on.
  return head === `${item.name}:` || head === `"${item.name}":` ? "members" : undefined;
}

/**
 * How much of an item a block shows. `members`: some of its members. `elided`: it says where it leaves code out.
 * `unsure`: it may leave code out.
 */
export type Shown = "whole" | "members" | "elided" | "unsure";

export function shownOf(file: Section, old: Item, block: Section, item: Item, reading: CodeReading): Shown {
  const within = levelWithin(file, old);
  if (within !== undefined && levelWithin(block, item) !== undefined) return "members";
  const known = new Set(linesOf(file, old).map(contentOf));
  const lines = linesOf(block, item);
  if (openBrackets(lines.join("\n")) !== 0 && openBrackets(linesOf(file, old).join("\n")) === 0)
    return "unsure";
  const shown = new Set(lines.map(contentOf));
  const isLost = linesOf(file, old).some((line) => saysSomething(line) && !shown.has(contentOf(line)));
  const placeholders = lines.map((line, at) =>
    known.has(contentOf(line)) ? undefined : placeholderAt(lines, at, reading.languageId),
  );
  if (placeholders.includes("sure")) return within === undefined ? "elided" : "unsure";
  if (!isLost) return "whole";
  if (within !== undefined || placeholders.includes("possible") || isStub(old, block, item)) return "unsure";
  // A section of text may be shown in part.
  if (old.declares === "heading")
    return lines.length >= MIN_SECTION * linesOf(file, old).length ? "whole" : "unsure";
  if (isCrowded(file, old) || OPENS_LIST.test(file.lines[old.start]?.trim() ?? ""))
    return keepsWords(linesOf(file, old), lines) ? "whole" : "unsure";
  return "whole";
}

/** Everything from its first line on. */
function linesOf({ lines }: Section, { start, end }: Item): string[] {
  return lines.slice(start, end).filter((line) => !isBlank(line));
}

/** A function with nothing in it, where the file's has something. */
function isStub(old: Item, block: Section, item: Item): boolean {
  if (old.isVariable || old.end <= old.start + 1) return false;
  const isEmpty = (line: string) => isBlank(line) || /^\s*(?:\.\.\.|…|pass)\s*$/.test(line);
  const body = bodyOf(block, item);
  const inner = body.lines.slice(body.from, body.to);
  const isOneLine = item.end === item.start + 1;
  return isOneLine
    ? /\{\s*\}\s*;?$|:\s*(?:pass|\.\.\.)$/.test(block.lines[item.start]?.trim() ?? "")
    : inner.every(isEmpty);
}

/** A class on one line, with its members. */
function isCrowded({ lines }: Section, item: Item): boolean {
  const { start, end } = item;
  return end === start + 1 && hasMembers(item) && /[{(]\s*\S.*[})]/.test(lines[start] ?? "");
}

function keepsWords(old: readonly string[], lines: readonly string[]): boolean {
  const words = (all: readonly string[]) => all.join("\n").match(/[\p{L}\p{N}_$-]+/gu) ?? [];
  const shown = new Set(words(lines));
  return words(old).every((word) => shown.has(word));
}
