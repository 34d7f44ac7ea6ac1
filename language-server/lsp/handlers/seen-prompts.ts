/** What the model saw last, for the user to read. */
import type { Connection, Disposable } from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import type { SeenPrompts } from "../../features/seen-prompts/seen-prompts.ts";
import { SeenPromptsRequest } from "../../protocol/seen-prompts.ts";

/** @param settled when it is known what the last suggestion took: its prompt is told by then */
export function serveSeenPrompts(
  connection: Connection,
  seen: SeenPrompts,
  settled: () => Promise<unknown>,
): Disposable {
  return serve(connection, [
    onRequest(SeenPromptsRequest, async () => {
      await settled();
      return seen.last();
    }),
  ]);
}
