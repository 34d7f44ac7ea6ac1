/** What lines of code are besides declarations, by their shape. */

import { isCloser } from "../../common/declarations/extent.ts";
import { sameFamily } from "../../common/languages/languages.ts";
import { columnOf } from "../../common/text-lines.ts";

const IMPORT =
  /^(?:import\b(?!\s*\()|from\s+\S+\s+import\b|#include\b|using\s+[\w.:= ]+;|use\s+[\w:{}, *\\]+;|(?:const|let|var)\s+[^=]+=\s*require\(|require(?:_relative|_once)?\b|@import\b|export\s+(?:\*|\{[^}]*\})\s*from\b)/;
const PREFACE = /^(?:\/\/|\/\*|\*|#(?!include)|--|@|"""|''')/;

export function isImport(line: string): boolean {
  return IMPORT.test(line.trim());
}

/** Comments, decorators and attributes on lines of their own: they belong to what follows. */
export function isPreface(line: string, languageId?: string): boolean {
  const code = line.trim();
  // A private member.
  if (code.startsWith("#") && languageId !== undefined && sameFamily(languageId, "javascript")) return false;
  return PREFACE.test(code) && (!code.startsWith("@") || decoratorEnd(code) === undefined);
}

/** Decorators, attributes and conditions of a preprocessor: what they say isn't for readers alone. */
export function isAttribute(line: string): boolean {
  return /^\s*(?:@\w|#?\[|#\s*(?:if|ifdef|ifndef|else|elif|endif|define|undef|pragma)\b)/.test(line);
}

/** The lines of attributes that others don't have, by their names. */
export function missingAttributes(lines: readonly string[], others: readonly string[]): string[] {
  const nameOf = (line: string) => /^[^(=]*/.exec(line.trim())?.[0].trim();
  const names = new Set(others.filter(isAttribute).map(nameOf));
  return lines.filter((line) => isAttribute(line) && !names.has(nameOf(line)));
}

/** What follows a decorator on its line begins there; `undefined` where nothing does: "@media … {" is one of its own. */
function decoratorEnd(code: string): number | undefined {
  let end = /^@[\w.-]+/.exec(code)?.[0].length ?? 1;
  if (code[end] === "(") {
    let depth = 0;
    do {
      if (code[end] === "(") depth++;
      else if (code[end] === ")") depth--;
      end++;
    } while (depth > 0 && end < code.length);
    if (depth > 0) return undefined;
  }
  return code.slice(end).trim() === "" || code.slice(end).trim().startsWith("//") ? undefined : end;
}

/** The line after a declaration's head, which may have its parameters on lines of their own. */
export function headEnd(lines: readonly string[], start: number, end: number): number {
  const column = columnOf(lines[start] ?? "");
  const first = lines[start]?.trim() ?? "";
  if (/(?:[([,]|\(\{)$/.test(first)) {
    for (let at = start + 1; at < end; at++)
      if (columnOf(lines[at] ?? "") <= column && isCloser(lines[at] ?? "")) return at + 1;
  }
  return lines[start + 1]?.trim() === "{" ? start + 2 : start + 1;
}
