/**
 * Blocks of code that are a unified diff (the format: https://www.gnu.org/software/diffutils/manual, "Detailed
 * Unified"). In answers its line numbers and counts are often wrong, and lines lack their first blank: a change
 * belongs where its lines are.
 */

import { isBlank, linesOf } from "../../common/text-lines.ts";
import { indentOf } from "./code-lines.ts";

interface DiffLine {
  kind: "kept" | "removed" | "added";
  text: string;
}

/** One change: lines that follow each other. */
interface Change {
  /** Where the file has it by the diff's word, zero-based. */
  hint: number | undefined;
  lines: DiffLine[];
}

/** What a diff does to one file. */
export interface FileDiff {
  /** As the diff names it, without git's `b/`; `undefined` where it doesn't. */
  path: string | undefined;
  /** The file is made by the diff, or goes by it. */
  isNew: boolean;
  isDeleted: boolean;
  changes: Change[];
}

const LANGUAGES = new Set(["diff", "patch", "udiff"]);
const HUNK = /^@@(?: -(\d+)(?:,\d+)? \+\d+(?:,\d+)?)?/;
const NO_FILE = "/dev/null";
/** So many lines around a change needn't be those of the file. */
const MAX_FUZZ = 3;

/** @returns nothing where the block is no diff */
export function parseDiff(code: string, language: string): FileDiff[] {
  const isDiff = LANGUAGES.has(language.toLowerCase()) || /^--- .*\r?\n\+\+\+ .*\r?\n@@/m.test(code);
  if (!isDiff) return [];
  const lines = linesOf(code);
  // What the block ends with is no line of the file.
  if (lines.at(-1) === "") lines.pop();
  const files: FileDiff[] = [];
  let change: Change | undefined;
  const openFile = (from: string | undefined, to: string | undefined): FileDiff => {
    const path = to === undefined || to === NO_FILE ? from : to;
    const file: FileDiff = { path, isNew: from === NO_FILE, isDeleted: to === NO_FILE, changes: [] };
    files.push(file);
    change = undefined;
    return file;
  };
  const openChange = (hint: number | undefined): Change => {
    const { changes } = files.at(-1) ?? openFile(undefined, undefined);
    const opened: Change = { hint, lines: [] };
    changes.push(opened);
    return opened;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const next = lines[at + 1] ?? "";
    const hunk = HUNK.exec(line);
    if (line.startsWith("--- ") && next.startsWith("+++ ")) {
      openFile(pathIn(line), pathIn(next));
      at++;
    } else if (hunk) {
      change = openChange(hunk[1] === undefined ? undefined : Math.max(0, Number(hunk[1]) - 1));
    } else if (line.startsWith("diff --git ")) {
      change = undefined;
    } else if ((change || /^[-+]/.test(line)) && !line.startsWith("\\ No newline")) {
      change ??= openChange(undefined);
      change.lines.push(read(line));
    }
  }
  return files.filter(({ changes }) =>
    changes.some(({ lines: all }) => all.some(({ kind }) => kind !== "kept")),
  );
}

/** The file with the changes; `undefined` where one of them has no place, or more than one. */
export function applyDiff(fileText: string, { changes }: FileDiff): string | undefined {
  const eol = fileText.includes("\r\n") ? "\r\n" : "\n";
  const file = fileText === "" ? [] : linesOf(fileText);
  const pieces: string[][] = [];
  let from = 0;
  for (const change of changes) {
    const place = placeOf(file, from, change);
    if (!place) return undefined;
    pieces.push(file.slice(from, place.start), changed(file, place));
    from = place.start + old(place.lines).length;
  }
  pieces.push(file.slice(from));
  return pieces.flat().join(eol);
}

/** What the diff tells of the file's text before it, or after it. */
export function partOf({ changes }: FileDiff, side: "before" | "after"): string {
  const other = side === "before" ? "added" : "removed";
  const lines = changes.flatMap(({ lines: all }) => all.filter(({ kind }) => kind !== other));
  return lines.map(({ text }) => `${text}\n`).join("");
}

