/**
 * Windows of a document's text around a place. Each reads a bounded piece: a document may have 100,000 lines, or a
 * single line of a megabyte.
 */
import type { ReadableText } from "../../../common/chunked-text.ts";

/** What is shown of a line that is longer. */
const MAX_SHOWN_LINE_CHARS = 400;

/** A document's text with a cursor in it. */
export interface TextAtCursor {
  text: ReadableText;
  cursor: number;
}

export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Whether a place lies between the two halves of a character outside the basic plane. */
export function splitsCharacter(text: ReadableText, offset: number): boolean {
  return isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset));
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** At most `maxChars` before `end`, from a line's start; within a line only when that line is longer. */
export function linesBefore(text: ReadableText, end: number, maxChars: number): string {
  let start = Math.max(0, end - maxChars);
  if (start > 0 && !isLineStart(text, start)) {
    const window = text.slice(start, end);
    const lineBreak = /\r\n?|\n/.exec(window);
    if (lineBreak && lineBreak.index + lineBreak[0].length < window.length) {
      start += lineBreak.index + lineBreak[0].length;
    } else if (splitsCharacter(text, start)) {
      start++;
    }
  }
  return text.slice(start, end);
}

/** At most `maxChars` from `start`, up to a line's end; within a line only when that line is longer. */
export function linesAfter(text: ReadableText, start: number, maxChars: number): string {
  let end = Math.min(text.length, start + maxChars);
  if (end < text.length && !isLineBreak(text.charAt(end))) {
    const lastBreak = /(?:\r\n?|\n)[^\r\n]*$/.exec(text.slice(start, end));
    if (lastBreak && lastBreak.index > 0) end = start + lastBreak.index;
    else if (splitsCharacter(text, end)) end--;
  }
  return text.slice(start, end);
}

/** The rest of a place's line, at most `maxChars`. */
export function restOfLine(text: ReadableText, offset: number, maxChars: number): string {
  const window = text.slice(offset, offset + maxChars);
  const end = window.search(/[\r\n]/);
  if (end >= 0) return window.slice(0, end);
  return splitsCharacter(text, offset + maxChars) ? window.slice(0, -1) : window;
}

/** The beginning of a place's line up to it, at most `maxChars`. */
export function startOfLine(text: ReadableText, offset: number, maxChars: number): string {
  const window = text.slice(Math.max(0, offset - maxChars), offset);
  return window.slice(Math.max(window.lastIndexOf("\n"), window.lastIndexOf("\r")) + 1);
}

export function isLineStart(text: ReadableText, offset: number): boolean {
  return offset === 0 || isLineBreak(text.charAt(offset - 1));
}

function isLineBreak(character: string): boolean {
  return character === "\n" || character === "\r";
}

/** Lines as they are shown to the model: line feeds, and long lines cut. */
export function shownLines(text: string): string {
  return withLineFeeds(text)
    .split("\n")
    .map((line) => (line.length > MAX_SHOWN_LINE_CHARS ? cut(line) : line))
    .join("\n");
}

function cut(line: string): string {
  return line.slice(
    0,
    splitsCharacter(line, MAX_SHOWN_LINE_CHARS) ? MAX_SHOWN_LINE_CHARS - 1 : MAX_SHOWN_LINE_CHARS,
  );
}
