/**
 * Unified diffs (the format: https://www.gnu.org/software/diffutils/manual, "Detailed Unified"), also with git's
 * headers. In answers the numbers and counts are often wrong, and lines lack their first blank.
 */
import { isBlank } from "../text-lines.ts";
import { type HunkHeader, hunkHeader } from "./hunk-header.ts";
import { changesSomething, hunkLine, type OpenHunk } from "./hunk-line.ts";
import type { FilePatch, Hunk, Patch } from "./patch.ts";
import { pathInLine } from "./path-line.ts";

const TAGS = new Set(["diff", "patch", "udiff"]);
const NO_FILE = "/dev/null";
const GIT = /^diff --git "?a\/(.+?)"? "?b\/([^"]+)"?$/;
const GIT_HEADER =
  /^(?:index [\da-f]+\.\.|(?:old|new) mode |(?:new|deleted) file mode |(?:dis)?similarity index |(?:rename|copy) (?:from|to) )/;
const RENAME = /^rename (from|to) (.+)$/;
const BINARY = /^(?:Binary files .* differ|GIT binary patch)$/;
/** What some tools put over a file's headers. */
const PREAMBLE = /^(?:Index: |={20,}$|diff )/;
const NO_BREAK = /^\\ /;

/** What was read of one file. */
interface OpenFile {
  from?: string;
  to?: string;
  isNew: boolean;
  isDeleted: boolean;
  isRenamed: boolean;
  /** By `---` and `+++`. */
  isNamed?: true;
  hunks: OpenHunk[];
}

/**
 * @param language the tag of the block: where it names a diff, lines with `-` and `+` are one without any header
 * @returns nothing where the lines aren't a diff
 */
export function parseUnified(lines: readonly string[], language: string): Patch | undefined {
  const isTagged = TAGS.has(language.toLowerCase());
  const first = lines.findIndex((line) => !isBlank(line));
  if (first < 0 || (!isTagged && !beginsDiff(lines, first))) return undefined;
  const { files, fault } = new Reader(lines).read();
  const changing = files.map(fileOf).filter(isChange);
  if (changing.length > 0) return fault ? { files: changing, fault } : { files: changing };
  return fault ? { files: [], fault } : undefined;
}

/** Without a tag, the first line must say so: a text that only shows a diff somewhere isn't one. */
function beginsDiff(lines: readonly string[], first: number): boolean {
  let at = first;
  while (PREAMBLE.test(lines[at] ?? "") || GIT_HEADER.test(lines[at] ?? "")) {
    if (GIT.test(lines[at] ?? "")) return true;
    at++;
  }
  return isFileHeader(lines, at)
    ? hunkHeader(lines[at + 2] ?? "") !== undefined
    : hunkHeader(lines[at] ?? "")?.counts !== undefined &&
        lines.slice(at + 1).some((line) => /^[-+]/.test(line));
}

const isFileHeader = (lines: readonly string[], at: number) =>
  (lines[at] ?? "").startsWith("--- ") && (lines[at + 1] ?? "").startsWith("+++ ");

