/** Puts the hunks of one file into it. */
import { AddedLines } from "./added-lines.ts";
import { type FileLine, fileLines, textOf } from "./file-lines.ts";
import type { Hunk, NoPlace } from "./patch.ts";
import { placeHunks } from "./place-hunks.ts";
import { oldLines, type Place } from "./places.ts";

/** Why hunks can't be put into a file. */
export type HunkRefusal =
  | ({ hunk: number } & NoPlace)
  | { why: "overlap"; hunks: readonly [number, number]; line: number };

/** Lines of the file that go, zero-based with the end exclusive, and those that come in their place. */
interface Splice {
  hunk: number;
  start: number;
  end: number;
  lines: { text: string; end?: string }[];
}

/** The text with all of the hunks, or why one of them can't be applied: then none is. */
export function applyHunks(
  text: string,
  hunks: readonly Hunk[],
): { text: string } | { refusal: HunkRefusal } {
  const file = fileLines(text);
  const lines = file.lines.map((line) => line.text);
  const placed = placeHunks(lines, hunks);
  if ("noPlace" in placed) return { refusal: { hunk: placed.hunk, ...placed.noPlace } };
  const splices = placed.places
    .flatMap((place, hunk) => splicesOf(file.lines, place, hunk))
    .toSorted((one, other) => one.start - other.start);
  const overlap = overlapIn(splices, hunks);
  if (overlap) return { refusal: overlap };
  const pieces: Splice["lines"][] = [];
  let from = 0;
  for (const { start, end, lines: added } of splices) {
    pieces.push(file.lines.slice(from, start), added);
    from = end;
  }
  pieces.push(file.lines.slice(from));
  const endsWithBreak = placed.places
    .map(({ start, lines: of }, hunk) =>
      start + oldLines(of).length === lines.length ? hunks[hunk]?.endsWithBreak : undefined,
    )
    .find((ends) => ends !== undefined);
  return { text: textOf(file, pieces.flat(), endsWithBreak) };
}

function overlapIn(splices: readonly Splice[], hunks: readonly Hunk[]): HunkRefusal | undefined {
  for (const [index, splice] of splices.entries()) {
    const before = splices[index - 1];
    if (!before) continue;
    const isTwice =
      before.start === splice.start && before.hunk !== splice.hunk && isSame(before, splice, hunks);
    if (splice.start < before.end || isTwice)
      return { why: "overlap", hunks: [before.hunk, splice.hunk], line: splice.start };
  }
  return undefined;
}

/** Whether one hunk is there twice. */
const isSame = (one: Splice, other: Splice, hunks: readonly Hunk[]) =>
  JSON.stringify(hunks[one.hunk]?.lines) === JSON.stringify(hunks[other.hunk]?.lines);

/** What a hunk removes and adds, one splice for the lines between two that it keeps. */
function splicesOf(file: readonly FileLine[], place: Place, hunk: number): Splice[] {
  const splices: Splice[] = [];
  const added = new AddedLines(file, place);
  let at = place.start;
  let open: Splice | undefined;
  for (const [index, { kind }] of place.lines.entries()) {
    if (kind === "kept") {
      at++;
      open = undefined;
      continue;
    }
    if (!open) {
      open = { hunk, start: at, end: at, lines: [] };
      splices.push(open);
    }
    if (kind === "removed") open.end = ++at;
    else open.lines.push(added.line(index));
  }
  return splices;
}
