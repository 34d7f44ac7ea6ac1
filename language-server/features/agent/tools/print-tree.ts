/** Shows the folders below one, with what is in them. */
import * as v from "valibot";
import { agentTool } from "./tool.ts";
import { treeOf } from "./tree.ts";

const DEFAULT_DEPTH = 3;

export const printTree = agentTool({
  name: "repo_browser.print_tree",
  args: v.object({ path: v.optional(v.string(), "."), depth: v.optional(v.number(), DEFAULT_DEPTH) }),
  aim: ({ path }) => ({ kind: "list", path }),
  run: async ({ path, depth }, { reader, signal }) => treeOf(reader, await reader.find(path), depth, signal),
});
