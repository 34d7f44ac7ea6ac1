/**
 * Where an answer ends, read from its text while it streams. A model that goes on typing never stops by itself at
 * the right place: it writes the next function, or what stands after the cursor anyway.
 *
 * Each rule answers the offset at which the answer ends, as soon as the text so far says so for certain; the
 * earliest one counts.
 */

import { isBlank } from "../../../../common/text-lines.ts";
import { type OpenBracket, openAtCursor, unmatchedBrackets } from "../../../context/brackets.ts";
import { hasLooseBrackets, readCode } from "../../../context/lexical.ts";
import { indentWidth, onlyCloses, sameLine } from "../lines.ts";
import { type AnswerLine, endBefore, splitAnswer } from "./answer-lines.ts";
import { repetitionStart } from "./repetition.ts";

export type StopRule =
  | "singleLine"
  | "closingFence"
  | "repeatsNextLine"
  | "dedent"
  | "statementEnd"
  | "sectionEnd"
  | "closedBracket"
  | "repetition"
  | "runawayLine"
  | "maxLines";

/** What stands around the cursor, with line feeds. */
export interface StopContext {
  languageId: string;
  /** What ends the answer, where it stands in a fenced block. */
  fence?: string;
  /** The code before the cursor, from a line's start. */
  before: string;
  /** The rest of the cursor's line. */
  rest: string;
  /** The lines after the cursor's line. */
  after: string;
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
}

interface CursorSurroundings extends StopContext {
  cursorLine: string;
  open: readonly OpenBracket[];
  /** Up to where `before` need not be read again with an answer behind it. */
  settled: number;
  /** The last line before the cursor's that isn't blank. */
  previousLine: string | undefined;
  nextLine: string | undefined;
}

type Rule = (answer: AnswerSoFar, surroundings: CursorSurroundings) => number | undefined;

export class StopRules {
  readonly #surroundings: CursorSurroundings;

