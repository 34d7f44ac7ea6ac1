import type { Range } from "vscode";
import type { TextRange } from "../../language-server/protocol/range.ts";

/** A range as it is sent to the server and kept in files. */
export function plainRange({ start, end }: Range): TextRange {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}
