/**
 * The form of patches that gpt-oss was trained with: `*** Begin Patch`, then what happens to each file, then
 * `*** End Patch`. Often it is wrapped into a shell's call of `apply_patch`.
 */
import { isBlank } from "../text-lines.ts";
import { hunkHeader } from "./hunk-header.ts";
import { changesSomething, hunkLine, type OpenHunk } from "./hunk-line.ts";
import type { FilePatch, Hunk, Patch } from "./patch.ts";
import { pathInComment } from "./path-line.ts";

const BEGIN = /^\*\*\* Begin Patch(?: \*+)?\s*$/;
const END = /^\*\*\* End Patch(?: \*+)?\s*$/;
const FILE = /^\*\*\* (?:(Add|Create)|(Delete|Remove)|Update) File: *(.+)$/;
const MOVE = /^\*\*\* Move to: *(.+)$/;
const END_OF_FILE = /^\*\*\* End of File\s*$/;
/** What is before the patch in a shell. */
const CALL = /\bapply_patch\b|<<-?\s*["']?\w+["']?\s*$/;

/** What the patch says of one file. */
interface Section {
  kind: FilePatch["kind"];
  path: string;
  lines: string[];
}

/** @returns nothing where the lines aren't such a patch */
export function parseEnvelope(lines: readonly string[]): Patch | undefined {
  const start = startOf(lines);
  if (start === undefined) return undefined;
  const isCalled = lines.slice(0, start).some((line) => CALL.test(line));
  const hasBegin = BEGIN.test(lines[start] ?? "");
  const sections: Section[] = [];
  let isInside = !hasBegin;
  for (const line of lines.slice(start)) {
    const file = FILE.exec(line);
    if (BEGIN.test(line)) isInside = true;
    else if (END.test(line)) isInside = false;
    // A shell may have more commands behind the patch.
    else if (!isInside && !isCalled && !isBlank(line)) return undefined;
    else if (isInside && file) sections.push(sectionOf(file));
    else if (isInside && sections.length > 0) sections.at(-1)?.lines.push(line);
    else if (isInside && !isBlank(line)) return { files: [], fault: { why: "unreadable", text: line } };
  }
  const files = sections.map(fileOf);
  if (hasBegin && isInside) return { files, fault: { why: "incomplete" } };
  const text = sections.map(unreadableIn).find((line) => line !== undefined);
  return text === undefined ? { files } : { files, fault: { why: "unreadable", text } };
}

/** A text that only shows such a patch somewhere isn't one. */
function startOf(lines: readonly string[]): number | undefined {
  const begin = lines.findIndex((line) => BEGIN.test(line));
  const start = begin < 0 ? lines.findIndex((line) => FILE.test(line)) : begin;
  if (start < 0) return undefined;
  const before = lines.slice(0, start).filter((line) => !isBlank(line));
  const last = before.at(-1);
  if (last === undefined || (begin >= 0 && CALL.test(last))) return start;
  return before.length === 1 && pathInComment(last) !== undefined ? start : undefined;
}

function sectionOf([, add, remove, path = ""]: RegExpExecArray): Section {
  const kind = add !== undefined ? "create" : remove !== undefined ? "delete" : "update";
  return { kind, path: unquoted(path), lines: [] };
}

const unquoted = (path: string) => path.trim().replace(/^(["'`])(.*)\1$/, "$2");

function fileOf({ kind, path, lines }: Section): FilePatch {
  if (kind === "delete") return { kind, path, hunks: [] };
  if (kind === "update") return { kind, path, ...updateOf(lines) };
  const text = isMarked(lines) ? ownLines(lines).map((line) => line.slice(1)) : ownLines(lines);
  return { kind, path, text: text.map((line) => `${line}\n`).join("") };
}

/** A line that can't be there. */
function unreadableIn({ kind, lines }: Section): string | undefined {
  if (kind === "update") return undefined;
  const said = ownLines(lines).filter((line) => !isBlank(line));
  if (kind === "delete") return said[0];
  return isMarked(lines) ? said.find((line) => !line.startsWith("+")) : undefined;
}

/** Those of a new file. */
function ownLines(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => !isBlank(line) && !END_OF_FILE.test(line));
  return lines.slice(0, last + 1);
}

/** Some models leave out the marks of blank lines, or all of them. */
const isMarked = (lines: readonly string[]) => lines.some((line) => line.startsWith("+"));

function updateOf(lines: readonly string[]): { hunks: Hunk[]; moveTo?: string } {
  const hunks: OpenHunk[] = [];
  let moveTo: string | undefined;
  for (const line of lines) {
    const last = hunks.at(-1);
    const move = MOVE.exec(line);
    const header = hunkHeader(line);
    if (move && !last) moveTo = unquoted(move[1] ?? "");
    else if (END_OF_FILE.test(line)) {
      if (last) last.isAtEnd = true;
    } else if (header) {
      const { heading, counts: _, ...place } = header;
      // Several such lines lead to one place.
      const open = last?.lines.length === 0 ? last : { lines: [], headings: [] };
      if (open !== last) hunks.push(open);
      Object.assign(open, place);
      if (heading !== undefined) open.headings.push(heading);
    } else if (last) last.lines.push(hunkLine(line));
    // Some models put the headers of a unified diff in between.
    else if (!isBlank(line) && !/^(?:---|\+\+\+) /.test(line))
      hunks.push({ lines: [hunkLine(line)], headings: [] });
  }
  const changing = hunks.filter(changesSomething).map(atItsEnd);
  return moveTo === undefined ? { hunks: changing } : { hunks: changing, moveTo };
}

/** By the format's rule, lines that nothing is around go to the file's end. */
function atItsEnd(hunk: Hunk): Hunk {
  const saysNothing = hunk.lines.every(
    ({ kind, text }) => kind === "added" || (kind === "kept" && isBlank(text)),
  );
  const isAlone = hunk.headings.length === 0 && saysNothing;
  return isAlone && hunk.insertAt === undefined ? { ...hunk, isAtEnd: true } : hunk;
}
