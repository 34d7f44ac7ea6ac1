/** Declarations in the tree of a text. */
import type { Node, Parser, Query, QueryMatch, Tree } from "web-tree-sitter";
import type { Declaration } from "./declaration.ts";
import { indentedEnd } from "./extent.ts";
import { patternDeclarations } from "./patterns.ts";

export interface Reading {
  parser: Parser;
  query: Query;
  languageId: string;
  /** Whether it takes longer than it may. */
  isLate: () => boolean;
}

export interface FoundInTree {
  declarations: Declaration[];
  /** How many lines the grammar can't make sense of. There the declarations are told by their shape. */
  brokenLines: number;
}

/** @returns `undefined` when it takes too long */
export function treeDeclarations(lines: readonly string[], reading: Reading): FoundInTree | undefined {
  const { parser, query, languageId, isLate } = reading;
  const tree = parser.parse(lines.join("\n"), null, { progressCallback: isLate });
  if (!tree) {
    // Else it would take the next text for the rest of this one.
    parser.reset();
    return undefined;
  }
  try {
    const matches = query.matches(tree.rootNode, { progressCallback: isLate });
    if (isLate()) return undefined;
    const broken = brokenLines(tree);
    const found = declarationsOf(matches, broken);
    const declarations = broken.size === 0 ? found : withBrokenLines(found, lines, languageId, broken);
    return {
      declarations: declarations.toSorted((a, b) => a.start - b.start || b.end - a.end),
      brokenLines: broken.size,
    };
  } finally {
    tree.delete();
  }
}

/** Captures that aren't the whole declaration. */
const PARTS = new Set(["name", "implemented", "attribute"]);

/** Adds the line of a declaration whose head can't be made sense of to those that are broken. */
function declarationsOf(matches: readonly QueryMatch[], broken: Set<number>): Declaration[] {
  const found = new Map<number, { declaration: Declaration; pattern: number }>();
  for (const { captures, patternIndex: pattern } of matches) {
    const nodeOf = (part: string) => captures.find(({ name }) => name === part)?.node;
    const name = nodeOf("name");
    const whole = captures.find((capture) => !PARTS.has(capture.name));
    if (!name || !whole) continue;
    if (whole.node.hasError && isHeadBroken(whole.node)) {
      broken.add(whole.node.startPosition.row);
      continue;
    }
    const known = found.get(name.startIndex);
    if (known && known.pattern <= pattern) continue;
    const trait = nodeOf("implemented");
    const [scope, variable] = whole.name.split(".");
    const declaration: Declaration = {
      name: (trait ? `${trait.text} for ${name.text}` : name.text).replace(/\s+/g, " "),
      kind: variable ?? scope ?? "",
      start: headRow(whole.node) ?? whole.node.startPosition.row,
      end: endRow(whole.node),
      isVariable: variable !== undefined,
      isLocal: scope === "local",
    };
    found.set(name.startIndex, { declaration, pattern });
  }
  return found
    .values()
    .map(({ declaration }) => declaration)
    .toArray();
}

/** Nodes that stand within a declaration, before what declares it. */
const PREFACES = new Set(["annotation", "attribute_list", "comment", "decorator", "marker_annotation"]);

/** The row of what isn't comment, decorator or annotation. */
function headRow(node: Node): number | undefined {
  if (PREFACES.has(node.type)) return undefined;
  const first = node.firstChild;
  if (!first || (!PREFACES.has(first.type) && first.type !== "modifiers")) return node.startPosition.row;
  for (const child of node.children) {
    const row = child && headRow(child);
    if (row !== undefined && row !== null) return row;
  }
  return undefined;
}

/** The row after the last one: some nodes reach up to the beginning of the next line. */
function endRow({ startPosition, endPosition: { row, column } }: Node): number {
  return column === 0 && row > startPosition.row ? row : row + 1;
}

/** Lines within errors. Not by recursion: a text may nest deeper than the stack. */
function brokenLines({ rootNode }: Tree): Set<number> {
  const broken = new Set<number>();
  const open: Node[] = [rootNode];
  for (let node = open.pop(); node; node = open.pop()) {
    if (!node.hasError) continue;
    if (node.isError) for (let row = node.startPosition.row; row < endRow(node); row++) broken.add(row);
    else open.push(...node.children.filter((child) => child !== null));
  }
  return broken;
}

function isHeadBroken(node: Node): boolean {
  const body = node.childForFieldName("body");
  return node.children.some((child) => child?.hasError && child.id !== body?.id);
}

/** What broken lines declare is told by their shape, and how far it goes by how they are indented. */
function withBrokenLines(
  found: readonly Declaration[],
  lines: readonly string[],
  languageId: string,
  broken: ReadonlySet<number>,
): Declaration[] {
  const inTree = new Map(found.map((declaration) => [declaration.start, declaration]));
  const told = patternDeclarations(lines, languageId).filter(({ start, kind }) => {
    const there = inTree.get(start);
    // The head of a function that is read for a variable.
    return broken.has(start) && (!there || (there.isVariable && /function|method/.test(kind)));
  });
  const toldAt = new Set(told.map(({ start }) => start));
  return [
    ...found
      .filter(({ start }) => !toldAt.has(start))
      .map((declaration) => {
        const { start, end } = declaration;
        for (let row = start; row <= end; row++)
          if (broken.has(row)) return { ...declaration, end: indentedEnd(lines, start) };
        return declaration;
      }),
    ...told,
  ];
}
