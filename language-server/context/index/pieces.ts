/** Cuts a file into pieces that say something on their own. */
import type { Declaration } from "../../../common/declarations/declaration.ts";

/** Zero-based lines, the end exclusive. */
export interface FileChunk {
  start: number;
  end: number;
}

const WANTED_LINES = 40;
const MIN_LINES = 20;
const MAX_LINES = 60;

/** Together the pieces are the whole file; each begins where something new begins, as far as that is near. */
export function piecesOf(lines: readonly string[], declarations: readonly Declaration[]): FileChunk[] {
  const starts = new Set(declarations.map(({ start }) => start));
  const pieces: FileChunk[] = [];
  let start = 0;
  while (lines.length - start > MAX_LINES) {
    const end = bestCut(lines, starts, start);
    pieces.push({ start, end });
    start = end;
  }
  if (start < lines.length) pieces.push({ start, end: lines.length });
  return pieces;
}

function bestCut(lines: readonly string[], starts: ReadonlySet<number>, from: number): number {
  let best = from + WANTED_LINES;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let at = from + MIN_LINES; at <= from + MAX_LINES; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    const afterBlank = (lines[at - 1] ?? "").trim() === "";
    const isOutermost = !/^[\s}\])]/.test(line);
    const score =
      (afterBlank ? 1.5 : 0) +
      (isOutermost ? 1 : 0) +
      (starts.has(at) ? 1 : 0) -
      Math.abs(at - from - WANTED_LINES) / WANTED_LINES;
    if (score > bestScore) {
      best = at;
      bestScore = score;
    }
  }
  return best;
}
