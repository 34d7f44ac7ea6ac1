/** Finds in a file what a block of code declares again. */
import { columnOf } from "../../common/text-lines.ts";
import type { BlockItem } from "./block-items.ts";
import { baseColumn, keyOf, saysSomething } from "./code-lines.ts";
import type { CodeReading } from "./code-reading.ts";

/** The lines in the file of each item that is declared there too. */
export function findAnchors(
  file: readonly string[],
  items: readonly BlockItem[],
  reading: CodeReading,
): (Anchor | undefined)[] {
  const taken: Anchor[] = [];
  return items.map((item) => {
    if (item.kind !== "declaration") return undefined;
    const anchor = findDeclaration(file, item, taken, reading);
    if (anchor) taken.push(anchor);
    return anchor;
  });
}

/** `start` is the line that declares it, `end` is exclusive. */
export interface Anchor {
  start: number;
  end: number;
}

function findDeclaration(
  file: readonly string[],
  item: Extract<BlockItem, { kind: "declaration" }>,
  taken: readonly Anchor[],
  reading: CodeReading,
): Anchor | undefined {
  const { declared, lines } = item;
  const wanted = new Set(lines.filter(saysSomething).map(keyOf));
  const base = baseColumn(file);
  let best: (Anchor & { score: number }) | undefined;
  for (const [start, line] of file.entries()) {
    const here = reading.declaredBy(line);
    if (here?.name !== declared.name) continue;
    if (declared.isVariable && columnOf(line) !== base) continue;
    if (taken.some((anchor) => start >= anchor.start && start < anchor.end)) continue;
    const end = reading.endOf(file, start);
    const inner = file.slice(start, end).filter(saysSomething);
    const common = inner.filter((each) => wanted.has(keyOf(each))).length;
    const score = common / Math.max(1, Math.min(inner.length, wanted.size)) - columnOf(line) / 1_000;
    if (!best || score > best.score) best = { start, end, score };
  }
  return best && { start: best.start, end: best.end };
}
