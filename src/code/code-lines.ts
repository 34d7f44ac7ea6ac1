/** Lines of code without knowledge of their language: what they say, how deep they stand, how they are indented. */
import { indentOf } from "../../common/indentation.ts";
import { columnOf, isBlank } from "../../common/text-lines.ts";

/** What a line says, whatever its indentation and spacing. */
export function keyOf(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}

/** Lines of brackets and blank ones are alike by chance. */
export function saysSomething(line: string): boolean {
  return (
    /[\p{L}\p{N}]{2}/u.test(line) && !/^\s*(?:else|try|finally|do|end|fi|done|begin|then)\W*$/.test(line)
  );
}

/** The smallest column of lines that aren't blank. */
export function baseColumn(lines: readonly string[]): number {
  return lines.reduce((least, line) => (isBlank(line) ? least : Math.min(least, columnOf(line))), MAX_COLUMN);
}

const MAX_COLUMN = 1_000;

/** What one level is indented by, as far as the lines tell: the commonest step inwards. */
export function indentUnit(lines: readonly string[]): string | undefined {
  const steps = new Map<string, number>();
  let previous = 0;
  for (const line of lines) {
    if (isBlank(line)) continue;
    const column = columnOf(line);
    const step = column - previous;
    if (step > 0 && step <= 8) {
      const unit = line.startsWith("\t") ? "\t" : " ".repeat(step);
      steps.set(unit, (steps.get(unit) ?? 0) + 1);
    }
    previous = column;
  }
  return [...steps].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/**
 * The same lines, with `indent` for their base, and each further level indented by `unit`.
 *
 * @param unit absent: as they are
 */
export function reindent(lines: readonly string[], indent: string, unit: string | undefined): string[] {
  const base = baseColumn(lines);
  const own = indentUnit(lines);
  return lines.map((line) => {
    if (isBlank(line)) return "";
    const deeper = columnOf(line) - base;
    const code = line.trimStart();
    if (own === undefined || unit === undefined || own === unit)
      return indent + inner(line, base, deeper) + code;
    const step = columnOf(own);
    return indent + unit.repeat(Math.floor(deeper / step)) + " ".repeat(deeper % step) + code;
  });
}

/** The indentation beyond the base, in the characters that it is made of. */
function inner(line: string, base: number, deeper: number): string {
  const whole = indentOf(line);
  for (let at = 0; at <= whole.length; at++) if (columnOf(whole.slice(0, at)) >= base) return whole.slice(at);
  return " ".repeat(Math.max(0, deeper));
}

/** How much a line counts when two texts are compared. */
export function weightOf(line: string): number {
  return saysSomething(line) ? 1 + Math.min(line.trim().length, 40) / 20 : 0.1;
}
