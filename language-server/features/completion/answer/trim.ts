/** What of an answer is inserted: without what stands after the cursor anyway, in the document's own line endings. */

import { isBlank } from "../../../../common/text-lines.ts";
import { unmatchedBrackets } from "../../../context/brackets.ts";
import { isProse } from "../../../context/lexical.ts";
import { onlyCloses, sameLine } from "../lines.ts";
import { withLineFeeds } from "../text-windows.ts";

/** What stands around the cursor, with line feeds. */
export interface TrimContext {
  languageId: string;
  /** The cursor's line up to the cursor. */
  cursorLine: string;
  /** The rest of the cursor's line. */
  rest: string;
  /** The lines after the cursor's line. */
  after: string;
  eol: string;
  /** The answer was cut by the token limit, so its last line is a piece of one. */
  cut: boolean;
}

/** `text` is inserted at the cursor and takes the place of the next `replaced` UTF-16 units of its line. */
export interface Insertion {
  text: string;
  replaced: number;
}

const PROSE_OPENING =
  /^\s*(?:here(?:'s|’s| is| are)\b|sure[,.! ]|certainly\b|of course\b|the (?:following |completed )?(?:code|completion|line)\b|this (?:code|function|line)\b)/i;

/** The insertion, or null when nothing is left that is worth showing. */
export function trimAnswer(answer: string, context: TrimContext): Insertion | null {
  const { cursorLine, rest, languageId, eol, cut } = context;
  const whole = withLineFeeds(answer);
  const lastBreak = whole.lastIndexOf("\n");
  const text = withoutNextLines(cut && lastBreak > 0 ? whole.slice(0, lastBreak) : whole, context);
  if (isBlank(text)) return null;
  if (isBlank(cursorLine) && !isProse(languageId) && PROSE_OPENING.test(text)) return null;
  const fitted = isBlank(rest)
    ? { text: text.trimEnd(), replaced: 0 }
    : onlyCloses(rest)
      ? fitToClosers(text.trimEnd(), rest, languageId)
      : fitToRest(text, rest);
  const taken = rest.slice(0, fitted.replaced);
  if (isBlank(fitted.text) || withoutSpaces(fitted.text) === withoutSpaces(taken)) return null;
  return { ...fitted, text: normalizeEol(fitted.text, eol) };
}

/** On a line that holds an indent already, an answer that leaves it blank begins with its first line of code. */
export function withoutBlankStart(answer: string, cursorLine: string): string {
  if (cursorLine === "" || !isBlank(cursorLine)) return answer;
  const [blank] = /^\s*\n/.exec(answer) ?? [""];
  const code = answer.slice(blank.length);
  return blank !== "" && code.startsWith(cursorLine) ? code.slice(cursorLine.length) : answer;
}

export function normalizeEol(text: string, eol: string): string {
  return withLineFeeds(text).replaceAll("\n", eol);
}

/** Leaves out lines at the end that are the next ones in the file. */
function withoutNextLines(text: string, { cursorLine, after, languageId }: TrimContext): string {
  const lines = `${cursorLine}${text.trimEnd()}`.split("\n");
  const next = after.split("\n");
  const firstNext = next.findIndex((line) => !isBlank(line));
  if (firstNext < 0) return text;
  const following = next.slice(firstNext, firstNext + lines.length);
  for (let count = following.length; count > 0; count--) {
    const repeats = lines.slice(-count).every((line, index) => repeatsLine(line, following[index] ?? ""));
    if (!repeats) continue;
    if (count === lines.length) return "";
    const kept = lines.slice(0, -count).join("\n");
    if (count === 1 && closesOwnBracket(kept, lines.join("\n"), languageId)) continue;
    return kept.slice(cursorLine.length);
  }
  return text;
}

function repeatsLine(line: string, next: string): boolean {
  return sameLine(line, next) || (isBlank(line) && isBlank(next));
}

/** A closing line that the text needs isn't a repetition of the next one, which closes something else. */
function closesOwnBracket(kept: string, whole: string, languageId: string): boolean {
  const openBefore = unmatchedBrackets(kept, languageId).openers.length;
  return unmatchedBrackets(whole, languageId).openers.length < openBefore;
}

/**
 * Fits an answer to closing brackets and quotes right of the cursor. Those that the answer writes itself are typed
 * over: left out at the answer's end, else replaced, so that none stands there twice.
 */
function fitToClosers(text: string, rest: string, languageId: string): Insertion {
  const { firstWritten, writtenUpTo, replaced } = typedOver(text, rest, languageId);
  if (replaced === 0) return { text, replaced };
  const written = text.slice(firstWritten);
  const before = text.slice(0, firstWritten);
  const endsWithThem =
    writtenUpTo === text.length && withoutSpaces(written) === withoutSpaces(rest.slice(0, replaced));
  const spaced = /^\s/.test(rest);
  const leavesSpace = spaced ? /\n\s*$/.test(before) : /\s$/.test(before);
  if (endsWithThem && !leavesSpace) return { text: spaced ? before.trimEnd() : before, replaced: 0 };
  return { text, replaced };
}

/** Which of the closers right of the cursor the answer writes, in their order. */
function typedOver(text: string, rest: string, languageId: string) {
  const result = { firstWritten: text.length, writtenUpTo: 0, replaced: 0 };
  const take = (at: number, restAt: number) => {
    if (result.replaced === 0) result.firstWritten = at;
    result.writtenUpTo = at + 1;
    result.replaced = restAt + 1;
  };
  let restAt = skipSpaces(rest, 0);
  let codeStart = 0;
  const quote = rest.charAt(restAt);
  if (quote !== "" && "\"'`".includes(quote)) {
    const at = closingQuote(text, quote);
    if (at < 0) return result;
    take(at, restAt);
    restAt = skipSpaces(rest, restAt + 1);
    codeStart = at + 1;
  }
  for (const { character, offset } of unmatchedBrackets(text.slice(codeStart), languageId).closers) {
    if (rest.charAt(restAt) !== character) break;
    take(codeStart + offset, restAt);
    restAt = skipSpaces(rest, restAt + 1);
  }
  while (restAt < rest.length && ";,>".includes(rest.charAt(restAt))) {
    const at = skipSpaces(text, result.writtenUpTo);
    const isLast = text.endsWith(rest.slice(restAt).trim());
    if (text.charAt(at) !== rest.charAt(restAt) && !isLast) break;
    take(isLast ? text.length - 1 : at, restAt);
    restAt = skipSpaces(rest, restAt + 1);
  }
  return result;
}

/** Fits a piece of a line to the text right of the cursor: it ends where that begins. */
function fitToRest(text: string, rest: string): Insertion {
  const line = text.split("\n", 1)[0] ?? "";
  const whole = rest.trim();
  const inside = whole.length >= 3 ? line.indexOf(whole) : -1;
  if (inside >= 0) return { text: line.slice(0, inside), replaced: 0 };
  for (let length = Math.min(line.length, rest.length); length > 0; length--) {
    const start = line.length - length;
    if (rest.startsWith(line.slice(start)) && !cutsWord(line, start))
      return { text: line.slice(0, start), replaced: 0 };
  }
  return { text: /^\w/.test(rest) ? line : line.trimEnd(), replaced: 0 };
}

function cutsWord(line: string, at: number): boolean {
  return at > 0 && /\w/.test(line.charAt(at - 1)) && /\w/.test(line.charAt(at));
}

function closingQuote(text: string, quote: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === quote) return at;
  }
  return -1;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (/[ \t]/.test(text.charAt(at))) at++;
  return at;
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, "");
}
