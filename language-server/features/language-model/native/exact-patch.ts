/**
 * Changes as a patch that VS Code applies as they are meant. It takes the first place where the lines of a hunk are,
 * behind the hunk before, reads lines that aren't in the file by guessing, and indents those that are added by a guess as
 * well. So hunks are made of the file's own lines, with as many around as it takes for the right place and indentation.
 * Pure.
 */
import { diffArrays } from "diff";
import { isBlank, linesOf } from "../../../../common/text-lines.ts";
import type { FileChange } from "../../../protocol/agent.ts";
import { PATCH_BEGIN, PATCH_END } from "../../agent/calls/patch-text.ts";
import { VSCodeIndentation } from "./vscode-indentation.ts";

/** Numbers of lines that are shown around a change. */
interface Margins {
  above: number;
  below: number;
}

const USUAL: Margins = { above: 3, below: 3 };
const MAX_MARGIN = 9;
/** The usual ones come first, then what is nearest to them. */
const MARGINS = upTo(MAX_MARGIN)
  .flatMap((above) => upTo(MAX_MARGIN).map((below) => ({ above, below })))
  .toSorted((one, other) => distance(one) - distance(other));
/** Beyond that, the search for what stays takes too long: then all lines are replaced. */
const MAX_CHANGED_LINES = 2_000;

/** @param nameOf a file's path, by its URI, as the patch is to have it */
export function exactPatch(changes: readonly FileChange[], nameOf: (uri: string) => string): string {
  return [PATCH_BEGIN, ...changes.flatMap((change) => sectionsOf(change, nameOf)), PATCH_END].join("\n");
}

/** VS Code writes a moved file, and leaves the old one: it is deleted, and made anew. */
function sectionsOf(change: FileChange, nameOf: (uri: string) => string): string[] {
  const name = nameOf(change.uri);
  switch (change.kind) {
    case "created":
      return [`*** Add File: ${name}`, ...addedLines(change.text)];
    case "changed":
      return [`*** Update File: ${name}`, ...hunksOf(linesOf(change.before), linesOf(change.text))];
    case "deleted":
      return [`*** Delete File: ${name}`];
    case "moved":
      return [
        `*** Delete File: ${name}`,
        `*** Add File: ${nameOf(change.to.uri)}`,
        ...addedLines(change.text),
      ];
  }
}

/** Each ends where the next one begins: the line break behind the last has a line of its own. VS Code makes no empty file. */
export const addedLines = (text: string) => linesOf(text === "" ? "\n" : text).map((line) => `+${line}`);

/** Lines that go, and those that come in their place. Counted from zero, the end exclusive. */
interface Replacement {
  start: number;
  end: number;
  added: string[];
}

/** Lines that no other hunk has. */
interface Room {
  start: number;
  end: number;
}

/** Changes that are in one hunk, and the lines of the file that it has. */
interface Hunk {
  changes: readonly Replacement[];
  from: number;
  to: number;
}

function hunksOf(before: readonly string[], after: readonly string[]): string[] {
  const indentation = new VSCodeIndentation(before);
  const groups = grouped(replacements(before, after));
  const lines: string[] = [];
  let start = 0;
  for (let group = groups.shift(); group; group = groups.shift()) {
    const room = { start, end: groups[0]?.[0]?.start ?? before.length };
    const kept = keptHunk(group, before, room, indentation);
    if (!kept && group.length > 1) {
      groups.unshift(...group.map((change) => [change]));
      continue;
    }
    const hunk = kept ?? hunkOf(group, before, room, USUAL);
    lines.push("@@", ...hunkLines(hunk, before));
    start = hunk.to;
  }
  return lines;
}

/** A hunk whose added lines VS Code leaves as they are; undefined where it changes them with whatever is around. */
function keptHunk(
  changes: readonly Replacement[],
  before: readonly string[],
  room: Room,
  indentation: VSCodeIndentation,
): Hunk | undefined {
  const added = changes.flatMap((change) => change.added);
  const tried = new Set<string>();
  for (const margins of MARGINS) {
    const hunk = hunkOf(changes, before, room, margins);
    const range = `${hunk.from}–${hunk.to}`;
    if (!tried.has(range) && indentation.keeps(added, hunk.from, hunk.to)) return hunk;
    tried.add(range);
  }
  return undefined;
}

/** The changes with so many lines around, and more above where an earlier place would have the same. */
function hunkOf(
  changes: readonly Replacement[],
  before: readonly string[],
  room: Room,
  { above, below }: Margins,
): Hunk {
  const first = changes[0]?.start ?? 0;
  const last = changes.at(-1)?.end ?? 0;
  let to = Math.min(last + below, room.end);
  // VS Code leaves out a blank line at a hunk's end.
  while (to > last && isBlank(before[to - 1])) to--;
  let from = Math.max(room.start, first - above);
  for (let more = 1; placeOf(before.slice(from, to), before, room.start) !== from; more *= 2)
    from = Math.max(room.start, from - more);
  return { changes, from, to };
}

function hunkLines({ changes, from, to }: Hunk, before: readonly string[]) {
  const kept = (start: number, end: number) => before.slice(start, end).map((line) => ` ${line}`);
  const lines: string[] = [];
  let at = from;
  for (const { start, end, added } of changes) {
    lines.push(
      ...kept(at, start),
      ...before.slice(start, end).map((line) => `-${line}`),
      ...added.map((line) => `+${line}`),
    );
    at = end;
  }
  return [...lines, ...kept(at, to)];
}

/** Those whose lines around would meet are one hunk. */
function grouped(all: readonly Replacement[]): Replacement[][] {
  const groups: Replacement[][] = [];
  for (const each of all) {
    const group = groups.at(-1);
    const end = group?.at(-1)?.end;
    if (group && end !== undefined && each.start - end <= USUAL.above + USUAL.below) group.push(each);
    else groups.push([each]);
  }
  return groups;
}

function replacements(before: readonly string[], after: readonly string[]): Replacement[] {
  const parts = diffArrays([...before], [...after], { maxEditLength: MAX_CHANGED_LINES });
  if (!parts) return [{ start: 0, end: before.length, added: [...after] }];
  const found: Replacement[] = [];
  let open: Replacement | undefined;
  let at = 0;
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      at += value.length;
      open = undefined;
      continue;
    }
    if (!open) {
      open = { start: at, end: at, added: [] };
      found.push(open);
    }
    if (added) open.added.push(...value);
    else {
      at += value.length;
      open.end = at;
    }
  }
  return found;
}

function distance({ above, below }: Margins): number {
  return Math.abs(above - USUAL.above) + Math.abs(below - USUAL.below);
}

function upTo(most: number): number[] {
  return Array.from({ length: most + 1 }, (_, number) => number);
}

/** The first place of the lines from one on. */
function placeOf(sought: readonly string[], lines: readonly string[], from: number): number {
  for (let at = from; at + sought.length <= lines.length; at++)
    if (sought.every((line, index) => line === lines[at + index])) return at;
  return -1;
}
