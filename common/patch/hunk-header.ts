/** The line that a hunk begins with: `@@ -1,2 +1,3 @@ heading`, `@@ heading`, `@@ … @@`, or `@@` alone. */

export interface HunkHeader {
  heading?: string;
  /** As for a hunk. */
  line?: number;
  insertAt?: number;
  /** How many lines the hunk has of the old and of the new file, by its own word. */
  counts?: { old: number; new: number };
}

const NUMBERED = /^@@\s*-(\d+)(?:,(\d+))?\s+\+\d+(?:,(\d+))?\s*@@(.*)$/;
const HEADED = /^@@(?!@)(.*?)(?:@@\s*)?$/;
const NO_HEADING = /^(?:\.\.\.|…)?$/;

export function hunkHeader(line: string): HunkHeader | undefined {
  const [, from, oldCount = "1", newCount = "1", behind = ""] = NUMBERED.exec(line) ?? [];
  if (from !== undefined) {
    const counts = { old: Number(oldCount), new: Number(newCount) };
    // Of no lines, the number is that of the line before them.
    const place = counts.old === 0 ? { insertAt: Number(from) } : { line: Math.max(0, Number(from) - 1) };
    return { counts, ...place, ...headingOf(behind) };
  }
  const headed = HEADED.exec(line);
  return headed ? headingOf(headed[1] ?? "") : undefined;
}

function headingOf(text: string): { heading?: string } {
  const heading = text.trim();
  return NO_HEADING.test(heading) ? {} : { heading };
}
