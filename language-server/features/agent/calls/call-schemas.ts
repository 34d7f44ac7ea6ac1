/** What the arguments of each call are held to while the model writes them. */
import { nativeSchema } from "../../../prompt/native-tools.ts";
import type { JsonSchema } from "../../../protocol/chat.ts";
import type { OfferedTools } from "./read-call.ts";

/** JSON Schemas of arguments, by the recipient that a call's header names. */
export function callSchemas({
  native,
  tools,
}: Pick<OfferedTools, "native" | "tools">): Record<string, JsonSchema> {
  return Object.fromEntries([
    ...native.map((name) => [name, nativeSchema(name)]),
    ...tools.map(({ name, parameters = { type: "object", properties: {} } }) => [
      `functions.${name}`,
      parameters,
    ]),
  ]);
}
