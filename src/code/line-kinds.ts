/** What lines of code are besides declarations, by their shape. */

import { isCloser } from "../../common/declarations/extent.ts";
import { columnOf } from "../../common/text-lines.ts";

const IMPORT =
  /^(?:import\b(?!\s*\()|from\s+\S+\s+import\b|#include\b|using\s+[\w.:= ]+;|use\s+[\w:{}, *\\]+;|(?:const|let|var)\s+[^=]+=\s*require\(|require(?:_relative|_once)?\b|@import\b|export\s+(?:\*|\{[^}]*\})\s*from\b)/;
const PREFACE = /^(?:\/\/|\/\*|\*|#(?!include)|--|@|"""|''')/;

export function isImport(line: string): boolean {
  return IMPORT.test(line.trim());
}

/** Comments, decorators and attributes: they belong to what follows. */
export function isPreface(line: string): boolean {
  const code = line.trim();
  // "@media … {" is what it is.
  return PREFACE.test(code) && !/^@[\w-]+.*\{$/.test(code);
}

/** The line after a declaration's head, which may have its parameters on lines of their own. */
export function headEnd(lines: readonly string[], start: number, end: number): number {
  const column = columnOf(lines[start] ?? "");
  const first = lines[start]?.trim() ?? "";
  if (/[([,]$/.test(first)) {
    for (let at = start + 1; at < end; at++)
      if (columnOf(lines[at] ?? "") <= column && isCloser(lines[at] ?? "")) return at + 1;
  }
  return lines[start + 1]?.trim() === "{" ? start + 2 : start + 1;
}
