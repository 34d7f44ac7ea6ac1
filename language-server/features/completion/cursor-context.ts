/** The place of a request: the text as it would be with the suggest widget's item in it, and the cursor after that. */

import type { Position, Range } from "vscode-languageserver-textdocument";
import type { ChunkedText, ReadableText } from "../../../common/chunked-text.ts";
import { openLongQuote } from "../../context/lexical.ts";
import type { NearProblem } from "../../protocol/completion.ts";
import { t } from "../../text/l10n.ts";
import type { Insertion } from "./answer/trim.ts";
import type { ReadableDocument } from "./readable-document.ts";
import {
  restOfLine,
  splitsCharacter,
  startOfLine,
  type TextAtCursor,
  withLineFeeds,
} from "./text-windows.ts";
import type { CompletionRequest, Indentation } from "./types.ts";

const BEFORE_CHARS = 3_000;
/** Before that, where only strings over several lines are looked for. */
const STRINGS_CHARS = 200_000;
const LINE_CHARS = 2_000;
const AFTER_CHARS = 1_500;
const INDENTED_LINE = /^[ \t]+\S/m;
const TAB_BEFORE_CODE = /^[ \t]*\t/m;
/** One blank alone stands before the star of a comment. */
const BLANKS_BEFORE_CODE = /^ {2,}\S/m;

/** What is read of a text around a cursor, with line feeds. */
interface CodeAround {
  /**
   * It begins in code, with a line where it can: a string over several lines that the window begins in is opened there.
   */
  before: string;
  /** Of the document, there is more before that. */
  hasMoreAbove: boolean;
  cursorLine: string;
  rest: string;
  after: string;
  /** One level of indentation, where the code around has none and the editor has said it. */
  unit?: string;
  /** One level of indentation, where the code around is indented as the editor says: by tabs alone, or blanks alone. */
  usedUnit?: string;
}

export interface CursorContext extends TextAtCursor, CodeAround {
  text: ChunkedText;
  uri: string;
  languageId: string;
  version: number;
  eol: string;
  problems?: readonly NearProblem[];
  /** What an insertion replaces and begins with because of the suggest widget's item; nothing without one. */
  selected: { range: Range; text: string };
}

/** Where a user's cursor is. */
export interface CursorPlace extends TextAtCursor {
  uri: string;
  /** Of the document, from 0. */
  line: number;
}

/** The context of a request, or the reason why there can be no suggestion at its place. */
export function cursorContext(
  document: ReadableDocument,
  position: Position,
  {
    selectedCompletion,
    indentation,
    problems,
  }: Pick<CompletionRequest, "selectedCompletion" | "indentation" | "problems"> = {},
): CursorContext | { whyNone: string } {
  const here = document.offsetAt(position);
  if (splitsCharacter(document.text, here)) return { whyNone: t("The cursor is inside a character.") };
  let { text } = document;
  let cursor = here;
  let selected = { range: { start: position, end: position }, text: "" };
  if (selectedCompletion) {
    const { range, text: item } = selectedCompletion;
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    const isOneLine = range.start.line === position.line && range.end.line === position.line;
    if (!isOneLine || start > here || end < here || /[\r\n]/.test(item)) {
      return { whyNone: t("The selected item in the suggestion list can't be completed.") };
    }
    text = text.replace(start, end, item);
    cursor = start + item.length;
    selected = { range, text: item };
  }
  return {
    text,
    cursor,
    uri: document.uri,
    languageId: document.languageId,
    version: document.version,
    eol: document.getEOLCharacters(position.line) || document.getEOLCharacters(position.line - 1) || "\n",
    ...codeAround({ text, cursor }, document.languageId, unitOf(indentation)),
    problems,
    selected,
  };
}

/** The context once an insertion was accepted there. */
export function afterAccepting(
  context: CursorContext,
  { text: inserted, replaced }: Insertion,
): CursorContext {
  const text = context.text.replace(context.cursor, context.cursor + replaced, inserted);
  const cursor = context.cursor + inserted.length;
  const around = codeAround({ text, cursor }, context.languageId, context.unit ?? context.usedUnit);
  return { ...context, text, cursor, ...around, selected: { ...context.selected, text: "" } };
}

function codeAround(
  { text, cursor }: TextAtCursor,
  languageId: string,
  unit: string | undefined,
): CodeAround {
  const rest = restOfLine(text, cursor, LINE_CHARS);
  const before = codeBefore(text, cursor, languageId);
  const after = linesFrom(text, cursor + rest.length);
  const isIndented = INDENTED_LINE.test(before) || INDENTED_LINE.test(after);
  const otherIndent = unit === "\t" ? BLANKS_BEFORE_CODE : TAB_BEFORE_CODE;
  const isOtherUsed = otherIndent.test(before) || otherIndent.test(after);
  return {
    before,
    hasMoreAbove: cursor > BEFORE_CHARS,
    cursorLine: startOfLine(text, cursor, LINE_CHARS),
    rest,
    after,
    unit: isIndented ? undefined : unit,
    usedUnit: isIndented && !isOtherUsed ? unit : undefined,
  };
}

function unitOf(indentation: Indentation | undefined): string | undefined {
  return indentation && (indentation.insertSpaces ? " ".repeat(indentation.tabSize) : "\t");
}

/** What the editor is told to insert, and where. */
export function toEdit(
  { selected }: CursorContext,
  { text, replaced }: Insertion,
): { insertText: string; range: Range } {
  const { start, end } = selected.range;
  return { insertText: selected.text + text, range: { start, end: moveRight(end, replaced) } };
}

function moveRight({ line, character }: Position, by: number): Position {
  return { line, character: character + by };
}

/** The lines after a line's end; none when the line goes on, because it is too long to be read to its end. */
function linesFrom(text: ReadableText, lineEnd: number): string {
  const window = withLineFeeds(text.slice(lineEnd, lineEnd + AFTER_CHARS));
  return window.startsWith("\n") ? window.slice(1) : "";
}

function codeBefore(text: ReadableText, cursor: number, languageId: string): string {
  const window = fromLineStart(text.slice(Math.max(0, cursor - BEFORE_CHARS), cursor));
  const start = cursor - window.length;
  const mark = openLongQuote(text.slice(Math.max(0, start - STRINGS_CHARS), start), languageId) ?? "";
  return mark + withLineFeeds(window);
}

function fromLineStart(window: string): string {
  const lineBreak = window.length < BEFORE_CHARS ? -1 : window.indexOf("\n");
  return window.slice(lineBreak + 1);
}
