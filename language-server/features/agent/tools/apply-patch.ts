/** Changes files by a patch: it is checked whole, with every place of it, before the client is asked to change anything. */
import { parsePatch } from "../../../../common/patch/parse.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { editedResult } from "./edited-result.ts";
import { changesOf } from "./patched-files.ts";
import { agentTool, type Reading, type ToolContext, type ToolResult } from "./tool.ts";
import { ToolFailure } from "./tool-failure.ts";

export const applyPatch = agentTool({
  name: "repo_browser.apply_patch",
  args: NATIVE_TOOLS["repo_browser.apply_patch"].args,
  aim: ({ patch }) => ({
    kind: "edit",
    paths: [...new Set(parsePatch(patch, "")?.files.flatMap(({ path }) => path ?? []))],
  }),
  async run({ patch }, context) {
    try {
      return await applyWritten(patch, context);
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      throw new ToolFailure(`The patch was not applied, nothing was changed. ${error.message}`, error.reason);
    }
  },
});

async function applyWritten(
  written: string,
  { reader, host, seen, signal, requestId, callId }: Reading<ToolContext>,
): Promise<ToolResult> {
  const changes = await changesOf(written, reader, seen);
  const answer = await host.apply({ requestId, callId, changes }, signal);
  if (answer.kind === "refused") throw new ToolFailure(answer.reason, answer.reason);
  for (const change of changes) {
    if (change.kind !== "created") seen.delete(change.uri);
    if (change.kind !== "deleted")
      seen.set(change.kind === "moved" ? change.to.uri : change.uri, change.text);
  }
  return editedResult(changes, answer.problems);
}
