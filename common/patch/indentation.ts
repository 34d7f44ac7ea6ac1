/** Gives the lines that a hunk adds the indentation that the file has around them. */
import { indentOf, inTabs, stepOf, widthOf } from "../indentation.ts";
import { isBlank } from "../text-lines.ts";

/** The indentation of a line as a patch has it, and as the file has it. */
export interface IndentPair {
  theirs: string;
  ours: string;
}

/** How the indentation of a patch becomes that of the file. */
export interface IndentStyle {
  /** The file is indented by tabs. */
  usesTabs: boolean;
  /** The patch isn't indented as the file: tabs there are spaces here, or the other way around. */
  isOther: boolean;
  /** Columns of a tab in the one that has them. */
  width: number;
}

/**
 * @param file the file's lines
 * @param hunk the lines of a hunk
 * @param pairs of its lines that the file has
 */
export function indentStyle(
  file: readonly string[],
  hunk: readonly string[],
  pairs: readonly IndentPair[],
): IndentStyle {
  const tabs = file.filter((line) => line.startsWith("\t")).length;
  const spaces = file.filter((line) => /^ {2}/.test(line)).length;
  const usesTabs = tabs > spaces;
  const isOther =
    !pairs.some(({ theirs, ours }) => theirs !== "" && theirs === ours) &&
    (usesTabs
      ? spaces === 0 && !hunk.some((line) => line.startsWith("\t"))
      : tabs === 0 && spaces > 0 && hunk.some((line) => line.startsWith("\t")));
  const told = pairs
    .map(({ theirs, ours }) => (usesTabs ? theirs.length / ours.length : ours.length / theirs.length))
    .find((width) => Number.isInteger(width) && width > 0);
  return { usesTabs, isOther, width: told ?? stepOf(usesTabs ? hunk : file) };
}

/** The line as deep as it is against its neighbor in the patch. */
export function indented(text: string, { theirs, ours }: IndentPair, style: IndentStyle): string {
  if (isBlank(text) || (theirs === ours && !style.isOther)) return text;
  const own = indentOf(text);
  const code = text.slice(own.length);
  if (own.startsWith(theirs) && !style.isOther) return ours + own.slice(theirs.length) + code;
  const columns = (indent: string) => widthOf(indent, style.width);
  const wanted = Math.max(0, columns(ours) + columns(own) - columns(theirs));
  const deeper = wanted - columns(ours);
  if (deeper >= 0) return ours + rendered(deeper, style) + code;
  // Less deep: as much of the neighbor's as fits.
  for (let length = ours.length; length > 0; length--)
    if (columns(ours.slice(0, length)) === wanted) return ours.slice(0, length) + code;
  return rendered(wanted, style) + code;
}

function rendered(columns: number, { usesTabs, width }: IndentStyle): string {
  return usesTabs ? inTabs(columns, width) : " ".repeat(columns);
}
