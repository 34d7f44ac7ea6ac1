/** Lists what is in a folder. */
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import type { FolderEntry } from "../../../protocol/workspace.ts";
import type { Target, WorkspaceReader } from "../workspace-reader.ts";
import { counted, fittingLines } from "./result-text.ts";
import { agentTool, type ToolResult } from "./tool.ts";
import { treeOf } from "./tree.ts";

/** More than fits into a result. */
const MAX_ENTRIES = 1_000;

export const listDir = agentTool({
  name: "repo_browser.list_dir",
  args: NATIVE_TOOLS["repo_browser.list_dir"].args,
  aim: ({ path }) => ({ kind: "list", path }),
  async run({ path, depth = 1 }, { reader, signal }) {
    const target = await reader.find(path);
    return depth > 1 ? treeOf(reader, target, depth, signal) : listFolder(reader, target);
  },
});

/** What is directly in a folder, one a line, folders with a slash; of a file, its own name. */
export async function listFolder(reader: WorkspaceReader, target: Target): Promise<ToolResult> {
  if (target.kind === "workspace") {
    const names = reader.paths.folders.map(({ name }) => `${name}/`);
    return {
      result: names.join("\n"),
      facts: { kind: "listed", path: ".", uri: "", entries: names.length, isTree: false },
    };
  }
  const { path, uri } = target;
  if (target.kind === "file")
    return {
      result: `${path} is a file: open_file shows what is in it.`,
      facts: { kind: "listed", path, uri, entries: 1, isTree: false },
    };
  const { shown, more } = await reader.entries(uri, MAX_ENTRIES);
  const fitting = fittingLines(shown.map(named));
  const left = shown.length - fitting.length + more;
  const note =
    left > 0
      ? [`[${counted(left, "more entry", "more entries")}. Search in ${path} for what you need.]`]
      : [];
  return {
    result: [...fitting, ...note].join("\n") || "[The folder is empty.]",
    facts: { kind: "listed", path, uri, entries: shown.length + more, isTree: false },
  };
}

const named = ({ name, kind }: FolderEntry) => (kind === "folder" ? `${name}/` : name);
