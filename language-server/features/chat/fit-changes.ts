/** Cuts the changes of several files so that every file is named and as many as possible are shown whole. */
import { isGenerated } from "../../../common/generated-files.ts";

const DIFF = /^diff --git (?:"?a\/.*"? )?"?b\/(.*?)"?$/;
/** What of a generated file is shown beside files written by hand, until those are whole. */
const GLIMPSE_LINES = 8;

interface Section {
  lines: string[];
  isGenerated: boolean;
}

/**
 * At most so many lines of a text that begins with a list of names, and goes on with diffs as git writes them. A diff
 * that isn't whole ends with the count of its other lines, which takes a line.
 */
export function changesWithin(lines: readonly string[], maxLines: number): string[] {
  if (lines.length <= maxLines) return [...lines];
  const [names = [], ...diffs] = split(lines);
  const head = within(names, maxLines, "names");
  const sections = diffs.map((each): Section => {
    const [, path = ""] = DIFF.exec(each[0] ?? "") ?? [];
    return { lines: each, isGenerated: isGenerated(path) };
  });
  const room = maxLines - head.length;
  const sizes = sharesOf(sections, room);
  return [
    ...head,
    ...sections.flatMap(({ lines: own }, index) => within(own, sizes[index] ?? 0, "lines of this diff")),
  ];
}

/** What comes before the first diff, then each diff. */
function split(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith("diff --git ")) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts;
}

/** Lines for each diff: those written by hand first, and small ones whole before large ones get more. */
function sharesOf(sections: readonly Section[], room: number): number[] {
  const lengths = sections.map(({ lines }) => lines.length);
  const hasBoth = new Set(sections.map((section) => section.isGenerated)).size > 1;
  if (!hasBoth) return evenly(lengths, room);
  const glimpses = evenly(
    sections.map(({ lines, isGenerated }) => (isGenerated ? Math.min(lines.length, GLIMPSE_LINES) : 0)),
    Math.floor(room / 4),
  );
  const ofGlimpses = glimpses.reduce((sum, lines) => sum + lines, 0);
  const byHand = evenly(
    sections.map(({ lines, isGenerated }) => (isGenerated ? 0 : lines.length)),
    room - ofGlimpses,
  );
  const left = room - byHand.reduce((sum, lines) => sum + lines, 0);
  const generated = evenly(
    sections.map(({ lines, isGenerated }) => (isGenerated ? lines.length : 0)),
    left,
  );
  return sections.map(({ isGenerated }, index) => (isGenerated ? generated : byHand)[index] ?? 0);
}

/** A share of the sum for each: what it wants where that is little, and the same for all that want more. */
function evenly(wanted: readonly number[], sum: number): number[] {
  const given = wanted.map(() => 0);
  let left = sum;
  const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  for (const [done, index] of order.entries()) {
    const share = Math.min(wanted[index] ?? 0, Math.floor(left / (order.length - done)));
    given[index] = share;
    left -= share;
  }
  return given;
}

function within(lines: readonly string[], max: number, what: string): string[] {
  if (lines.length <= max) return [...lines];
  if (max < 1) return [];
  return [...lines.slice(0, max - 1), `(${lines.length - max + 1} more ${what})`];
}
