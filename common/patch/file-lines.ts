/** A file's text as lines with their line breaks, whichever they are. */

export interface FileLine {
  text: string;
  /** Its line break; "" at the end of a file that ends without one. */
  end: string;
}

export interface FileLines {
  /** A byte order mark, or "". */
  mark: string;
  /** None in an empty file: a text that ends with a line break has no empty line behind it. */
  lines: readonly FileLine[];
}

const MARK = "\uFEFF";

export function fileLines(text: string): FileLines {
  const mark = text.startsWith(MARK) ? MARK : "";
  const lines = [...text.slice(mark.length).matchAll(/([^\r\n]*)(\r\n|\n|\r)|[^\r\n]+$/g)].map(
    ([whole, line, end = ""]) => ({ text: line ?? whole, end }),
  );
  return { mark, lines };
}

/**
 * The text of changed lines. Lines whose break isn't known, since they are new, have that of the line before.
 *
 * @param endsWithBreak whether the last line has a break; as in `before` where that isn't known
 */
export function textOf(
  before: FileLines,
  lines: readonly { text: string; end?: string }[],
  endsWithBreak?: boolean,
): string {
  let known = before.lines.find(({ end }) => end !== "")?.end ?? "\n";
  const ended = lines.map(({ text, end }) => {
    known = end || known;
    return { text, end: known };
  });
  const last = ended.at(-1);
  const ends = endsWithBreak ?? before.lines.at(-1)?.end !== "";
  if (last && !ends) last.end = "";
  return before.mark + ended.map(({ text, end }) => text + end).join("");
}
