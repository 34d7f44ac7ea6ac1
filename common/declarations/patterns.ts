/**
 * Declarations by the shape of a line: for languages without a grammar here, for code that its grammar can't read,
 * and for parts of code that stand alone in an answer. Good enough to find a function or class again by its name.
 */
import { languageFacts } from "../languages/languages.ts";
import { columnOf } from "../text-lines.ts";
import type { Declaration } from "./declaration.ts";
import { indentedEnd } from "./extent.ts";

export type Declared = Pick<Declaration, "name" | "kind" | "isVariable">;

interface Pattern {
  /** Of the line without its indentation; with a group "name", and "kind" where the language has a word for it. */
  match: RegExp;
  kind?: string;
  /** Languages that it is for; absent for all whose text is code. */
  only?: ReadonlySet<string>;
  /** It is for them alone: code whose language isn't known is never read with it. */
  isSpecial?: boolean;
  isVariable?: (code: string) => boolean;
}

const ids = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const SCRIPTS = ids("typescript typescriptreact javascript javascriptreact vue svelte");
const C_FAMILY = ids("c cpp cuda-cpp objective-c objective-cpp");
const TYPED = ids(
  "c cpp cuda-cpp objective-c objective-cpp csharp dart groovy java kotlin php scala solidity swift zig",
);
const METHODS = new Set([...SCRIPTS, ...C_FAMILY, ...ids("csharp groovy java php solidity")]);
const STYLES = ids("css scss less html vue svelte");

const MODIFIERS =
  '(?:@\\w+(?:\\([^)]*\\))?\\s+)*(?:(?:export|default|declare|public|private|protected|internal|fileprivate|static|final|abstract|async|override|readonly|open|sealed|data|case|partial|pub(?:\\([^)]*\\))?|unsafe|extern(?:\\s+"[^"]*")?|inline|virtual|suspend|local)\\s+)*';
const NAME = "(?<name>(?:[\\w$]+[.:]+)*[\\w$]+[?!]?)";
/** Where a value is made by a function, the name is the function's. */
const isValue = (code: string) => !/=>|\bfunction\b|=\s*(?:async\s*)?\(/.test(code);

const BEFORE_STATEMENTS: readonly Pattern[] = [
  {
    match: /^#{1,3}\s+(?<name>\S.*?)\s*#*$/,
    kind: "heading",
    only: ids("markdown"),
    isSpecial: true,
  },
  {
    match:
      /^create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?<kind>table|view|function|procedure|index|trigger|type)\s+(?:if\s+not\s+exists\s+)?(?<name>[\w."]+)/i,
    only: ids("sql"),
    isSpecial: true,
  },
  {
    match:
      /^(?<kind>message|service|enum|rpc|type|interface|input|union|scalar|resource|module|variable|output)\s+"?(?<name>[\w".\s-]+?)"?\s*[{(]/,
    only: ids("proto3 graphql terraform"),
    isSpecial: true,
  },
  {
    match: /^(?:function\s+)?(?<name>[\w:-]+)\s*\(\)/,
    kind: "function",
    only: ids("shellscript"),
    isSpecial: true,
  },
  {
    match: /^(?<kind>function)\s+(?<name>[\w.:-]+)/i,
    only: ids("shellscript powershell"),
    isSpecial: true,
  },
  { match: /^#\s*(?<kind>define)\s+(?<name>\w+)/, only: C_FAMILY, isSpecial: true },
  { match: /^(?<kind>macro_rules!)\s*(?<name>\w+)/ },
  {
    match: new RegExp(
      `^${MODIFIERS}(?:const\\s+)?(?<kind>function|class|interface|enum(?:\\s+(?:class|struct))?|namespace|module|struct|trait|union|record|object|protocol|extension|mixin|fn|func|fun|def|defp|defmacro|defmodule|type|typedef|mod|sub)\\*?\\s+(?:\\([^)]*\\)\\s*)?(?:<[^>]*>\\s*)?${NAME}`,
    ),
  },
  {
    match:
      /^(?:unsafe\s+)?(?<kind>impl)\b(?:<[^>]*>)?\s*(?<name>[\w:]+(?:<[^>]*>)?(?:\s+for\s+[\w:&]+(?:<[^>]*>)?)?)/,
  },
  { match: /^"(?<name>[^"]+)"\s*:\s*[{[]/, kind: "key", only: new Set([...SCRIPTS, "json", "jsonc"]) },
  {
    match: new RegExp(
      `^${MODIFIERS}(?<kind>const|let|var|val|static|final)\\s+(?:mut\\s+)?(?<name>[\\w$]+)\\s*(?::[^=]*)?=`,
    ),
    isVariable: isValue,
  },
  { match: /^(?<name>[A-Z][A-Z0-9_]*)\s*(?::[^=]*)?=[^=]/, kind: "constant", isVariable: isValue },
];
const STATEMENT =
  /^(?:if|for|while|switch|catch|return|else|do|try|throw|new|await|yield|case|typeof|using|lock|foreach|elif|with|match|when|until|unless|delete|assert|raise|print|echo|import|from|use|include|package|require|defer|go|del|not|and|or|finally|loop|super|this)\b/;
