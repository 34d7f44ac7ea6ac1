/**
 * Changes as a patch that VS Code applies as they are meant. It takes the first place where the lines of a hunk are,
 * behind the hunk before, and reads lines that aren't in the file by guessing. So hunks are made of the file's own lines,
 * with as many before them as it takes to find no earlier place. Pure.
 */
import { diffArrays } from "diff";
import { isBlank, linesOf } from "../../../../common/text-lines.ts";
import type { FileChange } from "../../../protocol/agent.ts";
import { PATCH_BEGIN, PATCH_END } from "../../agent/calls/patch-text.ts";

const CONTEXT_LINES = 3;
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
const addedLines = (text: string) => linesOf(text === "" ? "\n" : text).map((line) => `+${line}`);

/** Lines that go, and those that come in their place. Counted from zero, the end exclusive. */
interface Replacement {
  start: number;
  end: number;
  added: string[];
}

function hunksOf(before: readonly string[], after: readonly string[]): string[] {
  const lines: string[] = [];
  let behind = 0;
  for (const group of grouped(replacements(before, after))) {
    const first = group[0]?.start ?? 0;
    const last = group.at(-1)?.end ?? 0;
    let to = Math.min(last + CONTEXT_LINES, before.length);
    // VS Code leaves out a blank line at a hunk's end.
    while (to > last && isBlank(before[to - 1])) to--;
    let from = Math.max(behind, first - CONTEXT_LINES);
    while (from > behind && placeOf(before.slice(from, to), before, behind) !== from) from--;
    lines.push("@@", ...hunkLines(group, before, from, to));
    behind = to;
  }
  return lines;
}

function hunkLines(group: readonly Replacement[], before: readonly string[], from: number, to: number) {
  const kept = (start: number, end: number) => before.slice(start, end).map((line) => ` ${line}`);
  const lines: string[] = [];
  let at = from;
  for (const { start, end, added } of group) {
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
    if (group && end !== undefined && each.start - end <= 2 * CONTEXT_LINES) group.push(each);
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

/** The first place of the lines from one on. */
function placeOf(sought: readonly string[], lines: readonly string[], from: number): number {
  for (let at = from; at + sought.length <= lines.length; at++)
    if (sought.every((line, index) => line === lines[at + index])) return at;
  return -1;
}
