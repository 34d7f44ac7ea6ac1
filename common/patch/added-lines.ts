/** Lines that a hunk adds, as the file would have them: indented as it, with its line breaks and its characters. */
import { indentOf } from "../indentation.ts";
import { isBlank } from "../text-lines.ts";
import type { FileLine } from "./file-lines.ts";
import { type IndentPair, type IndentStyle, indented, indentStyle } from "./indentation.ts";
import type { HunkLine } from "./patch.ts";
import { type Place, plain } from "./places.ts";

/** Lines of a hunk that say how an added one is written in the file, by their indexes. */
interface Neighbors {
  /** The removed line in whose place it comes: the first for the first, the last for all that are more. */
  replaced: number | undefined;
  /** The kept line with the fewest lines between; the one before, of two. */
  kept: number | undefined;
}

export class AddedLines {
  readonly #lines: readonly HunkLine[];
  /** The file's line for each of the hunk's that it keeps or removes. */
  readonly #own: readonly (FileLine | undefined)[];
  readonly #neighbors: readonly Neighbors[];
  readonly #pairs: readonly IndentPair[];
  readonly #style: IndentStyle;
  readonly #typography: ReadonlyMap<string, string>;

  constructor(file: readonly FileLine[], { start, lines }: Place) {
    let at = start;
    this.#lines = lines;
    this.#own = lines.map(({ kind }) => (kind === "added" ? undefined : file[at++]));
    this.#neighbors = neighborsOf(lines);
    const known = lines.map(({ text }, index) => ({ theirs: text, ours: this.#own[index]?.text }));
    this.#pairs = known.flatMap(({ theirs, ours }) =>
      ours === undefined || isBlank(ours) ? [] : [{ theirs: indentOf(theirs), ours: indentOf(ours) }],
    );
    const texts = lines.map(({ text }) => text);
    this.#style = indentStyle(
      file.map(({ text }) => text),
      texts,
      this.#pairs,
    );
    this.#typography = typographyOf(known);
  }

  /** @returns no line break where nothing says which it has */
  line(index: number): { text: string; end?: string } {
    const { replaced, kept } = this.#neighbors[index] ?? {};
    const end = replaced === undefined ? undefined : this.#own[replaced]?.end;
    const text = this.#inFile(index, replaced ?? kept);
    return end === undefined ? { text } : { text, end };
  }

  #inFile(index: number, neighbor: number | undefined): string {
    const written = this.#lines[index]?.text ?? "";
    const text =
      this.#typography.size === 0
        ? written
        : Array.from(written, (character) => this.#typography.get(character) ?? character).join("");
    const theirs = indentOf(this.#lines[neighbor ?? -1]?.text ?? "");
    const ours = indentOf(this.#own[neighbor ?? -1]?.text ?? "");
    if (theirs === ours) return indented(text, { theirs, ours }, this.#style);
    // The patch is indented in its own way: lines as deep as this one say more, where they agree.
    const asDeep = this.#pairs.filter((pair) => pair.theirs === indentOf(text));
    const agree = new Set(asDeep.map((pair) => pair.ours)).size === 1;
    return indented(text, (agree ? asDeep[0] : undefined) ?? { theirs, ours }, this.#style);
  }
}

function neighborsOf(lines: readonly HunkLine[]): Neighbors[] {
  const says = (index: number) => !isBlank(lines[index]?.text);
  const neighbors: Neighbors[] = lines.map(() => ({ replaced: undefined, kept: undefined }));
  let kept: number | undefined;
  for (const [index, { kind }] of lines.entries()) {
    const own = neighbors[index];
    if (own) own.kept = kept;
    if (kind === "kept" && says(index)) kept = index;
  }
  kept = undefined;
  for (const [index, { kind }] of [...lines.entries()].reverse()) {
    const own = neighbors[index];
    if (own && kept !== undefined && (own.kept === undefined || kept - index < index - own.kept))
      own.kept = kept;
    if (kind === "kept" && says(index)) kept = index;
  }
  let removed: number[] = [];
  let added: number[] = [];
  for (const [index, { kind }] of lines.entries()) {
    if (kind === "removed" && says(index)) removed.push(index);
    if (kind === "added") added.push(index);
    const next = lines[index + 1];
    if (kind === "kept" || (next && next.kind !== "kept")) continue;
    // The last line of a run.
    let turn = 0;
    for (const each of added) {
      const own = neighbors[each];
      if (own) own.replaced = removed[Math.min(turn, removed.length - 1)];
      if (says(each)) turn++;
    }
    removed = [];
    added = [];
  }
  return neighbors;
}

/** The plain characters of the file for typographic ones that the patch has in their places. */
function typographyOf(lines: readonly { theirs: string; ours: string | undefined }[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const { theirs, ours } of lines) {
    const [written, own] = [[...theirs.trim()], [...(ours ?? theirs).trim()]];
    if (written.length !== own.length) continue;
    for (const [index, character] of written.entries()) {
      const right = own[index] ?? character;
      if (right !== character && right === plain(character)) known.set(character, right);
    }
  }
  return known;
}
