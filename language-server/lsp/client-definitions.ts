/** Definitions as the editor's own language servers find them, asked of the client. */
import type { Connection } from "vscode-languageserver/node";
import type { DefinitionsDeps, FoundDefinition } from "../features/completion/pieces/definitions.ts";
import { DefinitionsRequest } from "../protocol/definitions.ts";
import type { TextRange } from "../protocol/range.ts";
import { askInTime } from "./ask-in-time.ts";

/** The client has a limit of its own, which is shorter. */
const PATIENCE_MS = 5_000;

export function clientDefinitions(connection: Connection): DefinitionsDeps["find"] {
  return async (uri, version, positions) => {
    const params = { uri, version, positions: [...positions] };
    const { definitions } = await askInTime(connection, DefinitionsRequest, params, PATIENCE_MS);
    return definitions?.map(
      (found): FoundDefinition | null => found && { uri: found.uri, ...linesOf(found.range) },
    );
  };
}

/** A range within one line may be that of the name alone. */
function linesOf({ start, end }: TextRange): { first: number; end?: number } {
  if (end.line === start.line) return { first: start.line };
  return { first: start.line, end: end.character > 0 ? end.line + 1 : end.line };
}
