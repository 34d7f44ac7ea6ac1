/** A folder as a tree: what is near its top comes first, so that a cut leaves out the deepest. */
import { isSkippedFolder } from "../../../context/index/skipped-files.ts";
import { folderUri } from "../../../context/workspace-paths.ts";
import type { FolderEntry } from "../../../protocol/workspace.ts";
import type { Target, WorkspaceReader } from "../workspace-reader.ts";
import { counted, MAX_RESULT_CHARS } from "./result-text.ts";
import type { ToolResult } from "./tool.ts";

/** Entries of one folder: more of them say little that the first ones don't. */
const MAX_OF_FOLDER = 60;
const MAX_DEPTH = 20;
const INDENT = "  ";
/** For the lines that say what is left out. */
const NOTE_CHARS = 1_000;

interface Branch {
  uri: string;
  depth: number;
  /** What is shown behind its line. */
  entries: { entry: FolderEntry; branch?: Branch }[];
  more: number;
  /** It has entries that had no room. */
  isClosed: boolean;
}

/** @param depth levels of entries, at least one */
export async function treeOf(
  reader: WorkspaceReader,
  target: Target,
  depth: number,
  signal: AbortSignal,
): Promise<ToolResult> {
  const tree = new Tree(reader, Math.min(Math.max(1, Math.trunc(depth)), MAX_DEPTH), signal);
  if (target.kind === "workspace") {
    const folders = reader.paths.folders.map(({ uri, name }) => ({ uri, name }));
    const lines = await tree.lines(folders);
    return { result: lines.join("\n"), facts: tree.facts(".", "") };
  }
  const { path, uri } = target;
  if (target.kind === "file")
    return { result: `${path} is a file: open_file shows what is in it.`, facts: tree.facts(path, uri) };
  const lines = await tree.lines([{ uri, name: path }]);
  return { result: lines.join("\n"), facts: tree.facts(path, uri) };
}

class Tree {
  readonly #reader: WorkspaceReader;
  readonly #depth: number;
  readonly #signal: AbortSignal;
  #chars = 0;
  #entries = 0;
  #hasClosed = false;

  constructor(reader: WorkspaceReader, depth: number, signal: AbortSignal) {
    this.#reader = reader;
    this.#depth = depth;
    this.#signal = signal;
  }

  facts(path: string, uri: string): ToolResult["facts"] {
    return { kind: "listed", path, uri, entries: this.#entries, isTree: true };
  }

  async lines(roots: readonly { uri: string; name: string }[]): Promise<string[]> {
    const branches = roots.map(({ uri, name }) => ({ name, branch: newBranch(uri, 0) }));
    const waiting = branches.map(({ branch }) => branch);
    for (let branch = waiting.shift(); branch; branch = waiting.shift()) {
      this.#signal.throwIfAborted();
      waiting.push(...(await this.#open(branch)));
    }
    const lines = branches.flatMap(({ name, branch }) => [
      `${name}/${closedMark(branch)}`,
      ...linesOf(branch),
    ]);
    return this.#hasClosed
      ? [...lines, "[A folder with … has more in it: print_tree of it shows that.]"]
      : lines;
  }

  /** Its folders, to be opened in their turn. */
  async #open(branch: Branch): Promise<Branch[]> {
    const { shown, more } = await this.#reader.entries(branch.uri, MAX_OF_FOLDER);
    const indent = INDENT.length * (branch.depth + 1);
    const chars = shown.reduce((sum, { name }) => sum + indent + name.length + 2, 0);
    // The first one is cut to what has room.
    if (branch.depth > 0 && this.#chars + chars > MAX_RESULT_CHARS - NOTE_CHARS) {
      branch.isClosed = shown.length > 0;
      this.#hasClosed ||= branch.isClosed;
      return [];
    }
    this.#chars += chars;
    this.#entries += shown.length;
    branch.more = more;
    branch.entries = shown.map((entry) => {
      const isOpened =
        entry.kind === "folder" && branch.depth + 1 < this.#depth && !isSkippedFolder(entry.name);
      const uri = folderUri(branch.uri, [entry.name]);
      return isOpened ? { entry, branch: newBranch(uri, branch.depth + 1) } : { entry };
    });
    return branch.entries.flatMap((each) => each.branch ?? []);
  }
}

const newBranch = (uri: string, depth: number): Branch => ({
  uri,
  depth,
  entries: [],
  more: 0,
  isClosed: false,
});

const closedMark = ({ isClosed }: Branch) => (isClosed ? " …" : "");

function linesOf({ depth, entries, more }: Branch): string[] {
  const indent = INDENT.repeat(depth + 1);
  const lines = entries.flatMap(({ entry: { name, kind }, branch }) => [
    `${indent}${name}${kind === "folder" ? "/" : ""}${branch ? closedMark(branch) : ""}`,
    ...(branch ? linesOf(branch) : []),
  ]);
  return more > 0 ? [...lines, `${indent}[${counted(more, "more entry", "more entries")}]`] : lines;
}
