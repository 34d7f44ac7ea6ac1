/** An answer that begins by writing the code before the cursor again. */
import { indentOf } from "../../../../common/indentation.ts";
import { syntaxOf } from "../../../../common/languages/languages.ts";
import { columnOf, isBlank } from "../../../../common/text-lines.ts";
import { unmatchedBrackets } from "../../../context/brackets.ts";
import { isProse } from "../../../context/lexical.ts";
import { opensBlock } from "../lines.ts";

/** What stands before the cursor, with line feeds. */
interface BeforeEcho {
  languageId: string;
  before: string;
  cursorLine: string;
}

/** Fewer come again in good code. */
const TELLING_WORD_CHARS = 4;
const TELLING_CHARS_OF_LINE = 14;
/** The same of lines that end nothing and begin nothing. */
const TELLING_CHARS_OF_LINES = 28;
/**
 * What begins a statement, or ends with a word (but `long long`); a piece of a type or of an expression may stand within
 * itself.
 */
const STANDS_ONCE = /\w["']?\s*[:=]\s*["'`]?$|\w\s+[\w=(]|^(?!long$)(?=.*[A-Za-z_]).*\w\w$/;
const IS_UNFINISHED = /[^\w\s)\]}'"`;]$/;

/** The answer without the cursor's line, and the lines above it, that it begins with. */
export function withoutEcho(answer: string, { languageId, before, cursorLine }: BeforeEcho): string {
  if (isProse(languageId)) return answer;
  const lines = answer.split("\n");
  const first = lines.findIndex((line) => !isBlank(line));
  const begun = cursorLine.trim();
  const line = lines[first] ?? "";
  const again = line.trimStart();
  const isBegunAgain =
    begun !== "" &&
    again.startsWith(begun) &&
    (first === 0 ? isIndentAgain(line, cursorLine) || standsOnce(begun, again, languageId) : isCutOff(begun));
  if (isBegunAgain) return [again.slice(begun.length), ...lines.slice(first + 1)].join("\n");
  if (isBlank(line)) return answer;
  const above = before
    .split("\n")
    .slice(0, -1)
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const mayGoOn = begun !== "" || opensBlock(above.at(-1) ?? "", languageId);
  const from = endOfLinesAgain(lines, first, above, begun, mayGoOn);
  // Behind code, an indented line that stands above is no piece of this one.
  const isLineAbove = begun !== "" && first === 0 && columnOf(line) > 1 && above.includes(again.trimEnd());
  if (from === undefined) return isLineAbove && hasWords(again) ? "" : answer;
  const [goesOn = "", ...following] = lines.slice(from);
  return [begun === "" ? goesOn : goesOn.trimStart().slice(begun.length), ...following].join("\n");
}

/** Within a line, several blanks and then the same code are the line itself. */
function isIndentAgain(line: string, cursorLine: string): boolean {
  const indent = indentOf(cursorLine);
  return columnOf(indent) > 1 && indentOf(line) === indent;
}

function standsOnce(begun: string, again: string, languageId: string): boolean {
  if (opensText(begun, again, languageId) || /^<\/?$/.test(begun)) return true;
  // Within an element may stand one that begins like it.
  const isElement = begun.startsWith("<") && begun.endsWith(">");
  if (isElement) return false;
  if (STANDS_ONCE.test(begun)) return true;
  const isLong = hasWords(begun, TELLING_CHARS_OF_LINE) && !begun.endsWith("<");
  return isLong || (hasWords(begun) && leavesCallOpen(begun, again, languageId));
}

/** Whether a line is the mark of a comment or docstring that says something. */
function opensText(begun: string, again: string, languageId: string): boolean {
  const { lineComments, blockComments, longQuotes } = syntaxOf(languageId);
  const marks = [...lineComments, ...blockComments.map(([open]) => open)];
  const isComment = marks.some(
    (mark) => begun.startsWith(mark) && ["", "*", "!", "/"].includes(begun.slice(mark.length)),
  );
  const isDocstring = begun.length > 1 && longQuotes.includes(begun) && /\w/.test(again.charAt(begun.length));
  return isComment || isDocstring;
}

/** A call within the same one is followed by the end of that one. */
function leavesCallOpen(begun: string, again: string, languageId: string): boolean {
  if (!begun.endsWith("(") || !again.trimEnd().slice(begun.length).includes(")")) return false;
  const { openers, closers } = unmatchedBrackets(`${again}\n`, languageId);
  return openers.length === 0 && closers.length === 0;
}

/** Whether a line doesn't end there: on the next one, the same stands in its place. */
function isCutOff(begun: string): boolean {
  return hasWords(begun) && STANDS_ONCE.test(begun) && IS_UNFINISHED.test(begun);
}

function hasWords(text: string, atLeast = TELLING_WORD_CHARS): boolean {
  return text.replace(/\W/g, "").length >= atLeast;
}

/**
 * The row of the answer behind lines that are those right above the cursor's: there the cursor's line comes again, or
 * the block goes on that the last one opens.
 */
function endOfLinesAgain(
  lines: readonly string[],
  first: number,
  above: readonly string[],
  begun: string,
  mayGoOn: boolean,
): number | undefined {
  const written = lines[first]?.trim() ?? "";
  for (let at = above.indexOf(written); at >= 0; at = above.indexOf(written, at + 1)) {
    const again = above.slice(at);
    if (!hasWords(again.join(""), mayGoOn ? TELLING_WORD_CHARS : TELLING_CHARS_OF_LINES)) continue;
    let row = first;
    let count = 0;
    for (; row < lines.length && count < again.length; row++) {
      const line = lines[row]?.trim() ?? "";
      if (line === "") continue;
      if (line !== again[count]) break;
      count++;
    }
    if (count === again.length && (lines[row] ?? "").trimStart().startsWith(begun)) return row;
  }
  return undefined;
}
