/** Why a patch doesn't fit, for the model: with the lines that it could have meant, as the file has them. Pure. */
import { diffArrays } from "diff";
import type { NamedFilePatch } from "../../../../common/patch/apply.ts";
import { applyHunks } from "../../../../common/patch/apply-hunks.ts";
import type { Refusal } from "../../../../common/patch/patch.ts";
import { linesOf } from "../../../../common/text-lines.ts";
import { fittingLines, shortLine } from "./result-text.ts";

export interface RefusedFiles {
  nameOf(path: string): string;
  textOf(path: string): string | undefined;
  /** As the model has read it. */
  seenText(path: string): string | undefined;
}

/** Places that are shown of several. */
const MAX_PLACES = 4;
const MARGIN_LINES = 3;
const MAX_LINE_CHARS = 200;
const MAX_EXCERPT_LINES = 40;
const MAX_CHANGED_LINES = 500;

/** @param named the patch, with paths that `files` knows */
export function refusalText(refusal: Refusal, named: readonly NamedFilePatch[], files: RefusedFiles): string {
  const [first, ...more] = reason(refusal, files);
  const changed = "hunk" in refusal ? changedSince(refusal.path, named, files) : undefined;
  return fittingLines([first ?? "", ...(changed ?? more)]).join("\n");
}

function reason(refusal: Refusal, files: RefusedFiles): string[] {
  switch (refusal.why) {
    case "nothing":
      return ["The patch makes no change: the lines that it adds are those that it removes."];
    case "incomplete":
      return ["The patch isn't complete: *** End Patch is missing. Write all of it again."];
    case "unreadable":
      return [
        `The patch has a line that can't be read: ${quoted(refusal.text)}. Each line of a change begins with a blank, - or +.`,
      ];
  }
  const name = files.nameOf(refusal.path);
  const lines = linesOf(files.textOf(refusal.path) ?? "");
  switch (refusal.why) {
    case "missing":
      return [`${name} isn't there any more when this part of the patch comes.`];
    case "exists":
      return [`${name} already exists. Open it, and change it with *** Update File.`];
    case "more":
      return [`${name} has more lines than those that the patch deletes.`];
    case "overlap": {
      const [one, other] = refusal.hunks;
      return [
        `Changes ${one + 1} and ${other + 1} of ${name} both change line ${refusal.line + 1}. Write them as one.`,
      ];
    }
  }
  const change = `Change ${refusal.hunk + 1} of ${name}`;
  switch (refusal.why) {
    case "nowhere":
      return [
        `${change} only adds lines, and nothing says where. Write lines that stay above and below, as the file has them.`,
      ];
    case "ambiguous":
      return [
        `${change} fits several places: lines ${numbers(refusal.candidates)}. Write more of the lines above or below, or the line of the function behind @@, so that it fits one.`,
        ...excerpts(lines, refusal.candidates, refusal.sought.length),
      ];
    case "elsewhere":
      return [
        `${change} doesn't fit: its lines aren't below ${quoted(refusal.headings.at(-1) ?? "")}, but at line ${numbers(refusal.candidates)}:`,
        ...excerpts(lines, refusal.candidates, refusal.sought.length),
      ];
    case "notFound":
      return notFound(refusal, change, lines);
  }
}

function notFound(
  { absent, nearest, isApplied, sought }: Extract<Refusal, { why: "notFound" }>,
  change: string,
  lines: readonly string[],
): string[] {
  if (isApplied) return [`The file already has what change ${change.slice("Change ".length)} makes of it.`];
  const why =
    absent === undefined
      ? "its lines are in the file, but don't follow each other there."
      : `the file has no line ${quoted(absent)}.`;
  if (nearest === undefined)
    return [`${change} doesn't fit: ${why} Open the file again, and write the lines as it has them.`];
  return [
    `${change} doesn't fit: ${why} You may mean these lines, which the file has:`,
    ...excerpts(lines, [nearest], sought.length),
  ];
}

/** What the file has by now in place of what the model has read, where the patch would have fit that. */
function changedSince(
  path: string,
  named: readonly NamedFilePatch[],
  files: RefusedFiles,
): string[] | undefined {
  const [seen, text] = [files.seenText(path), files.textOf(path)];
  if (seen === undefined || text === undefined || seen === text) return undefined;
  const hunks = named.flatMap((file) => (file.path === path && file.kind === "update" ? file.hunks : []));
  if ("refusal" in applyHunks(seen, hunks)) return undefined;
  const lines = linesOf(text);
  return [
    `${files.nameOf(path)} was changed since you opened it. It has now:`,
    ...excerpts(lines, ...placesOfChange(linesOf(seen), lines)),
  ];
}

/** Where lines differ, and how many of them at most. */
function placesOfChange(before: readonly string[], after: readonly string[]): [number[], number] {
  const parts = diffArrays([...before], [...after], { maxEditLength: MAX_CHANGED_LINES });
  if (!parts) return [[0], MAX_EXCERPT_LINES];
  const places: number[] = [];
  let length = 1;
  let line = 0;
  for (const { added, removed, value } of parts) {
    if ((added || removed) && places.at(-1) !== line) places.push(line);
    if (added) length = Math.max(length, value.length);
    if (!removed) line += value.length;
  }
  return [places, length];
}

/** Numbered lines around places, as far as they fit. */
function excerpts(lines: readonly string[], starts: readonly number[], length: number): string[] {
  const count = Math.min(length, MAX_EXCERPT_LINES);
  return starts.slice(0, MAX_PLACES).flatMap((start, index) => {
    const from = Math.max(0, start - MARGIN_LINES);
    const shown = lines
      .slice(from, start + count + MARGIN_LINES)
      .map((line, at) => `${from + at + 1}: ${shortLine(line, MAX_LINE_CHARS)}`);
    return index > 0 ? ["…", ...shown] : shown;
  });
}

const numbers = (lines: readonly number[]) => {
  const shown = lines.slice(0, 10).map((line) => line + 1);
  return [...shown, ...(lines.length > shown.length ? ["…"] : [])].join(", ");
};

const quoted = (line: string) => JSON.stringify(shortLine(line, MAX_LINE_CHARS));