/** What is read of each file, line by line. */
class Reader {
  readonly #lines: readonly string[];
  readonly #files: OpenFile[] = [];
  #hunk: OpenHunk | undefined;
  /** Lines that the hunk still has, by its header. */
  #left: HunkHeader["counts"];
  #fault: Patch["fault"];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): { files: OpenFile[]; fault: Patch["fault"] } {
    const isBare = !this.#lines.some((line, at) => hunkHeader(line) || isFileHeader(this.#lines, at));
    if (isBare && !this.#lines.some((line) => GIT.test(line))) this.#readBare();
    else for (let at = 0; at < this.#lines.length; ) at += this.#readFrom(at);
    return { files: this.#files, fault: this.#fault };
  }

  /** Lines with marks and nothing else. */
  #readBare(): void {
    const [first = "", ...rest] = this.#lines;
    const isNamed = /^[^-+ ]/.test(first) && pathInLine(first) !== undefined;
    this.#openHunk({});
    for (const line of isNamed ? rest : this.#lines) this.#add(line);
  }

  /** @returns how many lines were read */
  #readFrom(at: number): number {
    const line = this.#lines[at] ?? "";
    const git = GIT.exec(line);
    const header = hunkHeader(line);
    if (this.#isHeaderAt(at)) {
      this.#name(pathIn(line), pathIn(this.#lines[at + 1] ?? ""));
      return 2;
    }
    if (git) this.#openFile({ from: `a/${git[1]}`, to: `b/${git[2]}` });
    else if (header) this.#openHunk(header);
    else if (this.#hunk) this.#add(line);
    else if (GIT_HEADER.test(line)) this.#readGitHeader(line);
    else if (BINARY.test(line)) this.#fault ??= { why: "unreadable", text: line };
    else if (/^[-+]/.test(line) && this.#files.length > 0) {
      this.#openHunk({});
      this.#add(line);
    }
    return 1;
  }

  /** A removed `-- x` and an added `++ y` look like a header; as the last lines of a hunk they are none. */
  #isHeaderAt(at: number): boolean {
    if (!isFileHeader(this.#lines, at)) return false;
    if (!this.#hunk) return true;
    if (this.#left?.old === 1 && this.#left.new === 1) return false;
    return hunkHeader(this.#lines[at + 2] ?? "") !== undefined;
  }

  #openFile(names: { from?: string; to?: string }): OpenFile {
    const file: OpenFile = { ...names, isNew: false, isDeleted: false, isRenamed: false, hunks: [] };
    this.#files.push(file);
    this.#hunk = undefined;
    return file;
  }

  #name(from: string, to: string): void {
    const last = this.#files.at(-1);
    // The headers that git has before are of the same file.
    const file = last && !last.isNamed && last.hunks.length === 0 ? last : this.#openFile({ from, to });
    Object.assign(file, { from, to, isNamed: true });
    this.#hunk = undefined;
  }

  #readGitHeader(line: string): void {
    const file = this.#files.at(-1);
    if (!file) return;
    const [, end, path = ""] = RENAME.exec(line) ?? [];
    if (line.startsWith("new file")) file.isNew = true;
    else if (line.startsWith("deleted file")) file.isDeleted = true;
    else if (line.startsWith("copy ")) this.#fault ??= { why: "unreadable", text: line };
    else if (end === "from") Object.assign(file, { isRenamed: true, from: `a/${unquoted(path)}` });
    else if (end === "to") Object.assign(file, { isRenamed: true, to: `b/${unquoted(path)}` });
  }

  #openHunk({ heading, counts, ...place }: HunkHeader): void {
    const file = this.#files.at(-1) ?? this.#openFile({});
    this.#hunk = { lines: [], headings: heading === undefined ? [] : [heading], ...place };
    this.#left = counts && { ...counts };
    file.hunks.push(this.#hunk);
  }

  #add(line: string): void {
    const hunk = this.#hunk;
    if (!hunk) return;
    if (NO_BREAK.test(line)) {
      const kind = hunk.lines.at(-1)?.kind;
      // The line that goes has none: the one in its place has, unless the same is said of it.
      if (kind) hunk.endsWithBreak = kind === "removed";
      return;
    }
    const read = hunkLine(line);
    hunk.lines.push(read);
    if (this.#left && read.kind !== "added") this.#left.old--;
    if (this.#left && read.kind !== "removed") this.#left.new--;
  }
}

/** As a header names it. */
function pathIn(header: string): string {
  const [path = ""] = header.slice("+++ ".length).split("\t");
  return unquoted(path.replace(/\s\d{4}-\d\d-\d\d.*$/, "").trim());
}

/** Git quotes names as C does, byte by byte. */
function unquoted(name: string): string {
  const quoted = /^"(.*)"$/.exec(name)?.[1];
  if (quoted === undefined) return name;
  const bytes = [...quoted.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)].flatMap(([, octal, escaped, plain]) => {
    if (octal !== undefined) return [Number.parseInt(octal, 8)];
    const text = plain ?? (escaped === "t" ? "\t" : escaped === "n" ? "\n" : (escaped ?? ""));
    return [...new TextEncoder().encode(text)];
  });
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The paths without git's letters in front of them. */
function plainPaths({ from, to }: OpenFile): { from?: string; to?: string } {
  const isLettered = (path: string, letters: RegExp) => path === NO_FILE || letters.test(path);
  if (from === undefined || to === undefined) return {};
  const bare = (path: string) => (path === NO_FILE ? path : path.slice(2));
  const isNewLettered = isLettered(to, /^[bciow]\//);
  const areLettered = isLettered(from, /^[aciow]\//) && isNewLettered && from.slice(0, 2) !== to.slice(0, 2);
  // Some models write them on one side.
  if (areLettered || (isNewLettered && bare(to) === from)) return { from: bare(from), to: bare(to) };
  return { from, to };
}

function fileOf(file: OpenFile): FilePatch {
  const { from, to } = plainPaths(file);
  const hunks = file.hunks.filter(changesSomething);
  if (file.isNew || from === NO_FILE) return { kind: "create", ...named(to), text: newText(hunks) };
  if (file.isDeleted || to === NO_FILE) return { kind: "delete", ...named(from), hunks };
  if (file.isRenamed && from !== to && to !== undefined)
    return { kind: "update", ...named(from), moveTo: to, hunks };
  return { kind: "update", ...named(to), hunks };
}

const named = (path: string | undefined) => (path === undefined || path === NO_FILE ? {} : { path });

function newText(hunks: readonly Hunk[]): string {
  const lines = hunks.flatMap((hunk) => hunk.lines.filter(({ kind }) => kind !== "removed"));
  const text = lines.map((line) => line.text).join("\n");
  return lines.length === 0 || hunks.at(-1)?.endsWithBreak === false ? text : `${text}\n`;
}

const isChange = (file: FilePatch) =>
  file.kind !== "update" || file.hunks.length > 0 || file.moveTo !== undefined;