function pathIn(header: string): string | undefined {
  const [path = ""] = header.slice("+++ ".length).split("\t");
  const named = path.trim().replace(/^"(.*)"$/, "$1");
  if (named === NO_FILE) return NO_FILE;
  return named.replace(/^[ab]\//, "") || undefined;
}

function read(line: string): DiffLine {
  const text = line.slice(1);
  if (line.startsWith("+")) return { kind: "added", text };
  if (line.startsWith("-")) return { kind: "removed", text };
  // Where the blank in front is missing, the line is as it is in the file.
  return { kind: "kept", text: line.startsWith(" ") ? text : line };
}

const old = (lines: readonly DiffLine[]) => lines.filter(({ kind }) => kind !== "added");

interface Placed {
  start: number;
  lines: readonly DiffLine[];
}

/** Exactly there is better than but for white space, and that better than with fewer of the lines around. */
function placeOf(file: readonly string[], from: number, { hint, lines }: Change): Placed | undefined {
  for (const { without, first } of trimmed(lines)) {
    const wanted = old(without).map(({ text }) => text);
    const near = hint === undefined ? undefined : hint + first;
    if (wanted.length === 0) {
      // Nothing tells the place but its number, or that there is nothing else.
      if (file.length === 0) return { start: 0, lines: without };
      if (near === undefined || lines !== without) continue;
      // After the line that is named.
      return { start: Math.max(from, Math.min(file.length, near + 1)), lines: without };
    }
    for (const same of [equal, equalAtEnd, equalInside]) {
      const starts = startsOf(file, from, wanted, same);
      const [start] =
        near === undefined ? starts : starts.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near));
      if (start !== undefined && (starts.length === 1 || near !== undefined))
        return { start, lines: without };
      if (starts.length > 1) return undefined;
    }
  }
  return undefined;
}

/** The change itself, then with ever fewer of the kept lines at its ends. */
function* trimmed(lines: readonly DiffLine[]): Generator<{ without: readonly DiffLine[]; first: number }> {
  const firstChanged = lines.findIndex(({ kind }) => kind !== "kept");
  const after = lines.length - 1 - lines.findLastIndex(({ kind }) => kind !== "kept");
  yield { without: lines, first: 0 };
  for (let fuzz = 1; fuzz <= MAX_FUZZ && fuzz <= Math.max(firstChanged, after); fuzz++) {
    const first = Math.min(fuzz, firstChanged);
    const without = lines.slice(first, lines.length - Math.min(fuzz, after));
    // Without any line of the file there is no place.
    if (old(without).some(({ text }) => !isBlank(text))) yield { without, first };
  }
}

type Same = (one: string, other: string) => boolean;
const equal: Same = (one, other) => one === other;
const equalAtEnd: Same = (one, other) => one.trimEnd() === other.trimEnd();
const equalInside: Same = (one, other) => one.trim() === other.trim();

function startsOf(file: readonly string[], from: number, wanted: readonly string[], same: Same): number[] {
  const starts: number[] = [];
  for (let start = from; start + wanted.length <= file.length; start++)
    if (wanted.every((line, index) => same(file[start + index] ?? "", line))) starts.push(start);
  return starts;
}

/** The lines in their place: what is kept stays as the file has it, and what is new is indented as that. */
function changed(file: readonly string[], { start, lines }: Placed): string[] {
  const told = old(lines);
  const known = told.findIndex(({ text }) => !isBlank(text));
  const theirs = indentOf(told[known]?.text ?? "");
  const ours = indentOf(file[start + known] ?? "");
  let at = start;
  return lines.flatMap(({ kind, text }) => {
    if (kind === "added")
      return text.startsWith(theirs) && !isBlank(text) ? ours + text.slice(theirs.length) : text;
    const line = file[at++] ?? "";
    return kind === "kept" ? line : [];
  });
}
