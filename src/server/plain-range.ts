import type { Range } from "vscode";
import type { ContextRange } from "../../language-server/protocol/chat.ts";

/** A range as it is sent to the server and kept in files. */
export function plainRange({ start, end }: Range): ContextRange {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}
