/** An answer without what models put around their code: white space that is there already, echoes of the prompt. */
import { indentOf, inTabs, stepOf, widthOf } from "../../../../common/indentation.ts";
import { syntaxOf } from "../../../../common/languages/languages.ts";
import { columnOf, isBlank } from "../../../../common/text-lines.ts";
import { endsInText, unmatchedBrackets } from "../../../context/brackets.ts";
import { isProse } from "../../../context/lexical.ts";
import { opensBlock } from "../lines.ts";
import { withoutEcho } from "./echo.ts";

/** What stands before the cursor, with line feeds. */
export interface BeforeCursor {
  languageId: string;
  /** The code before the cursor, from a line's start. */
  before: string;
  /** The cursor's line up to the cursor. */
  cursorLine: string;
  /** One level of indentation, where the code around has none. */
  unit?: string;
  /** The same, where the code around is indented so, and not otherwise. */
  usedUnit?: string;
}

/** Blanks of one level of indentation, the likeliest first. */
const STEPS = [4, 2, 3];
const DEFAULT_STEP = 4;

const INVISIBLE_START = /^[\u200b\u2060\ufeff]+[ \t]*/;
/** The prompt names the file so. */
const FILE_COMMENT =
  /^\s*(?:\/\/|#|--|;|%|\/\*|<!--)\s*(?:file|path|file ?(?:name|path))\s*:\s*\S+\s*(?:\*\/|-->)?\s*(?:\n|$)/i;

/** A line after which none goes on with it. */
const FINISHED = /[\w)\]};'"`]\s*$/;

/** The answer as it is worth showing: it may be blank. */
export function tidyAnswer(answer: string, at: BeforeCursor): string {
  const visible = answer.replace(INVISIBLE_START, "");
  const code = withoutEcho(isBlank(at.cursorLine) ? visible.replace(FILE_COMMENT, "") : visible, at);
  if (isCommentMark(code.trim(), at.languageId)) return "";
  const fitted = aligned(withoutKnownIndent(withoutBlankStart(inUsedUnit(code, at), at), at), at);
  return indented(fitted, at);
}

/** Tabs where the code around has tabs alone, and blanks where it has blanks alone. */
function inUsedUnit(answer: string, { usedUnit, cursorLine, languageId }: BeforeCursor): string {
  if (usedUnit === undefined || languageId === "makefile") return answer;
  const [first = "", ...following] = answer.split("\n");
  const lines = cursorLine === "" ? [first, ...following] : following;
  const indents = lines.map(indentOf);
  const hasTabs = indents.some((indent) => indent.includes("\t"));
  if (hasTabs === (usedUnit === "\t")) return answer;
  const step = STEPS.find((blanks) => indents.every(({ length }) => length === 1 || length % blanks === 0));
  const convert = (indent: string) => {
    if (usedUnit !== "\t") return indent.replaceAll("\t", usedUnit);
    // One blank alone stands before the star of a comment.
    return indent.length > 1 ? inTabs(indent.length, step ?? DEFAULT_STEP) : indent;
  };
  const converted = lines.map((line) => convert(indentOf(line)) + line.trimStart());
  return (cursorLine === "" ? converted : [first, ...converted]).join("\n");
}

/** Also that of a comment which documents something. */
function isCommentMark(code: string, languageId: string): boolean {
  return syntaxOf(languageId).lineComments.some(
    (mark) => code.startsWith(mark) && ["", "/", "!"].includes(code.slice(mark.length)),
  );
}

/** What an answer consists of whose code `tidyAnswer` leaves nothing of; undefined for one without any. */
export function whatWasTidiedAway(answer: string): "fileName" | "commentMark" | undefined {
  const visible = answer.replace(INVISIBLE_START, "");
  if (isBlank(visible)) return undefined;
  return FILE_COMMENT.test(visible) ? "fileName" : "commentMark";
}

/** Indented as the editor does it, where the cursor's line is indented so. */
function indented(answer: string, { unit, cursorLine }: BeforeCursor): string {
  const [first = "", ...following] = answer.split("\n");
  if (unit === undefined || indentOf(cursorLine).replaceAll(unit, "") !== "") return answer;
  const step = stepOf(following);
  const lines = following.map((line) => {
    const width = widthOf(indentOf(line), step);
    return unit.repeat(Math.floor(width / step)) + " ".repeat(width % step) + line.trimStart();
  });
  return [first, ...lines].join("\n");
}

/**
 * On a line that holds an indent already, an answer that leaves it blank begins with its first line of code; and so does
 * one below a blank line, where the code above never leaves two.
 */
function withoutBlankStart(answer: string, { before, cursorLine, languageId }: BeforeCursor): string {
  if (!isBlank(cursorLine)) return answer;
  const [blank] = /^\s*\n/.exec(answer) ?? [""];
  const code = answer.slice(blank.length);
  if (cursorLine === "") return isSpaced(before, languageId) ? code : answer;
  return blank !== "" && code.startsWith(cursorLine) ? code.slice(cursorLine.length) : answer;
}

/** Whether a text ends with as many blank lines as are left in it; Python's style wants two, which may be yet to come. */
function isSpaced(before: string, languageId: string): boolean {
  return /\n[ \t]*\n$/.test(before) && languageId !== "python" && !/\n[ \t]*\n[ \t]*\n/.test(before);
}

/** Without white space before the first line that the cursor's line has already, or that indents it by nothing. */
function withoutKnownIndent(answer: string, { before, cursorLine, languageId }: BeforeCursor): string {
  const [indent] = /^[ \t]+(?=\S)/.exec(answer) ?? [""];
  if (indent === "") return answer;
  // Several blanks put what follows into a column.
  if (!isBlank(cursorLine)) return / $/.test(cursorLine) && indent === " " ? answer.slice(1) : answer;
  if (isProse(languageId)) return answer;
  const above = before
    .split("\n")
    .slice(0, -1)
    .findLast((line) => !isBlank(line));
  const code = answer.slice(indent.length);
  // One blank alone is none of a block, but where one goes on that has them.
  if (cursorLine === "" && indent === " ") {
    const isBeginning = above === undefined || (columnOf(above) === 0 && FINISHED.test(above));
    return isBeginning && !code.startsWith("*") && !endsInText(before, languageId) ? code : answer;
  }
  const mayBeDeeper =
    above === undefined || (opensBlock(above, languageId) && columnOf(cursorLine) <= columnOf(above));
  return cursorLine === "" || mayBeDeeper ? answer : code;
}

/** Lines that stand in an odd column right of the cursor's, though nothing was opened, stand under it. */
function aligned(answer: string, { cursorLine, languageId }: BeforeCursor): string {
  const width = columnOf(cursorLine) + 1;
  if (!isBlank(cursorLine) || cursorLine === "" || width % 2 === 0 || isProse(languageId)) return answer;
  const lines = answer.split("\n");
  return lines
    .map((line, index) => {
      const above = lines.slice(0, index).join("\n");
      const goesOn = index === 0 || /[^\w\s'"`)\]};,]\s*$/.test(above) || /^\s*(?:\*|$)/.test(line);
      if (goesOn || columnOf(line) !== width) return line;
      return unmatchedBrackets(above, languageId).openers.length > 0 ? line : cursorLine + line.trimStart();
    })
    .join("\n");
}
