/** Where a piece may be taken out of a file, for each kind of case. Pure; it reads lines and knows no grammar. */
import { columnOf } from "../../common/text-lines.ts";
import type { CaseKind, Hole } from "./case.ts";

const MIN_WORD_CHARS = 4;
const MAX_BLOCK_LINES = 10;

interface Line {
  text: string;
  /** Offset in the file. */
  start: number;
}

/** All holes of a kind that a file offers, in order. */
export function holesOf(kind: CaseKind, text: string): Hole[] {
  const lines: Line[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    lines.push({ text: line, start });
    start += line.length + 1;
  }
  if (kind === "block") return lines.flatMap((_, index) => blockHole(lines, index));
  return lines.flatMap((line) =>
    HOLES[kind](line.text).map((hole) => ({ start: line.start + hole.start, end: line.start + hole.end })),
  );
}

const HOLES: Record<Exclude<CaseKind, "block">, (line: string) => Hole[]> = {
  /** From somewhere between two tokens up to the line's end. */
  "line end": (line) => {
    const end = line.trimEnd().length;
    return boundaries(line)
      .map((start) => ({ start, end }))
      .filter((hole) => isTelling(line, hole));
  },

  /** All but the indent. */
  "new line": (line) => {
    const hole = { start: line.length - line.trimStart().length, end: line.trimEnd().length };
    return isTelling(line, hole) ? [hole] : [];
  },

  /** One or more tokens with others right of them. */
  "mid-line": (line) => {
    const places = boundaries(line);
    return places.flatMap((start, index) => {
      const end = places[index + 2];
      if (end === undefined) return [];
      // A blank before the rest belongs to it.
      const hole = { start, end: line.slice(0, end).trimEnd().length };
      const isWhole = isBalanced(line.slice(hole.start, hole.end));
      return isWhole && isTelling(line, hole) && /\w{2}/.test(line.slice(hole.end)) ? [hole] : [];
    });
  },

  /** From within a word to the line's end, but for the brackets that an editor has closed by itself. */
  "mid-word": (line) =>
    [...line.matchAll(/[A-Za-z_]\w{4,}/g)].map(({ 0: word, index }) => {
      const start = index + Math.floor(word.length / 2);
      return { start, end: line.trimEnd().length - autoClosed(line, start).length };
    }),

  /** What stands between the brackets of a call, or the marks of a tag. */
  "call or tag": (line) => [
    ...[...line.matchAll(/\w\(([^()]*\w[^()]*)\)/g)].map(({ 1: inside = "", index }) => ({
      start: index + 2,
      end: index + 2 + inside.length,
    })),
    ...[...line.matchAll(/<\w[^<>]*>([^<>{}]*\w[^<>{}]*)<\//g)].map(({ 0: whole, 1: inside = "", index }) => {
      const end = index + whole.length - "</".length;
      return { start: end - inside.length, end };
    }),
    ...[...line.matchAll(/<\w+ ([\w-]+="[^"<>]*"[^<>]*?)\s*\/?>/g)].map(
      ({ 0: whole, 1: inside = "", index }) => {
        const start = index + whole.indexOf(inside);
        return { start, end: start + inside.length };
      },
    ),
  ],
};

/** The lines of a block but for its head and its end, with the cursor where the editor puts it behind the head. */
function blockHole(lines: readonly Line[], index: number): Hole[] {
  const head = lines[index];
  const first = lines[index + 1];
  if (!head || !first || !/[{:>]\s*$/.test(head.text) || first.text.trim() === "") return [];
  const width = columnOf(head.text);
  const end = lines.findIndex(({ text }, at) => at > index && text.trim() !== "" && columnOf(text) <= width);
  let last = end - 1;
  while (last > index && lines[last]?.text.trim() === "") last--;
  const lastLine = lines[last];
  const count = last - index;
  if (end < 0 || !lastLine || count < 1 || count > MAX_BLOCK_LINES) return [];
  const hole = {
    start: first.start + first.text.length - first.text.trimStart().length,
    end: lastLine.start + lastLine.text.trimEnd().length,
  };
  return hole.end - hole.start >= 2 * MIN_WORD_CHARS ? [hole] : [];
}

/** Where one token ends and another begins, within a line's code: the places in which people stop to think. */
function boundaries(line: string): number[] {
  const indent = line.length - line.trimStart().length;
  return [...line.matchAll(/(?<=[\s.(,=[{:<>"'])(?=[\w"'([{])/g)]
    .map(({ index }) => index)
    .filter((index) => index > indent + 2);
}

/** Closing brackets at a line's end whose partners stand before an offset. */
function autoClosed(line: string, start: number): string {
  const closers = /[)\]}]+[;,]?$/.exec(line.trimEnd().slice(start))?.[0] ?? "";
  for (let from = 0; from < closers.length; from++) {
    const kept = closers.slice(from);
    if (isBalanced(line.trimEnd().slice(start, line.trimEnd().length - kept.length))) return kept;
  }
  return "";
}

/** Whether a piece has each bracket with its partner, and quotes in pairs. */
function isBalanced(code: string): boolean {
  if (['"', "'", "`"].some((quote) => code.split(quote).length % 2 === 0)) return false;
  let depth = 0;
  for (const character of code) {
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character) && --depth < 0) return false;
  }
  return depth === 0;
}

function isTelling(line: string, { start, end }: Hole): boolean {
  return (line.slice(start, end).match(/\w/g)?.length ?? 0) >= MIN_WORD_CHARS;
}
