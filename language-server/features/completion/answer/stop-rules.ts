/**
 * Where an answer ends, read from its text while it streams. A model that goes on typing never stops by itself at
 * the right place: it writes the next function, or what stands after the cursor anyway.
 *
 * Each rule answers the offset at which the answer ends, as soon as the text so far says so for certain; the
 * earliest one counts.
 */

import { syntaxOf } from "../../../../common/languages/languages.ts";
import { placeholderAt } from "../../../../common/placeholders.ts";
import { columnOf, isBlank } from "../../../../common/text-lines.ts";
import { unmatchedBrackets } from "../../../context/brackets.ts";
import { isProse, readCode, stringEnd } from "../../../context/lexical.ts";
import { lengthWithoutOpenHeads, opensBlock, repeatsLine } from "../lines.ts";
import { type AnswerBrackets, BracketReader, type Surroundings } from "./answer-brackets.ts";
import { type AnswerLine, endBefore, splitAnswer } from "./answer-lines.ts";
import { hasRoomForLines, onlyCloses } from "./closers.ts";
import {
  blockIndent,
  CLAUSE,
  closesBlock,
  continuesComment,
  continuesStatement,
  opensBodyOf,
  placeOf,
} from "./line-roles.ts";
import { repetitionStart } from "./repetition.ts";
import { writtenBlockEnd } from "./template-blocks.ts";

export type StopRule =
  | "singleLine"
  | "bodyFollows"
  | "closingFence"
  | "placeholder"
  | "repeatsNextLine"
  | "dedent"
  | "statementEnd"
  | "sectionEnd"
  | "closedBracket"
  | "closedBlock"
  | "endedText"
  | "repetition"
  | "runawayLine"
  | "maxLines";

export interface StopContext extends Surroundings {
  /** What ends the answer, where it stands in a fenced block. */
  fence?: string;
}

export interface Stop {
  rule: StopRule;
  /** The answer's length. */
  end: number;
}

const MAX_LINES = 12;
const MAX_LINE_CHARS = 400;

interface AnswerSoFar {
  text: string;
  lines: readonly AnswerLine[];
  brackets: AnswerBrackets;
  /** No more of it will come. */
  complete: boolean;
}

interface CursorSurroundings extends StopContext {
  cursorLine: string;
  brackets: BracketReader;
  /** The lines before the cursor's that aren't blank. */
  above: readonly string[];
  nextLine: string | undefined;
  /** What ends the string over several lines, or the comment, that is open at the cursor. */
  mark: string | undefined;
  /** The lines after the cursor end it. */
  isEndedLater: boolean;
  /** The lines after the cursor's that aren't blank. */
  following: readonly string[];
}

type Rule = (answer: AnswerSoFar, surroundings: CursorSurroundings) => number | undefined;

export class StopRules {
  readonly #surroundings: CursorSurroundings;

