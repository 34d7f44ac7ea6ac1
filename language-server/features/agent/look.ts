/** What the agent's tools show of the workspace outside of a run: for a model that another agent works with. */
import type { LookParams } from "../../protocol/agent.ts";
import { printTree } from "./tools/print-tree.ts";
import { search } from "./tools/search.ts";
import type { LookContext } from "./tools/tool.ts";

const LOOKS = { print_tree: printTree, search };

/** What the model reads, also where there is nothing to see. Rejects for bugs, and when the signal aborts. */
export async function look({ tool, input }: LookParams, context: LookContext): Promise<string> {
  const call = LOOKS[tool].call(input);
  if (!call) return `The arguments of ${tool} are wrong.`;
  return (await call.run(context)).result;
}
