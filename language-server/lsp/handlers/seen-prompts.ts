/** What the model saw last, for the user to read. */
import type { Connection, Disposable } from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import type { SeenPrompts } from "../../features/seen-prompts/seen-prompts.ts";
import { SeenPromptsRequest } from "../../protocol/seen-prompts.ts";

export function serveSeenPrompts(connection: Connection, seen: SeenPrompts): Disposable {
  return serve(connection, [onRequest(SeenPromptsRequest, () => seen.last())]);
}