const AFTER_STATEMENTS: readonly Pattern[] = [
  {
    match: new RegExp(
      `^${MODIFIERS}(?:get\\s+|set\\s+|\\*\\s*)?(?<name>#?[\\w$]+)\\s*(?:<[^>]*>)?\\((?:[^;]*\\).*\\{|[^;)]*)$`,
    ),
    kind: "method",
    only: METHODS,
  },
  {
    match: /^(?:[\w:<>,*&[\]?~]+\s+)+[*&]*(?<name>[\w:~]+)\s*\((?:[^;={]*\)[^;=]*\{?|[^;)={]*)$/,
    kind: "function",
    only: TYPED,
  },
  {
    match: /^(?<name>[.#@:*][\w-][^{}();]*|[a-z][\w-]*(?:[ ,>+~:.[][^{}();]*)?)\s*\{$/,
    kind: "rule",
    only: STYLES,
  },
];

/** Nothing that is written by hand. */
const MAX_LINE_CHARS = 400;

/**
 * What a line declares.
 *
 * @param languageId `undefined` where it isn't known: then any of the usual shapes counts
 */
export function declaredOn(line: string, languageId?: string): Declared | undefined {
  if (line.length > MAX_LINE_CHARS) return undefined;
  const code = line.trim();
  const before = firstMatch(BEFORE_STATEMENTS, code, languageId);
  if (before) return before;
  return STATEMENT.test(code) ? undefined : firstMatch(AFTER_STATEMENTS, code, languageId);
}

/** All that the lines declare, each as far as its indentation tells. */
export function patternDeclarations(lines: readonly string[], languageId?: string): Declaration[] {
  return lines.flatMap((line, start) => {
    const declared = declaredOn(line, languageId);
    if (!declared) return [];
    const end = declared.kind === "heading" ? start + 1 : indentedEnd(lines, start);
    return { ...declared, start, end, isLocal: declared.isVariable && columnOf(line) > 0 };
  });
}

function isText(languageId: string): boolean {
  const facts = languageFacts(languageId);
  return facts?.isProse === true || facts?.isData === true;
}

function firstMatch(
  patterns: readonly Pattern[],
  code: string,
  languageId: string | undefined,
): Declared | undefined {
  for (const { match, kind, only, isSpecial = false, isVariable } of patterns) {
    const isMeant = languageId === undefined ? !isSpecial : only ? only.has(languageId) : !isText(languageId);
    if (!isMeant) continue;
    const groups = match.exec(code)?.groups;
    if (groups?.name === undefined) continue;
    return {
      name: groups.name.trim(),
      kind: kind ?? groups.kind ?? "",
      isVariable: isVariable?.(code) ?? false,
    };
  }
  return undefined;
}
