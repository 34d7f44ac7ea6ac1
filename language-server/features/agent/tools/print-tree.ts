/** Shows the folders below one, with what is in them. */
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { lookingTool } from "./tool.ts";
import { treeOf } from "./tree.ts";

export const printTree = lookingTool({
  name: "repo_browser.print_tree",
  args: NATIVE_TOOLS["repo_browser.print_tree"].args,
  aim: ({ path }) => ({ kind: "list", path }),
  run: async ({ path, depth }, { reader, signal }) => treeOf(reader, await reader.find(path), depth, signal),
});
