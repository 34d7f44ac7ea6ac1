/** Where an answer begins to turn in circles. Small models do so often, and large ones sometimes. */
import { isBlank } from "../../../../common/text-lines.ts";
import { type AnswerLine, endBefore } from "./answer-lines.ts";

const REPEATED_TIMES = 3;
/** Shorter lines come again in good code: a row of a table, `break;`. */
const LONG_LINE_WORD_CHARS = 14;
const COMMENT_LINE = /^\s*(?:\/\/|\/?\*|#|--)/;
const MAX_CYCLE_LINES = 3;
/** Of a piece that comes again and again within a line: a sentence. */
const MAX_CYCLE_CHARS = 130;
const MIN_REPEATED_CHARS = 40;
const REPEATED_TIMES_IN_LINE = 5;
/** Longer pieces don't come again in good code, or hardly ever. */
const SHORT_CYCLE_CHARS = 24;

/**
 * The offset after which an answer only repeats itself, or what stands above it; undefined when it doesn't.
 *
 * @param above the lines before the cursor's that aren't blank
 */
export function repetitionStart(
  text: string,
  lines: readonly AnswerLine[],
  above: readonly string[],
): number | undefined {
  return (
    repeatedComment(lines, above) ??
    repeatedLongLine(lines, above.at(-1)) ??
    repeatedLines(lines) ??
    repeatedPiece(text, lines.at(-1))
  );
}

/** A long line right after the same line, or for the third time, is none that a user would write. */
function repeatedLongLine(lines: readonly AnswerLine[], above: string | undefined): number | undefined {
  const seen = new Map<string, AnswerLine[]>();
  let previous = above?.trim();
  for (const line of lines) {
    const code = line.text.trim();
    if (!line.complete || code === "") continue;
    if (isLong(code)) {
      if (code === previous) return endBefore(line);
      const same = seen.get(code) ?? [];
      seen.set(code, [...same, line]);
      if (same.length + 1 === REPEATED_TIMES && same[1]) return endBefore(same[1]);
    }
    previous = code;
  }
  return undefined;
}

/** A long line of the comment that the cursor's line goes on with. */
function repeatedComment(lines: readonly AnswerLine[], above: readonly string[]): number | undefined {
  const comment = new Set<string>();
  for (const line of above.toReversed()) {
    if (!COMMENT_LINE.test(line)) break;
    if (isLong(line)) comment.add(line.trim());
  }
  const line = lines.find(({ text, complete }) => complete && comment.has(text.trim()));
  const first = lines[0];
  if (!line || !first) return undefined;
  // Lines before it that say nothing were to lead to it.
  const isFirst = lines.slice(0, lines.indexOf(line)).every(({ text }) => !/\w/.test(text));
  return endBefore(isFirst ? first : line);
}

function isLong(line: string): boolean {
  return line.replace(/\W/g, "").length >= LONG_LINE_WORD_CHARS;
}

function repeatedLines(lines: readonly AnswerLine[]): number | undefined {
  const complete = lines.filter((line) => line.complete && !isBlank(line.text));
  for (let cycle = 1; cycle <= MAX_CYCLE_LINES; cycle++) {
    const length = cycle * REPEATED_TIMES;
    for (let from = 0; from + length <= complete.length; from++) {
      const first = complete.slice(from, from + cycle);
      const repeats = complete
        .slice(from, from + length)
        .every(({ text }, index) => text === first[index % cycle]?.text);
      const second = complete[from + cycle];
      if (repeats && second) return endBefore(second);
    }
  }
  return undefined;
}

function repeatedPiece(text: string, line: AnswerLine | undefined): number | undefined {
  const lineStart = line?.start ?? 0;
  for (let cycle = 2; cycle <= MAX_CYCLE_CHARS; cycle++) {
    let from = text.length - cycle;
    while (from > lineStart && text.charAt(from - 1) === text.charAt(from - 1 + cycle)) from--;
    const repeated = text.length - from;
    const times = cycle > SHORT_CYCLE_CHARS ? REPEATED_TIMES : REPEATED_TIMES_IN_LINE;
    if (repeated < Math.max(MIN_REPEATED_CHARS, cycle * times)) continue;
    const piece = text.slice(from, from + cycle);
    const isRuler = piece === text.charAt(from).repeat(cycle);
    if (isRuler) continue;
    const kept = text.slice(lineStart, from + cycle);
    const isUnfinished = from === lineStart && /[=+*/&|-]$/.test(piece.trimEnd());
    // Within a word, or a string that it doesn't end, nothing of it is worth anything.
    const isWithin = /\w$/.test(kept) && /^\w/.test(text.slice(from + cycle));
    if (line && (isUnfinished || isWithin)) return endBefore(line);
    // What the comma was to separate doesn't come.
    return text.slice(0, turnEnd(text, lineStart, from, cycle)).replace(/[,\s]+$/, "").length;
  }
  return undefined;
}

/** Where the first turn of a circle ends: the turns may begin within brackets or a string, which are closed then. */
function turnEnd(text: string, lineStart: number, from: number, cycle: number): number {
  let depth = 0;
  let quote = "";
  let least = Number.POSITIVE_INFINITY;
  for (let at = lineStart; at < from + 2 * cycle; at++) {
    const open = depth + (quote === "" ? 0 : 1);
    if (at > from && at <= from + cycle) least = Math.min(least, open);
    if (at >= from + cycle && open <= least) return at;
    const character = text.charAt(at);
    if (quote === "" ? /["'`]/.test(character) : character === quote) quote = quote === "" ? character : "";
    else if (/[([{]/.test(character)) depth++;
    else if (/[)\]}]/.test(character)) depth--;
  }
  return from + cycle;
}
