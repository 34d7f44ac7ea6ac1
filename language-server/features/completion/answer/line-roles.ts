/** What a line of an answer is to the lines around it, as far as the lines themselves say it. */
import { columnOf, isBlank } from "../../../../common/text-lines.ts";
import { CLOSER_OF, unmatchedBrackets } from "../../../context/brackets.ts";
import { sameLine } from "../lines.ts";
import type { AnswerLine } from "./answer-lines.ts";

/** The beginning of a line that says something in a comment of several lines. */
const COMMENT_MARK = /^\s*(?:\/\/[/!]?|\*(?!\/)|#|--)(?= )/;
/** The beginning of another part of a statement with blocks. */
export const CLAUSE = /^(?:else|elif|elsif|elseif|except|rescue|ensure|finally|catch)\b/;

/**
 * Whether the answer writes lines of a block, or goes on with the statement of the cursor's line (with the block or
 * bracket that this one opens). Undefined while that can't be told.
 */
export function placeOf(
  lines: readonly AnswerLine[],
  cursorLine: string,
  languageId: string,
): "block" | "statement" | undefined {
  const [first, ...following] = lines;
  if (isBlank(cursorLine)) return "block";
  if (first && first.text.trimEnd() !== cursorLine.trimEnd()) return "statement";
  if (unmatchedBrackets(cursorLine, languageId).openers.length > 0) return "statement";
  const next = following.find(({ text }) => !isBlank(text));
  return next && (columnOf(next.text) > columnOf(cursorLine) ? "statement" : "block");
}

/** The indent of the block that the answer stands in: the cursor's line's, or where that is empty the answer's. */
export function blockIndent(lines: readonly AnswerLine[], cursorLine: string): number {
  if (cursorLine !== "") return columnOf(cursorLine);
  const column = columnOf(lines.find(({ text }) => !isBlank(text))?.text);
  // One blank alone is none of a block: models write it before what they say.
  return column === 1 ? 0 : column;
}

/** Whether a line is the head of lines that stand there: they are deeper, and a bracket under it ends them, or none. */
export function opensBodyOf(head: string, following: readonly string[]): boolean {
  const width = columnOf(head);
  if (following[0] === undefined || columnOf(following[0]) <= width) return false;
  const end = following.find((line) => columnOf(line) <= width);
  const closer = end !== undefined && columnOf(end) === width ? end.trimStart().charAt(0) : "";
  const opener = Object.keys(CLOSER_OF).find((bracket) => CLOSER_OF[bracket] === closer) ?? ":";
  return head.endsWith(opener);
}

/** Whether a line ends a block that the text after the cursor doesn't end; one that is still coming may do so. */
export function closesBlock({ text, complete }: AnswerLine, nextLine: string | undefined): boolean {
  const code = text.trimStart();
  if (!complete && /^(?:[a-z]*|<)$/.test(code)) return true;
  // What a bracket closes is known more exactly: see `closedBracket`.
  if (/^[)\]}]/.test(code)) return true;
  return (
    /^(?:<\/|(?:end|fi|done|esac)\b)/.test(code) && (nextLine === undefined || !sameLine(text, nextLine))
  );
}

/**
 * Whether a line goes on with the statement above it; one that is still coming may do so.
 *
 * @param before the text before it, from the beginning of the cursor's line
 */
export function continuesStatement({ text, complete }: AnswerLine, before: string): boolean {
  const code = text.trimStart();
  if (!complete && /^(?:[a-z]*|[.?&|:+*=-]{1,2})$/.test(code)) return true;
  if (code.startsWith("{")) return !/[;{}]\s*$/.test(before);
  return CLAUSE.test(code) || /^(?:(?:then|do)\b|\.\w|\?\.|&&|\|\||[?:|+*]\s|\|>|=>|->)/.test(code);
}

/** Whether a line goes on with the comment of the cursor's line; one that is still coming may do so. */
export function continuesComment({ text, complete }: AnswerLine, cursorLine: string): boolean {
  const [mark] = COMMENT_MARK.exec(cursorLine) ?? [];
  if (mark === undefined) return false;
  return text.startsWith(mark) ? !text.startsWith(`${mark}/`) : !complete && mark.startsWith(text);
}