  constructor(context: StopContext) {
    const { before, rest, after, languageId } = context;
    const brackets = new BracketReader(context);
    const open = brackets.mark;
    const mark = open !== undefined && syntaxOf(languageId).quotes.includes(open) ? undefined : open;
    const following = after.split("\n").filter((line) => !isBlank(line));
    this.#surroundings = {
      ...context,
      brackets,
      cursorLine: before.slice(before.lastIndexOf("\n") + 1),
      above: before
        .split("\n")
        .slice(0, -1)
        .filter((line) => !isBlank(line)),
      nextLine: following[0],
      following,
      mark,
      isEndedLater: mark !== undefined && !rest.includes(mark) && endsLater(mark, after),
    };
  }

  /** Where the answer ends, if it does by now. `complete`: no more text will come. */
  check(text: string, complete: boolean): Stop | undefined {
    const answer = {
      text,
      lines: splitAnswer(text, this.#surroundings.cursorLine, complete),
      brackets: this.#surroundings.brackets.read(text, complete),
      complete,
    };
    let first: Stop | undefined;
    for (const rule of RULE_NAMES) {
      const end = RULES[rule](answer, this.#surroundings);
      if (end !== undefined && (!first || end < first.end)) first = { rule, end };
    }
    if (!first || !LIMITS.has(first.rule)) return first;
    const { cursorLine, languageId } = this.#surroundings;
    return { ...first, end: lengthWithoutOpenHeads(text.slice(0, first.end), cursorLine, languageId) };
  }
}

const RULES: Record<StopRule, Rule> = {
  /** Text that stands right of the cursor leaves room for a piece of a line only. */
  singleLine: ({ text, lines: [, second] }, { before, rest, languageId }) =>
    second && !hasRoomForLines(text, before, rest, languageId) ? second.start - 1 : undefined,

  /** The head of a block whose body stands there already. */
  bodyFollows: ({ lines: [first, second] }, { cursorLine, following, languageId }) => {
    const head = first?.text.trimEnd() ?? "";
    const isWritten = second !== undefined && head !== cursorLine.trimEnd();
    return isWritten && !isProse(languageId) && opensBodyOf(head, following) ? second.start - 1 : undefined;
  },

  /** Without a fence around the answer, a line that begins with one is none of code. */
  closingFence: (answer, surroundings) => {
    const { text, lines } = answer;
    const { fence, languageId } = surroundings;
    if (fence !== undefined) {
      const at = text.indexOf(fence);
      return at < 0 ? undefined : text.slice(0, at).trimEnd().length;
    }
    const line = lines.find((candidate) => /^\s*```/.test(candidate.text));
    return line && !isProse(languageId) && !isInText(line, answer, surroundings)
      ? endBefore(line)
      : undefined;
  },

  /** A comment that stands for code which the model leaves out. */
  placeholder: ({ lines }, { cursorLine, languageId }) => {
    const texts = lines.map(({ text }) => text);
    const isOwn = (row: number) => row > 0 || isBlank(cursorLine);
    const line = lines.find(
      ({ complete }, row) => complete && isOwn(row) && placeholderAt(texts, row, languageId) === "sure",
    );
    return line && endBefore(line);
  },

  /** But for a line that ends a block which the next one doesn't. */
  repeatsNextLine: ({ text: answer, lines, brackets }, { cursorLine, nextLine, brackets: reader }) => {
    const line = lines.find(
      ({ text, complete, start }, index) =>
        complete &&
        nextLine !== undefined &&
        // The cursor's line counts with what is written of it.
        (index > 0 || !isBlank(answer.slice(0, text.length - cursorLine.length))) &&
        repeatsLine(text, nextLine) &&
        !reader.endsOwnBlock(brackets, start, start === 0 ? answer.slice(0, text.length) : text),
    );
    return line && endBefore(line);
  },

  /** Among other lines of a block: it ends where a line stands left of it, unless that line closes the block. */
  dedent: (answer, surroundings) => {
    const { lines } = answer;
    const { cursorLine, nextLine, languageId } = surroundings;
    if (placeOf(lines, cursorLine, languageId) !== "block") return undefined;
    const block = blockIndent(lines, cursorLine);
    const line = lines
      .slice(1)
      .find(
        (candidate) =>
          !isBlank(candidate.text) &&
          columnOf(candidate.text) < block &&
          !closesBlock(candidate, nextLine) &&
          !isClauseOfBlock(candidate, block, answer, surroundings) &&
          !isInText(candidate, answer, surroundings),
      );
    return line && endBefore(line);
  },

  /** Within a statement: it ends where a line stands no deeper than it began, unless that goes on with it. */
  statementEnd: (answer, surroundings) => {
    const { text, lines } = answer;
    const { cursorLine, nextLine, languageId } = surroundings;
    if (placeOf(lines, cursorLine, languageId) !== "statement") return undefined;
    const base = columnOf(cursorLine);
    const line = lines.slice(1).find((candidate) => {
      const before = cursorLine + text.slice(0, candidate.start);
      return (
        !isBlank(candidate.text) &&
        columnOf(candidate.text) <= base &&
        !closesBlock(candidate, nextLine) &&
        !(columnOf(candidate.text) === base && continuesStatement(candidate, before)) &&
        !continuesComment(candidate, cursorLine) &&
        !leavesOpen(before, surroundings) &&
        !isInText(candidate, answer, surroundings)
      );
    });
    return line && endBefore(line);
  },

  /** A blank line ends a paragraph, though not the inside of a block that the answer has begun. */
  sectionEnd: (answer, surroundings) => {
    const { text, lines } = answer;
    const { cursorLine, languageId } = surroundings;
    const block = blockIndent(lines, cursorLine);
    let last: AnswerLine | undefined;
    let blank: AnswerLine | undefined;
    // A line after the last break is blank only until it comes.
    for (const line of lines.slice(0, isBlank(lines.at(-1)?.text ?? "") ? -1 : undefined)) {
      if (!isBlank(line.text)) {
        if (last && blank && columnOf(line.text) <= block && endsSomething(last, blank))
          return endBefore(blank);
        last = line;
        blank = undefined;
      } else if (last) {
        if (
          (blank && !isInText(line, answer, surroundings)) ||
          (columnOf(last.text) <= block && endsSomething(last, line))
        )
          return endBefore(blank ?? line);
        blank = line;
      }
    }
    return undefined;

    function endsSomething({ text: said }: AnswerLine, line: AnswerLine): boolean {
      return (
        !opensBlock(said, languageId) &&
        !leavesOpen(cursorLine + text.slice(0, line.start), surroundings) &&
        !isInText(line, answer, surroundings)
      );
    }
  },

  /** A bracket that the text after the cursor closes already, or that nobody opened. */
  closedBracket: ({ lines, brackets: { superfluous } }) =>
    superfluous === undefined ? undefined : endAt(superfluous, lines),

  /** The same of a template's block. */
  closedBlock: ({ text, lines }, surroundings) => {
    const end = writtenBlockEnd(text, surroundings);
    return end === undefined ? undefined : endAt(end, lines);
  },

  /** The end of a string over several lines, or of a comment, that stands after the cursor already. */
  endedText: ({ text, lines }, { mark, isEndedLater }) => {
    const end = mark !== undefined && isEndedLater ? stringEnd(text, 0, mark) : undefined;
    return end === undefined ? undefined : endAt(end - (mark?.length ?? 0), lines);
  },

  /** The same lines, or the same piece of a line, again and again: the first is kept. */
  repetition: ({ text, lines }, { above }) => repetitionStart(text, lines, above),

  /** Only what the answer writes counts: the cursor's line may be a long one already. */
  runawayLine: ({ lines }, { cursorLine }) => {
    const line = lines.find(
      ({ text, start }) => text.length - (start === 0 ? cursorLine.length : 0) > MAX_LINE_CHARS,
    );
    return line && endBefore(line);
  },

  maxLines: ({ lines }) => {
    const line = lines[MAX_LINES];
    return line && endBefore(line);
  },
};

/** These end an answer in the middle of something. */
const LIMITS: ReadonlySet<StopRule> = new Set(["placeholder", "runawayLine", "maxLines"]);

const RULE_NAMES = Object.keys(RULES) as StopRule[];

/**
 * Whether lines leave a bracket open. The rest of the cursor's line closes those before it, once something is written
 * there that may be all.
 *
 * @param written from the beginning of the cursor's line
 */
function leavesOpen(written: string, { cursorLine, rest, languageId }: CursorSurroundings): boolean {
  const isOpen = (code: string) => unmatchedBrackets(code, languageId).openers.length > 0;
  if (!isOpen(written)) return false;
  const [first = ""] = written.slice(cursorLine.length).split("\n", 1);
  const mayBeAll = !isBlank(rest) && onlyCloses(rest) && !isBlank(first) && /[\w)\]}'"`]\s*$/.test(written);
  return !mayBeAll || isOpen(`${written.trimEnd()}${rest}\n`);
}

/** An end within a line; it leaves out that line when nothing stands before it there. */
function endAt(offset: number, lines: readonly AnswerLine[]): number {
  const line = lines.findLast(({ start }) => start <= offset);
  const isFirst = line === undefined || line.start === 0;
  return isFirst || !isBlank(line.text.slice(0, offset - line.start)) ? offset : endBefore(line);
}

/**
 * Whether a line begins another part of the statement whose block is being written, which the file has none of; or the
 * block of such a part.
 */
function isClauseOfBlock(
  line: AnswerLine,
  block: number,
  { text, lines, complete }: AnswerSoFar,
  { before, nextLine = "" }: CursorSurroundings,
): boolean {
  const above = lines[lines.indexOf(line) - 1]?.text ?? "";
  const column = columnOf(line.text);
  const head = line.text.trimStart().startsWith("{") ? above : line.text;
  if (!CLAUSE.test(head.trimStart()) || columnOf(head) !== column) return false;
  const hasOne = columnOf(nextLine) === column && CLAUSE.test(nextLine.trimStart());
  const isEmpty = complete && isBlank(text.slice(line.start + line.text.length));
  const opened = before
    .split("\n")
    .slice(0, -1)
    .findLast((candidate) => !isBlank(candidate) && columnOf(candidate) < block);
  return !hasOne && !isEmpty && opened !== undefined && columnOf(opened) === column;
}

/** Whether a line lies in a string or comment that the answer has to end. */
function isInText(
  { start }: AnswerLine,
  { text }: AnswerSoFar,
  { before, languageId, isEndedLater }: CursorSurroundings,
): boolean {
  const { open } = readCode(before + text.slice(0, start), languageId);
  return open !== undefined && (open.start > before.length || !isEndedLater);
}

/** Whether lines after the cursor end a string or comment that is open there; they may begin one of their own. */
function endsLater(mark: string, after: string): boolean {
  const lines = after.split("\n");
  const at = lines.findIndex((line) => line.includes(mark));
  const [head, tail = "", more] = (lines[at] ?? "").split(mark);
  if (at < 0 || head === undefined || more !== undefined) return false;
  const above = lines.slice(0, at).findLast((line) => !isBlank(line)) ?? "";
  if (/^\W*$/.test(mark) && mark.length === 2)
    return !lines.slice(0, at + 1).some((line) => line.includes("/*"));
  if (isBlank(head)) return /^\W*$/.test(tail) && !above.trimEnd().endsWith(":");
  return !/(?:[=(,+:{?[]|\breturn)\s*$/.test(head);
}
