/** The changes of several files as one text for the model. */
import { isGenerated } from "../../common/generated-files.ts";

export interface FileChange {
  /** Relative to the workspace, with slashes. */
  path: string;
  /** As git shows it; "" where there is nothing to show, as of a binary file. */
  diff: string;
}

/** Names beyond these are only counted. */
const MAX_NAMES = 300;
/** Of one diff, in UTF-16 units: the context is smaller. */
const MAX_DIFF_CHARS = 100_000;
const MAX_CHARS = 400_000;

/** Written by hand first: the others follow from those. Otherwise in the order that they have. */
export function handWrittenFirst<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  return files.toSorted((a, b) => Number(isGenerated(pathOf(a))) - Number(isGenerated(pathOf(b))));
}

/**
 * The names of all changed files, then their diffs. A very long diff is shown by its beginning and a count.
 *
 * @param changes in the order in which they are to be shown
 * @param unnamed how many more have changed, which are not to be named
 */
export function changesText(changes: readonly FileChange[], unnamed: number): string {
  const names = changes.slice(0, MAX_NAMES).map(({ path, diff }) => `- ${path}${remark(path, diff)}`);
  const uncounted = changes.length - names.length + unnamed;
  const diffs: string[] = [];
  let left = MAX_CHARS;
  for (const { diff } of changes) {
    if (!isDiff(diff)) continue;
    const shown = beginning(diff.trimEnd(), Math.min(left, MAX_DIFF_CHARS));
    left -= shown.length;
    if (shown !== "") diffs.push(shown);
  }
  return [
    `Changed files: ${changes.length + unnamed}`,
    ...names,
    ...(uncounted > 0 ? [`(${uncounted} more are not named.)`] : []),
    ...diffs,
  ].join("\n");
}

function remark(path: string, diff: string): string {
  if (diff === "") return " (not shown)";
  if (!isDiff(diff)) return " (new, empty)";
  return isGenerated(path) ? " (generated)" : "";
}

const isDiff = (text: string) => text.startsWith("diff --git ");

function beginning(diff: string, maxChars: number): string {
  if (diff.length <= maxChars) return diff;
  const lines = diff.split("\n");
  const kept: string[] = [];
  let room = maxChars;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return kept.length === 0
    ? ""
    : [...kept, `(${lines.length - kept.length} more lines of this diff)`].join("\n");
}
