/** A tool of the user's, such as one of an MCP server: the client calls it. */

import { t } from "../../../text/l10n.ts";
import type { ToolContext, ToolResult } from "./tool.ts";

/** Characters of a result, at most: as those of the other tools. */
const MAX_RESULT_CHARS = 10_000;

export async function callFunction(
  name: string,
  input: Record<string, unknown>,
  { host, signal, requestId, callId }: ToolContext,
): Promise<ToolResult> {
  const { text, isError } = await host.tool({ requestId, callId, name, input }, signal);
  const result = text.length > MAX_RESULT_CHARS ? `${text.slice(0, MAX_RESULT_CHARS)}\n… (cut)` : text;
  return {
    result,
    facts: isError
      ? { kind: "failed", reason: t("{0} reported an error.", name) }
      : { kind: "used", tool: name },
  };
}
