/**
 * Fences of code blocks, written and read by one rule: that of CommonMark
 * (https://spec.commonmark.org/0.31.2/#fenced-code-blocks).
 */

export interface Fence {
  /** Three or more backticks or tildes. */
  marks: string;
  /** What follows them: usually the language, "" without one. */
  info: string;
}

const MIN_MARKS = 3;
/** A fence of backticks has none behind it: that is code within a line. */
const OPENING = /^ {0,3}(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t]*$/;

/** The fence that a line opens a code block with. */
export function openingFence(line: string): Fence | undefined {
  const [, ticks, info, tildes, tildeInfo] = OPENING.exec(line) ?? [];
  const marks = ticks ?? tildes;
  return marks === undefined ? undefined : { marks, info: (info ?? tildeInfo ?? "").trim() };
}

/** Whether a line closes the block: the same character, at least as often, and nothing behind it. */
export function closesFence(line: string, { marks }: Fence): boolean {
  return CLOSING.exec(line)?.[1]?.startsWith(marks) ?? false;
}

/** Whether each fence that is opened in the lines, indented or not, is closed there. */
export function fencesAreClosed(lines: readonly string[]): boolean {
  let open: Fence | undefined;
  for (const line of lines.map((each) => each.trimStart())) {
    if (!open) open = openingFence(line);
    else if (closesFence(line, open)) open = undefined;
  }
  return open === undefined;
}

/** Length of the longest run of backticks in a text. */
export function longestBacktickRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}

/** A fence that the code can't close: longer than any run of backticks in the texts. */
export function fenceFor(texts: Iterable<string>): string {
  let length = MIN_MARKS;
  for (const text of texts) length = Math.max(length, longestBacktickRun(text) + 1);
  return "`".repeat(length);
}

/** The code as a block of its own. */
export function fenced(code: string, language: string): string {
  const fence = fenceFor([code]);
  return `${fence}${language}\n${code}\n${fence}`;
}
