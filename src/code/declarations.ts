/** What lines of code declare, found by their shape: good enough to find a function or class again by its name. */
import { columnOf, isBlank } from "../../common/text-lines.ts";

export interface Declared {
  name: string;
  /** Names of variables come again in many functions: they only count where they stand on the outermost level. */
  isVariable: boolean;
}

const MODIFIERS =
  "(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|override|readonly|open|sealed|data|partial|pub(?:\\([^)]*\\))?|unsafe|inline|virtual|suspend|local)\\s+)*";
const KEYWORD = new RegExp(
  `^${MODIFIERS}(?:const\\s+)?(?:function\\*?|class|interface|enum|namespace|module|struct|trait|union|record|object|protocol|extension|fn|func|fun|def|defp|defmodule|type|mod|sub)\\s+(?:\\([^)]*\\)\\s*)?([\\w$.:?!]+)`,
);
const IMPLEMENTATION = /^(?:unsafe\s+)?(impl\b[^{]*?)\s*\{?$/;
const VARIABLE = new RegExp(
  `^${MODIFIERS}(?:const|let|var|val|static|final)\\s+(?:mut\\s+)?([\\w$]+)\\s*(?::[^=]*)?=`,
);
const CONSTANT = /^([A-Z][A-Z0-9_]*)\s*(?::[^=]*)?=[^=]/;
const METHOD = new RegExp(
  `^${MODIFIERS}(?:get\\s+|set\\s+|\\*\\s*)?(#?[\\w$]+)\\s*(?:<[^>]*>)?\\((?:[^;]*\\).*\\{|[^;)]*)$`,
);
const TYPED_FUNCTION = /^(?:[\w:<>,*&[\]~]+\s+)+[*&]*([\w:~]+)\s*\((?:[^;={]*\)[^;=]*\{?|[^;)={]*)$/;
const JSON_KEY = /^"([^"]+)"\s*:\s*[{[]/;
const STYLE_RULE = /^([.#@:*][\w-][^{}();]*|[a-z][\w-]*(?:[ ,>+~:.[][^{}();]*)?)\s*\{$/;
const STATEMENT =
  /^(?:if|for|while|switch|catch|return|else|do|try|throw|new|await|yield|case|typeof|using|lock|foreach|elif|with|match|when|until|unless|delete|assert|raise|print|echo|import|from|use|include|package|require|defer|go|del|not|and|or|finally|loop|super|this)\b/;
const IMPORT =
  /^(?:import\b(?!\s*\()|from\s+\S+\s+import\b|#include\b|using\s+[\w.:= ]+;|use\s+[\w:{}, *\\]+;|(?:const|let|var)\s+[^=]+=\s*require\(|require(?:_relative|_once)?\b|@import\b|export\s+(?:\*|\{[^}]*\})\s*from\b)/;
const PREFACE = /^(?:\/\/|\/\*|\*|#(?!include)|--|@|"""|''')/;
const CLOSER = /^(?:[}\])]|end\b|fi\b|done\b|esac\b|<\/)/;

export function declaredBy(line: string): Declared | undefined {
  const code = line.trim();
  const name = KEYWORD.exec(code)?.[1] ?? IMPLEMENTATION.exec(code)?.[1] ?? JSON_KEY.exec(code)?.[1];
  if (name !== undefined) return { name, isVariable: false };
  const variable = VARIABLE.exec(code)?.[1] ?? CONSTANT.exec(code)?.[1];
  if (variable !== undefined)
    return { name: variable, isVariable: !/=>|\bfunction\b|=\s*(?:async\s*)?\(/.test(code) };
  if (STATEMENT.test(code)) return undefined;
  const other = METHOD.exec(code)?.[1] ?? TYPED_FUNCTION.exec(code)?.[1] ?? STYLE_RULE.exec(code)?.[1];
  return other === undefined ? undefined : { name: other, isVariable: false };
}

export function isImport(line: string): boolean {
  return IMPORT.test(line.trim());
}

/** Comments, decorators and attributes: they belong to what follows. */
export function isPreface(line: string): boolean {
  return PREFACE.test(line.trim());
}

/** A line that only ends something. */
export function isCloser(line: string): boolean {
  return CLOSER.test(line.trim());
}

/** The line after a declaration that begins there: what stands deeper belongs to it, and its closing bracket. */
export function declarationEnd(lines: readonly string[], start: number): number {
  const column = columnOf(lines[start] ?? "");
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (isBlank(line)) continue;
    if (columnOf(line) < column) break;
    if (columnOf(line) === column) {
      if (isCloser(line)) {
        end = at + 1;
        if (/(?:[{(:[,]|=>)$/.test(line.trim())) continue;
        break;
      }
      if (line.trim() !== "{") break;
    }
    end = at + 1;
  }
  return end;
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
