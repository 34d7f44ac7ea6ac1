/** Where an answer begins to turn in circles. Small models do so often, and large ones sometimes. */
import { isBlank } from "../../../../common/text-lines.ts";
import { type AnswerLine, endBefore } from "./answer-lines.ts";

const REPEATED_TIMES = 3;
/** Shorter lines come again in good code: a row of a table, `break;`. */
const LONG_LINE_WORD_CHARS = 14;
const MAX_CYCLE_LINES = 3;
/** Of a piece that comes again and again within a line: a sentence. */
const MAX_CYCLE_CHARS = 130;
const MIN_REPEATED_CHARS = 40;
const REPEATED_TIMES_IN_LINE = 5;
/** Longer pieces don't come again in good code, or hardly ever. */
const SHORT_CYCLE_CHARS = 24;

/**
 * The offset after which an answer only repeats itself, or the line above it; undefined when it doesn't.
 *
 * @param above the last line before the cursor's that isn't blank
 */
export function repetitionStart(
  text: string,
  lines: readonly AnswerLine[],
  above: string | undefined,
): number | undefined {
  return repeatedLongLine(lines, above) ?? repeatedLines(lines) ?? repeatedPiece(text, lines.at(-1));
}

/** A long line right after the same line, or for the third time, is none that a user would write. */
function repeatedLongLine(lines: readonly AnswerLine[], above: string | undefined): number | undefined {
  const seen = new Map<string, AnswerLine[]>();
  let previous = above?.trim();
  for (const line of lines) {
    const code = line.text.trim();
    if (!line.complete || code === "") continue;
    if (code.replace(/\W/g, "").length >= LONG_LINE_WORD_CHARS) {
      if (code === previous) return endBefore(line);
      const same = seen.get(code) ?? [];
      seen.set(code, [...same, line]);
      if (same.length + 1 === REPEATED_TIMES && same[1]) return endBefore(same[1]);
    }
    previous = code;
  }
  return undefined;
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
    return line && (isUnfinished || isWithin) ? endBefore(line) : from + cycle;
  }
  return undefined;
}
