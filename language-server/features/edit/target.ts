/** The lines that an edit is for, and those around it. Pure. */
import type { Range, TextDocument } from "vscode-languageserver-textdocument";
import { blockAround } from "../../context/code-block.ts";

/** Lines before and after the selection that are shown to the model, and most characters of them. */
const LINES_BEFORE = 60;
const LINES_AFTER = 30;
const CHARS_BEFORE = 4_000;
const CHARS_AFTER = 2_000;

export interface Target {
  /** Whole lines, up to the start of the line after them where there is one. */
  range: Range;
  text: string;
  before: string;
  after: string;
}

/** Widens a range to whole lines, an empty one to the block around it. A range that ends at column 0 ends before that line. */
export function targetOf(document: TextDocument, range: Range): Target {
  const lines = document.getText().split(/\r\n|\r|\n/);
  const isEmpty = document.offsetAt(range.start) === document.offsetAt(range.end);
  const lastLine = Math.min(range.end.line, document.lineCount - 1);
  const span = isEmpty
    ? blockAround(lines, Math.min(range.start.line, lines.length - 1))
    : {
        first: Math.min(range.start.line, document.lineCount - 1),
        last: range.end.character === 0 && lastLine > range.start.line ? lastLine - 1 : lastLine,
      };
  const whole: Range = {
    start: { line: span.first, character: 0 },
    // Behind the last line this is the end of the text.
    end: document.positionAt(document.offsetAt({ line: span.last + 1, character: 0 })),
  };
  return {
    range: whole,
    text: document.getText(whole),
    before: lines
      .slice(Math.max(0, span.first - LINES_BEFORE), span.first)
      .join("\n")
      .slice(-CHARS_BEFORE),
    after: lines
      .slice(span.last + 1, span.last + 1 + LINES_AFTER)
      .join("\n")
      .slice(0, CHARS_AFTER),
  };
}

/** With this share, at most, of the characters before and after it that are shown otherwise. */
export function withLessAround(target: Target, share: number): Target {
  const { before, after } = target;
  const most = (chars: number) => Math.floor(chars * Math.min(1, share));
  return {
    ...target,
    before: before.slice(Math.max(0, before.length - most(CHARS_BEFORE))),
    after: after.slice(0, most(CHARS_AFTER)),
  };
}
