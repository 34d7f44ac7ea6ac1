/** What holds for every edit, whatever it was asked for: where it landed, how it is indented, how its lines end. */
import type { Span } from "./task.ts";

/** The file before and after the edit, and the whole lines that were to be edited. */
export interface Edited {
  before: string;
  after: string;
  lines: Span;
}

/** Why what was not selected is not as it was, byte for byte. */
export function outsideFailure({ before, after, lines }: Edited): string | undefined {
  const head = before.slice(0, lines.start);
  const tail = before.slice(lines.end);
  if (!after.startsWith(head)) return "lines before the selection are changed";
  if (!after.endsWith(tail) || after.length < head.length + tail.length)
    return "lines after the selection are changed";
  return undefined;
}

/** What the lines were replaced by. Only where nothing outside of them is changed. */
export function replacementIn({ before, after, lines }: Edited): string {
  return after.slice(lines.start, after.length - (before.length - lines.end));
}

/** Why the new code doesn't stand where the old one stood, or mixes tabs and spaces. */
export function indentationFailure(edited: Edited): string | undefined {
  const old = edited.before.slice(edited.lines.start, edited.lines.end);
  const lines = replacementIn(edited).split(/\r?\n/);
  const wanted = firstIndent(old.split(/\r?\n/));
  const got = firstIndent(lines);
  if (got !== wanted) return `the first line is indented by ${shown(got)}, not ${shown(wanted)}`;
  const usesTabs = /^\t/m.test(edited.before);
  const odd = lines.findIndex((line) => !(usesTabs ? TABS : SPACES).test(line));
  return odd < 0
    ? undefined
    : `line ${odd + 1} of the new code is not indented with ${usesTabs ? "tabs" : "spaces"}`;
}

/** One space may stand before the star that continues a comment. */
const TABS = /^\t*(?: (?=\*)|(?=\S)|$)/;
const SPACES = /^ *(?=\S|$)/;

function firstIndent(lines: readonly string[]): string {
  const first = lines.find((line) => line.trim() !== "") ?? "";
  return /^[ \t]*/.exec(first)?.[0] ?? "";
}

const shown = (indent: string) => JSON.stringify(indent);

/** Why lines don't end as the file's lines do. */
export function lineEndFailure({ before, after }: Edited): string | undefined {
  const wanted = before.includes("\r\n") ? "\r\n" : "\n";
  const ends: string[] = after.match(/\r\n|\r|\n/g) ?? [];
  const other = ends.find((end) => end !== wanted);
  if (other !== undefined) return `a line ends with ${JSON.stringify(other)}, not ${JSON.stringify(wanted)}`;
  return before.endsWith("\n") === after.endsWith("\n")
    ? undefined
    : "the file's last line ends in another way";
}