  constructor(context: StopContext) {
    const { before, rest, after, languageId } = context;
    this.#surroundings = {
      ...context,
      cursorLine: before.slice(before.lastIndexOf("\n") + 1),
      ...openAtCursor(before, `${rest}\n${after}`, languageId),
      previousLine: before
        .split("\n")
        .slice(0, -1)
        .findLast((line) => !isBlank(line)),
      nextLine: after.split("\n").find((line) => !isBlank(line)),
    };
  }

  /** Where the answer ends, if it does by now. `complete`: no more text will come. */
  check(text: string, complete: boolean): Stop | undefined {
    const answer = { text, lines: splitAnswer(text, this.#surroundings.cursorLine, complete) };
    let first: Stop | undefined;
    for (const rule of RULE_NAMES) {
      const end = RULES[rule](answer, this.#surroundings);
      if (end !== undefined && (!first || end < first.end)) first = { rule, end };
    }
    return first;
  }
}

const RULES: Record<StopRule, Rule> = {
  /** Text that stands right of the cursor leaves room for a piece of a line only. */
  singleLine: ({ lines: [, second] }, { rest }) =>
    second && !onlyCloses(rest) ? second.start - 1 : undefined,

  closingFence: ({ text }, { fence }) => {
    const at = fence === undefined ? -1 : text.indexOf(fence);
    return at < 0 ? undefined : text.slice(0, at).trimEnd().length;
  },

  repeatsNextLine: ({ lines }, { nextLine }) => {
    const line = lines.find(
      ({ text, complete }) => complete && nextLine !== undefined && sameLine(text, nextLine),
    );
    return line && endBefore(line);
  },

  /** Among other lines of a block: it ends where a line stands left of it, unless that line closes the block. */
  dedent: ({ lines }, { cursorLine, nextLine, languageId }) => {
    if (placeOf(lines, cursorLine, languageId) !== "block") return undefined;
    const block = blockIndent(lines, cursorLine);
    const line = lines
      .slice(1)
      .find(
        (candidate) =>
          !isBlank(candidate.text) &&
          indentWidth(candidate.text) < block &&
          !closesBlock(candidate, nextLine),
      );
    return line && endBefore(line);
  },

  /** Within a statement: it ends where a line stands no deeper than it began, unless that goes on with it. */
  statementEnd: ({ text, lines }, { cursorLine, nextLine, languageId }) => {
    if (placeOf(lines, cursorLine, languageId) !== "statement") return undefined;
    const base = indentWidth(cursorLine);
    const line = lines
      .slice(1)
      .find(
        (candidate) =>
          !isBlank(candidate.text) &&
          indentWidth(candidate.text) <= base &&
          !closesBlock(candidate, nextLine) &&
          !(indentWidth(candidate.text) === base && continuesStatement(candidate)) &&
          unmatchedBrackets(cursorLine + text.slice(0, candidate.start), languageId).openers.length === 0,
      );
    return line && endBefore(line);
  },

  /** A blank line ends a paragraph, though not the inside of a block that the answer has begun. */
  sectionEnd: ({ text, lines }, { cursorLine, languageId }) => {
    const block = blockIndent(lines, cursorLine);
    let last: AnswerLine | undefined;
    let blank: AnswerLine | undefined;
    // A line after the last break is blank only until it comes.
    for (const line of lines.slice(0, isBlank(lines.at(-1)?.text ?? "") ? -1 : undefined)) {
      if (!isBlank(line.text)) {
        if (last && blank && indentWidth(line.text) <= block && isBalancedUpTo(blank))
          return endBefore(blank);
        last = line;
        blank = undefined;
      } else if (last) {
        if (blank || (indentWidth(last.text) <= block && isBalancedUpTo(line)))
          return endBefore(blank ?? line);
        blank = line;
      }
    }
    return undefined;

    function isBalancedUpTo({ start }: AnswerLine): boolean {
      return unmatchedBrackets(cursorLine + text.slice(0, start), languageId).openers.length === 0;
    }
  },

  /** A bracket that the text after the cursor closes already, or that nobody opened. */
  closedBracket: ({ text, lines }, { before, rest, languageId, open, settled }) => {
    const stack = open.map(({ closer, closedAt }) => ({ closer, closedAt, own: false }));
    let end: number | undefined;
    const tellBracket = (character: string, offset: number) => {
      const at = offset - before.length;
      if (at < 0 || end !== undefined) return;
      const closer = { "(": ")", "[": "]", "{": "}" }[character];
      if (closer !== undefined) stack.push({ closer, closedAt: undefined, own: true });
      if (!")]}".includes(character)) return;
      const index = stack.findLastIndex((bracket) => bracket.closer === character);
      const bracket = stack[index];
      // Trimming fits an answer to closers that stand alone; before other text they stay where they are.
      const typedOver = bracket?.closedAt !== undefined && bracket.closedAt < rest.length && onlyCloses(rest);
      if (bracket && (bracket.closedAt === undefined || typedOver)) stack.length = index;
      else if (bracket || !hasLooseBrackets(languageId)) end = at;
    };
    readCode(before + text, languageId, tellBracket, settled);
    if (end === undefined) return undefined;
    const line = lines.findLast(({ start }) => start <= (end ?? 0));
    return line && line.start > 0 && isBlank(text.slice(line.start, end)) ? endBefore(line) : end;
  },

  /** The same lines, or the same piece of a line, again and again: the first is kept. */
  repetition: ({ text, lines }, { previousLine }) => repetitionStart(text, lines, previousLine),

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

const RULE_NAMES = Object.keys(RULES) as StopRule[];

/**
 * Whether the answer writes lines of a block, or goes on with the statement of the cursor's line (with the block or
 * bracket that this one opens). Undefined while that can't be told.
 */
function placeOf(
  lines: readonly AnswerLine[],
  cursorLine: string,
  languageId: string,
): "block" | "statement" | undefined {
  const [first, ...following] = lines;
  if (isBlank(cursorLine)) return "block";
  if (first && first.text.trimEnd() !== cursorLine.trimEnd()) return "statement";
  if (unmatchedBrackets(cursorLine, languageId).openers.length > 0) return "statement";
  const next = following.find(({ text }) => !isBlank(text));
  return next && (indentWidth(next.text) > indentWidth(cursorLine) ? "statement" : "block");
}

/** The indent of the block that the answer stands in: the cursor's line's, or where that is empty the answer's. */
function blockIndent(lines: readonly AnswerLine[], cursorLine: string): number {
  if (cursorLine !== "") return indentWidth(cursorLine);
  const first = lines.find(({ text }) => !isBlank(text));
  return first ? indentWidth(first.text) : 0;
}

/** Whether a line ends a block that the text after the cursor doesn't end; one that is still coming may do so. */
function closesBlock({ text, complete }: AnswerLine, nextLine: string | undefined): boolean {
  const code = text.trimStart();
  if (!complete && /^(?:[a-z]*|<)$/.test(code)) return true;
  if (!/^(?:[)\]}]|<\/|(?:end|fi|done|esac)\b)/.test(code)) return false;
  return nextLine === undefined || !sameLine(text, nextLine);
}

/** Whether a line goes on with the statement above it; one that is still coming may do so. */
function continuesStatement({ text, complete }: AnswerLine): boolean {
  const code = text.trimStart();
  if (!complete && /^(?:[a-z]*|[.?&|:+*=-]{1,2})$/.test(code)) return true;
  return /^(?:(?:else|elif|elsif|elseif|except|rescue|ensure|finally|catch|then|do)\b|\.\w|\?\.|&&|\|\||[?:|+*]\s|\|>|=>|->)/.test(
    code,
  );
}
