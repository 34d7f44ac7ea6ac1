/** Finds the one place of each hunk of a file, or says why it has none. Nothing is guessed among several places. */
import { columnOf, isBlank } from "../text-lines.ts";
import { type Scope, scopesOf } from "./headings.ts";
import type { Hunk, HunkLine, NoPlace } from "./patch.ts";
import { oldLines, type Place, placesOf, READINGS, ReadLines } from "./places.ts";

/** @returns for each hunk its place, or for the first one without a place why */
export function placeHunks(
  lines: readonly string[],
  hunks: readonly Hunk[],
): { places: Place[] } | { hunk: number; noPlace: NoPlace } {
  const file = new ReadLines(lines);
  const wide = hunks.map((hunk) => candidates(file, hunk));
  const found = hunks.map((hunk, index) => narrowed(file, hunk, wide[index] ?? []));
  const shifts = shiftsOf(hunks, found);
  const places: Place[] = [];
  for (const [index, hunk] of hunks.entries()) {
    const left = byNumber(hunk, found[index] ?? [], shifts);
    const [first] = left;
    if (left.length === 1 && first) places.push(first);
    else {
      const place = ownTurn(hunks, index, left);
      if (!place) return { hunk: index, noPlace: reason(file, hunk, left, wide[index] ?? []) };
      places.push(place);
    }
  }
  return { places };
}

function candidates(file: ReadLines, hunk: Hunk): Place[] {
  const { lines } = hunk;
  if (oldLines(lines).some(({ text }) => !isBlank(text))) return placesOf(file, lines);
  // Blank lines say nothing: only the patch's word tells their place.
  const places = oldLines(lines).length > 0 ? placesOf(file, lines) : [];
  const at = places.filter(({ start }) => start === hunk.line);
  return at.length > 0 ? at : additions(file, hunk);
}

/** Where lines go that nothing is around. */
function additions(file: ReadLines, { lines, headings, insertAt, isAtEnd }: Hunk): Place[] {
  const added = lines.filter(({ kind }) => kind === "added");
  if (added.length === 0 || lines.some(({ kind }) => kind === "removed")) return [];
  const place = (start: number): Place[] => [{ start, lines: added }];
  if (file.length === 0) return place(0);
  if (insertAt !== undefined) return insertAt <= file.length ? place(insertAt) : [];
  if (isAtEnd) return place(file.length);
  const [scope, ...others] = scopesOf(file, headings).all;
  if (!scope || others.length > 0 || scope.end === scope.start) return [];
  // Within what the heading opens, if they are as deep as that: behind its line.
  const depth = columnOf(added.find(({ text }) => !isBlank(text))?.text);
  return depth > columnOf(file.at(scope.start)) ? place(scope.start + 1) : [];
}

function narrowed(file: ReadLines, hunk: Hunk, places: Place[]): Place[] {
  const { all, areSure } = scopesOf(file, hunk.headings);
  const within = places.filter((place) => all.some((scope) => meets(place, scope)));
  if (within.length > 0) return atEnd(file, hunk, within);
  const behind = places.filter(({ start }) => all.some((scope) => start > scope.start));
  // Between two functions a tool names the one above; and a line may open nothing.
  const isLoose = !areSure || hunk.line !== undefined || all.every(({ start, end }) => start === end);
  if (!isLoose) return [];
  return behind.length === 1 && all.length === 1 ? behind : atEnd(file, hunk, places);
}

const meets = ({ start, lines }: Place, scope: Scope) =>
  start <= scope.end && start + oldLines(lines).length > scope.start;

function atEnd(file: ReadLines, { isAtEnd }: Hunk, places: Place[]): Place[] {
  const last = places.filter(({ start, lines }) => start + oldLines(lines).length === file.length);
  return isAtEnd && last.length === 1 ? last : places;
}

/** How far the numbers of hunks with one place are off. */
function shiftsOf(hunks: readonly Hunk[], found: readonly Place[][]): Set<number> {
  const shifts = hunks.flatMap(({ line }, index) => {
    const places = found[index] ?? [];
    const [only] = places;
    return line !== undefined && places.length === 1 && only ? [only.start - line] : [];
  });
  return new Set(shifts.length > 0 ? shifts : [0]);
}

/** A number that is exactly that of one place, where those of the other hunks are right in the same way. */
function byNumber({ line }: Hunk, places: Place[], shifts: ReadonlySet<number>): Place[] {
  if (line === undefined || places.length < 2) return places;
  const told = places.filter(({ start }) => shifts.has(start - line));
  return told.length === 1 ? told : places;
}

/** As many equal hunks as there are places: each has one, whichever. */
function ownTurn(hunks: readonly Hunk[], index: number, places: readonly Place[]): Place | undefined {
  const own = keyOf(hunks[index]);
  const equal = hunks.flatMap((hunk, at) => (keyOf(hunk) === own ? [at] : []));
  return places.length === equal.length ? places[equal.indexOf(index)] : undefined;
}

const keyOf = (hunk: Hunk | undefined) => JSON.stringify([hunk?.lines, hunk?.headings]);

function reason(file: ReadLines, hunk: Hunk, places: readonly Place[], wide: readonly Place[]): NoPlace {
  const { lines, headings } = hunk;
  const sought = oldLines(lines).map(({ text }) => text);
  const starts = (of: readonly Place[]) => of.map(({ start }) => start);
  if (places.length > 0) return { why: "ambiguous", sought, candidates: starts(places) };
  if (wide.length > 0) return { why: "elsewhere", sought, headings, candidates: starts(wide) };
  if (sought.every(isBlank))
    return { why: "nowhere", added: lines.filter(({ kind }) => kind === "added").map(({ text }) => text) };
  const lastReading = READINGS.length - 1;
  const absent = sought.find((line) => !isBlank(line) && file.find([line], lastReading).length === 0);
  const nearest = nearestTo(file, sought);
  return {
    why: "notFound",
    sought,
    ...(absent === undefined ? {} : { absent }),
    ...(nearest === undefined ? {} : { nearest }),
    isApplied: isApplied(file, lines),
  };
}

/** Where at least half of the lines are, in their places. */
function nearestTo(file: ReadLines, sought: readonly string[]): number | undefined {
  const reading = READINGS.length - 1;
  const wanted = sought.map((line) => READINGS[reading]?.(line) ?? line);
  const lines = file.by(reading);
  let best: { start: number; count: number } | undefined;
  for (let start = 0; start < file.length; start++) {
    const count = wanted.filter((line, index) => line !== "" && lines[start + index] === line).length;
    if (count > (best?.count ?? 0)) best = { start, count };
  }
  const said = wanted.filter((line) => line !== "").length;
  return best && best.count * 2 >= said ? best.start : undefined;
}

function isApplied(file: ReadLines, lines: readonly HunkLine[]): boolean {
  const after = lines.flatMap(({ kind, text }): HunkLine[] =>
    kind === "removed" ? [] : [{ kind: "kept", text }],
  );
  return placesOf(file, after).length === 1;
}
