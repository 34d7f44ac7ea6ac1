/** What the arguments of each call are held to while the model writes them. */
import { nativeSchema, nativeToolNames } from "../../../prompt/native-tools.ts";
import type { AgentMode, JsonSchema, ToolSpec } from "../../../protocol/chat.ts";

/** JSON Schemas of arguments, by the recipient that a call's header names. */
export function callSchemas(mode: AgentMode, tools: readonly ToolSpec[]): Record<string, JsonSchema> {
  return Object.fromEntries([
    ...nativeToolNames(mode).map((name) => [name, nativeSchema(name)]),
    ...tools.map(({ name, parameters = { type: "object", properties: {} } }) => [
      `functions.${name}`,
      parameters,
    ]),
  ]);
}
