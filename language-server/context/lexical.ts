/**
 * A cheap reading of code: what is comment, what is string, what is neither. It knows no grammar; a quote that is
 * left open ends with its line, so an error stays on its line.
 */
import { languageFacts, syntaxOf } from "../../common/languages/languages.ts";
import type { Syntax } from "../../common/languages/syntax.ts";

export type LexicalKind = "code" | "lineComment" | "blockComment" | "string";

/** Whether the text of this language is prose: then nothing in it is code. */
export function isProse(languageId: string): boolean {
  return languageFacts(languageId)?.isProse === true;
}

/** Whether a closing bracket without an open one says nothing in this language. */
export function hasLooseBrackets(languageId: string): boolean {
  return syntaxOf(languageId).looseBrackets === true;
}

/** A string or a block comment without an end. */
export interface OpenText {
  /** What ends it. */
  closer: string;
  /** Offset of its first character, after the mark that opens it. */
  start: number;
}

export interface CodeReading {
  /** Where the text's end stands. */
  kind: LexicalKind;
  /** The string or block comment that is open at the text's end. */
  open?: OpenText;
  /** An offset in code up to which whatever follows the text changes nothing: a longer text can be read from there. */
  settled: number;
}

/**
 * Reads a text that begins in code, and tells `onBracket` each bracket that is code (UTF-16 offset).
 *
 * @param from an offset in code: what comes before it was read already
 */
export function readCode(
  text: string,
  languageId: string,
  onBracket?: (bracket: string, offset: number) => void,
  from = 0,
): CodeReading {
  const syntax = syntaxOf(languageId);
  const { lineComments, blockComments, quotes, longQuotes, regexLiterals } = syntax;
  const { marks, maxLength } = marksOf(syntax);
  let settled = from;
  let at = nextMark(marks, text, from);
  while (at < text.length) {
    const opensHere = (mark: string) => text.startsWith(mark, at);
    const openText = (closer: string, opener = closer) => ({ closer, start: at + opener.length });
    const character = text.charAt(at);
    const block = blockComments.find(([open]) => opensHere(open));
    const line = lineComments.find((mark) => opensHere(mark) && standsAlone(text, at, mark));
    const long = longQuotes.find(opensHere);
    let end: number | undefined = at + 1;
    if (block) {
      const close = text.indexOf(block[1], at + block[0].length);
      if (close < 0) return { kind: "blockComment", open: openText(block[1], block[0]), settled };
      end = close + block[1].length;
    } else if (line !== undefined) {
      end = text.indexOf("\n", at);
      if (end < 0) return { kind: "lineComment", settled };
    } else if (long !== undefined) {
      end = stringEnd(text, at + long.length, long);
      if (end === undefined) return { kind: "string", open: openText(long), settled };
    } else if (quotes.includes(character)) {
      end = withinLine(text, at, (toLineEnd) => stringEnd(toLineEnd, 1, character));
      if (end === undefined) return { kind: "string", open: openText(character), settled };
    } else if (regexLiterals && character === "/" && expectsValue(text, at)) {
      end = withinLine(text, at, (toLineEnd) => REGEX_LITERAL.exec(toLineEnd)?.[0].length);
      if (end === undefined) return { kind: "string", settled };
    } else if (BRACKETS.includes(character)) {
      onBracket?.(character, at);
    }
    // A mark at the text's end may become a longer one.
    if (at + maxLength <= text.length) settled = end;
    at = nextMark(marks, text, end);
  }
  return { kind: "code", settled };
}

/**
 * The mark that a string over several lines is opened with and that is missing at a text's end; a quick look for marks
 * that stand for nothing else, such as three quotes.
 */
export function openLongQuote(text: string, languageId: string): string | undefined {
  const marks = syntaxOf(languageId).longQuotes.filter(({ length }) => length > 1);
  if (marks.length === 0) return undefined;
  let open: string | undefined;
  for (const [mark] of text.matchAll(new RegExp(marks.join("|"), "g"))) {
    if (open === undefined) open = mark;
    else if (mark === open) open = undefined;
  }
  return open;
}

const BRACKETS = "()[]{}";

/** The characters that marks begin with, and the length of the longest mark. */
interface Marks {
  marks: RegExp;
  maxLength: number;
}

const marksBySyntax = new WeakMap<Syntax, Marks>();

/** The characters that begin anything but ordinary code: most of a text is passed over in one go. */
function marksOf(syntax: Syntax): Marks {
  const known = marksBySyntax.get(syntax);
  if (known) return known;
  const { lineComments, blockComments, quotes, longQuotes, regexLiterals } = syntax;
  const openings = [...lineComments, ...longQuotes, ...blockComments.map(([open]) => open)];
  const characters = new Set([
    ...BRACKETS,
    ...quotes,
    ...openings.map((mark) => mark.charAt(0)),
    ...(regexLiterals ? "/" : ""),
  ]);
  const marks = new RegExp(`[${[...characters].join("").replace(/[\]\\^-]/g, "\\$&")}]`, "g");
  const found = { marks, maxLength: Math.max(1, ...openings.map(({ length }) => length)) };
  marksBySyntax.set(syntax, found);
  return found;
}

function nextMark(marks: RegExp, text: string, from: number): number {
  marks.lastIndex = from;
  return marks.exec(text)?.index ?? text.length;
}

/**
 * The end of something that ends within its line; where it doesn't, it is taken for a single character, unless the
 * line may still go on: then undefined.
 */
function withinLine(
  text: string,
  start: number,
  lengthIn: (toLineEnd: string) => number | undefined,
): number | undefined {
  const lineEnd = text.indexOf("\n", start);
  const length = lengthIn(text.slice(start, lineEnd < 0 ? text.length : lineEnd));
  if (length !== undefined) return start + length;
  return lineEnd < 0 ? undefined : start + 1;
}

/** `$#`, `${x#y}` and `a#b` are no comments. */
function standsAlone(text: string, at: number, mark: string): boolean {
  return mark !== "#" || at === 0 || /\s/.test(text.charAt(at - 1));
}

/** Offset after the closing quote, or undefined when the string is open at the end. */
export function stringEnd(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return undefined;
}

const REGEX_LITERAL = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//;

/** Whether a slash can't divide, because no value stands before it on its line. */
function expectsValue(text: string, slash: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", slash) + 1, slash).trimEnd();
  return /(?:^|[(,=:[!&|?{};+>]|\b(?:return|typeof|case|of|in))$/.test(before);
}
