/** A span of text, tracked through the changes of its document. Pure; offsets are UTF-16. */

export interface Span {
  start: number;
  end: number;
}

/** As in `vscode.TextDocumentContentChangeEvent`. */
export interface TextChange {
  rangeOffset: number;
  rangeLength: number;
  text: string;
}

/** The span after the changes, including text that was typed in it. */
export function stretched(span: Span, changes: readonly TextChange[]): Span {
  let { start, end } = span;
  for (const { rangeOffset, rangeLength, text } of changes) {
    const changeEnd = rangeOffset + rangeLength;
    const shift = text.length - rangeLength;
    if (rangeOffset >= end) continue;
    if (changeEnd <= start) start += shift;
    else start = Math.min(start, rangeOffset);
    end = Math.max(end, changeEnd) + shift;
  }
  return { start, end };
}

/**
 * The span after the changes; undefined when one of them overlaps it. Text inserted exactly at its edges stays outside.
 */
export function followed(span: Span, changes: readonly TextChange[]): Span | undefined {
  let { start, end } = span;
  for (const { rangeOffset, rangeLength, text } of changes) {
    const changeEnd = rangeOffset + rangeLength;
    const isBefore = changeEnd <= start && !(rangeLength === 0 && rangeOffset === start && start === end);
    if (rangeOffset >= end) continue;
    if (!isBefore) return undefined;
    const shift = text.length - rangeLength;
    start += shift;
    end += shift;
  }
  return { start, end };
}
