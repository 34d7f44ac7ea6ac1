/** How lines of code are compared and measured. */
import { isBlank } from "../../../common/text-lines.ts";
import { isProse } from "../../context/lexical.ts";

/** Shorter lines (`}`, `);`, `end`) stand in many places: they are the same only with the same indent. */
const TELLING_WORD_CHARS = 4;
/** The same of lines that aren't quite the same. */
const TELLING_CHARS_OF_SIMILAR_LINE = 7;

/** Whether two lines say the same, or all but the same, at what is likely the same place. */
export function repeatsLine(one: string, other: string): boolean {
  return sameLine(one, other) || (wordChars(one) >= TELLING_CHARS_OF_SIMILAR_LINE && similarLine(one, other));
}

/**
 * Whether two lines say the same at what is likely the same place. A comma or semicolon at the end doesn't count, since
 * it depends on what follows.
 */
export function sameLine(one: string, other: string): boolean {
  const [first, second] = [withoutEnd(one), withoutEnd(other)];
  if (isBlank(first)) return false;
  if (first === second) return true;
  return first.trim() === second.trim() && wordChars(first) >= TELLING_WORD_CHARS;
}

/** Whether two lines are the same, but for white space and a character that one of them lacks. */
export function similarLine(one: string, other: string): boolean {
  const [first, second] = [withoutSpaces(withoutEnd(one)), withoutSpaces(withoutEnd(other))];
  return first === second || lacksOneCharacter(first, second) || lacksOneCharacter(second, first);
}

/** A digit more is another number. */
function lacksOneCharacter(shorter: string, longer: string): boolean {
  if (longer.length !== shorter.length + 1) return false;
  let at = 0;
  while (at < shorter.length && shorter.charAt(at) === longer.charAt(at)) at++;
  return /\D/.test(longer.charAt(at)) && shorter.slice(at) === longer.slice(at + 1);
}

/** A line of nothing else, such as a shell's `;;`, says that. */
function withoutEnd(line: string): string {
  const said = line.trimEnd();
  return said.replace(/[,;\s]+$/, "") || said;
}

export function withoutSpaces(text: string): string {
  return text.replace(/\s/g, "");
}

function wordChars(line: string): number {
  return line.replace(/\W/g, "").length;
}

/** Whether a line opens a block whose body is still to come. */
export function opensBlock(line: string, languageId: string): boolean {
  return !isProse(languageId) && /(?:[([{:]|=>|->|\b(?:do|then|else|try|begin))$/.test(line.trimEnd());
}

/**
 * The length of an answer's beginning without the heads at its end whose block doesn't come; a head that the cursor's
 * line begins stays.
 */
export function lengthWithoutOpenHeads(answer: string, cursorLine: string, languageId: string): number {
  let kept = answer;
  for (;;) {
    const lineBreak = kept.lastIndexOf("\n");
    const isCursorLine = lineBreak < 0 && !isBlank(cursorLine);
    if (kept === "" || isCursorLine || !opensBlock(kept.slice(lineBreak + 1), languageId)) return kept.length;
    kept = kept.slice(0, Math.max(0, lineBreak));
  }
}
