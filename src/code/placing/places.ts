import { indentOf } from "../../../common/indentation.ts";
import { saysSomething } from "../code-lines.ts";
import type { CodeReading } from "../code-reading.ts";
import { counterpartsOf, levelWithin } from "./counterparts.ts";
import type { Item, Section } from "./item.ts";
import type { Level } from "./item-names.ts";
import { bodyOf, firstLineOf, itemsIn, textOf } from "./items.ts";

export interface Place {
  section: Section;
  level: Level;
  /** Of the items there. */
  indent: string;
}

/** @returns `undefined` where it isn't sure */
export function placeOf(file: Section, block: Section, top: Level, reading: CodeReading): Place | undefined {
  const outer: Place = { section: file, level: top, indent: indentAt(file) ?? "" };
  const blockItems = itemsIn(block, top, reading);
  const own = blockItems.filter(
    ({ kind }) => kind !== "import" && kind !== "placeholder" && kind !== "comment",
  );
  if (own.length === 0) return blockItems.some(({ kind }) => kind === "import") ? outer : undefined;
  // A method may have the name of a function outside of the class.
  const isMember = isOfClass(own, block);
  if (!isMember && hits(outer, block, reading).count > 0) return outer;
  const found = placesWithin(outer, reading)
    .map((place) => ({ place, ...hits(place, block, reading) }))
    .filter(({ count }) => count > 0);
  const all = found.filter(({ isAll }) => isAll);
  const [only, ...others] = all.length === 1 ? all : found;
  if (only) return others.length === 0 ? only.place : undefined;
  if (isMember && hits(outer, block, reading).count > 0) return outer;
  if (isMember) return classOf(outer, reading);
  if (
    own.every(
      ({ name, declares }) => declares === "suite" || /^(?:it|test|specify|xit)(?:\.|\s)/.test(name ?? ""),
    )
  )
    return suiteOf(outer, reading);
  return outer;
}

/** How many of the block's items are there, of those that say where they are. */
function hits(
  { section, level }: Place,
  block: Section,
  reading: CodeReading,
): { count: number; isAll: boolean } {
  const items = itemsIn(section, level, reading);
  const blockItems = itemsIn(block, level, reading);
  const { of } = counterpartsOf(section, items, block, blockItems, level);
  let count = 0;
  for (const [index, item] of blockItems.entries()) {
    const old = of[index];
    if (!old || item.kind === "import" || item.kind === "comment") continue;
    const isDeclared =
      item.kind === "named" && (level === "body" ? item.declares !== "" && !item.isVariable : true);
    const isEqual =
      textOf(section, old) === textOf(block, item) && saysSomething(block.lines[item.start] ?? "");
    const isTag = item.name?.startsWith("<") === true;
    if (isDeclared || isEqual || isTag) count++;
  }
  return { count, isAll: blockItems.every(({ kind }, index) => kind !== "named" || of[index] !== undefined) };
}

function placesWithin({ section, level }: Place, reading: CodeReading): Place[] {
  return itemsIn(section, level, reading).flatMap((item) => {
    if (item.end <= item.start + 1) return [];
    const inner = placeWithin(section, item);
    return inner.section.to > inner.section.from ? [inner, ...placesWithin(inner, reading)] : [];
  });
}

function placeWithin(section: Section, item: Item): Place {
  const body = bodyOf(section, item);
  const indent = indentAt(body) ?? `${indentOf(section.lines[item.start] ?? "")}  `;
  return { section: body, level: levelWithin(section, item) ?? "body", indent };
}

function indentAt(section: Section): string | undefined {
  const first = firstLineOf(section);
  return first === undefined ? undefined : indentOf(first);
}

/** Whether the form of the code says that it is of a class: a method without `function`, `self`, a modifier. */
function isOfClass(items: readonly Item[], { lines }: Section): boolean {
  return items.every(({ start, end, declares }) => {
    const head = lines
      .slice(start, Math.min(end, start + 4))
      .join(" ")
      .trim();
    if (/^(?:public|private|protected|override|static|readonly|abstract|internal)\b/.test(head))
      return !/\b(?:class|interface|enum|record|struct)\s+\w/.test(head);
    if (
      /^(?:async\s+)?(?:def|fn|pub fn|pub\([^)]*\) fn)\s+\w+\s*(?:<[^>]*>)?\(\s*&?\s*(?:'\w+\s+)?(?:mut\s+)?(?:self|cls)\b/.test(
        head,
      )
    )
      return true;
    return declares === "method" && !/^(?:function|func|fun|fn|def|sub|const|let|var|export)\b/.test(head);
  });
}

const CLASSES = /^(?:class|struct|object|impl|record|trait|protocol|extension|actor)\b/;

/** The only class, wherever it is; what is implemented for a type counts before the type. */
function classOf(outer: Place, reading: CodeReading): Place | undefined {
  const classes = classesIn(outer, reading);
  const impls = classes.filter(({ item }) => item.declares === "impl");
  const [only, ...others] =
    impls.length > 0
      ? impls
      : classes.filter(({ item }) => !/^struct/.test(item.declares) || classes.length === 1);
  return only && others.length === 0 ? only.place : undefined;
}

function classesIn({ section, level }: Place, reading: CodeReading): { item: Item; place: Place }[] {
  return itemsIn(section, level, reading).flatMap((item) => {
    const place = placeWithin(section, item);
    if (CLASSES.test(item.declares) && item.end > item.start + 1) return [{ item, place }];
    const isAround = /^(?:namespace|module|mod)\b/.test(item.declares);
    return isAround ? classesIn(place, reading) : [];
  });
}

/** The only suite of the file, where its tests are in one; else the tests are on the outermost level. */
function suiteOf(outer: Place, reading: CodeReading): Place | undefined {
  const items = itemsIn(outer.section, outer.level, reading);
  const suites = items.filter(({ declares }) => declares === "suite");
  const [only, ...others] = suites;
  if (!only) return outer;
  return others.length === 0 ? placeWithin(outer.section, only) : undefined;
}
