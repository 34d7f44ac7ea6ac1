/**
 * How VS Code indents the lines that a patch adds. It guesses the style of the file, and that of the hunk from the lines
 * that the hunk has, and translates one into the other, also where both are the same and the guess is wrong: of a hunk
 * with few lines it often is. Pure.
 */

interface Style {
  insertSpaces: boolean;
  tabSize: number;
}

/** Where a text says nothing. */
const DEFAULT: Style = { insertSpaces: false, tabSize: 4 };
const MAX_LINES = 10_000;
/** Of several widths that are as frequent, the first counts. */
const WIDTHS = [2, 4, 6, 8, 3, 5, 7];

export class VSCodeIndentation {
  readonly #lines: readonly string[];
  readonly #style: Style;

  /** @param lines of the file */
  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#style = styleOf(lines, DEFAULT);
  }

  /**
   * Whether the lines that a hunk adds stay as they are.
   *
   * @param from the file's first line that the hunk has, `to` is behind the last one
   */
  keeps(added: readonly string[], from: number, to: number): boolean {
    const own = this.#lines.slice(from, to);
    const style = styleOf([...added, ...own], this.#style);
    const depth = levelOf(this.#lines[from] ?? "", this.#style.tabSize);
    const known = own.length === 0 ? 0 : levelOf(own[0] ?? "", style.tabSize);
    if (added.every((line) => line.trim() === "")) return true;
    if (depth > known) return false;
    const isSame = style.insertSpaces === this.#style.insertSpaces && style.tabSize === this.#style.tabSize;
    return isSame || added.every((line) => line.trim() === "" || !line.startsWith(unitOf(style)));
  }
}

const unitOf = ({ insertSpaces, tabSize }: Style) => (insertSpaces ? " ".repeat(tabSize) : "\t");

/** How many steps of indentation a line has. */
function levelOf(line: string, tabSize: number): number {
  let column = 0;
  for (const sign of /^[ \t]*/.exec(line)?.[0] ?? "")
    column = sign === "\t" ? column - (column % tabSize) + tabSize : column + 1;
  return Math.floor(column / tabSize);
}

function styleOf(lines: readonly string[], unknown: Style): Style {
  const steps = new Map<number, number>();
  let tabbed = 0;
  let spaced = 0;
  let before = "";
  for (const line of lines.slice(0, MAX_LINES)) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    if (indent === line) continue;
    if (indent.includes("\t")) tabbed++;
    else if (indent.length > 1) spaced++;
    const step = stepBetween(before, line);
    // Arguments below each other say nothing of the steps.
    if (step.isAligned && !(unknown.insertSpaces && unknown.tabSize === step.width)) continue;
    steps.set(step.width, (steps.get(step.width) ?? 0) + 1);
    before = line;
  }
  const insertSpaces = tabbed === spaced ? unknown.insertSpaces : tabbed < spaced;
  if (!insertSpaces) return { insertSpaces, tabSize: unknown.tabSize };
  const count = (width: number) => steps.get(width) ?? 0;
  const best = WIDTHS.reduce((one, other) => (count(other) > count(one) ? other : one));
  const tabSize = count(best) === 0 ? unknown.tabSize : best;
  const isHalf = tabSize === 4 && count(4) > 0 && count(2) > 0 && count(2) >= count(4) / 2;
  return { insertSpaces, tabSize: isHalf ? 2 : tabSize };
}

/** By how many spaces the indentations of two lines differ; 0 also where that can't be said. */
function stepBetween(one: string, other: string): { width: number; isAligned: boolean } {
  const [first, second] = [one, other].map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  const both = commonLength(first ?? "", second ?? "");
  const [before, after] = [first, second].map((indent) => countsOf((indent ?? "").slice(both)));
  if (!before || !after || isMixed(before) || isMixed(after)) return { width: 0, isAligned: false };
  const tabs = Math.abs(before.tabs - after.tabs);
  const spaces = Math.abs(before.spaces - after.spaces);
  if (tabs > 0) return { width: spaces % tabs === 0 ? spaces / tabs : 0, isAligned: false };
  const at = after.spaces;
  const isAligned =
    spaces > 0 &&
    at > 0 &&
    one[at - 1] === " " &&
    other[at] !== undefined &&
    other[at] !== " " &&
    one.endsWith(",");
  return { width: spaces, isAligned };
}

const countsOf = (indent: string) => ({
  spaces: indent.replaceAll("\t", "").length,
  tabs: indent.replaceAll(" ", "").length,
});

const isMixed = ({ spaces, tabs }: { spaces: number; tabs: number }) => spaces > 0 && tabs > 0;

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length++;
  return length;
}
