/** Declarations in code, found line by line with a few patterns for each family of languages. */

export interface Declaration {
  name: string;
  /** As the language calls it: "function", "class", "def", … */
  kind: string;
  /** Zero-based; `end` is exclusive. */
  start: number;
  end: number;
}

interface Pattern {
  /** With groups "kind" and "name". */
  match: RegExp;
  /** Where the language has no word for it. */
  kind?: string;
}

const SCRIPT: readonly Pattern[] = [
  {
    match:
      /^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?<kind>function|class|interface|enum|namespace|type)\*?\s+(?<name>[\w$]+)/,
  },
  { match: /^(?:export\s+)?(?<kind>const|let|var)\s+(?<name>[\w$]+)/ },
  {
    match:
      /^\s+(?:(?:public|private|protected|static|async|override|get|set)\s+)*\*?(?!(?:if|for|while|switch|catch|return|function|constructor|await|with)\b)(?<name>#?[\w$]+)\s*(?:<[^>]*>)?\([^;]*\)?[^;]*\{\s*$/,
    kind: "method",
  },
];
const PYTHON: readonly Pattern[] = [
  { match: /^\s*(?:async\s+)?(?<kind>def|class)\s+(?<name>\w+)/ },
  { match: /^(?<name>[A-Z][A-Z0-9_]+)\s*(?::[^=]+)?=/, kind: "constant" },
];
const GO: readonly Pattern[] = [
  { match: /^(?<kind>func)\s+(?:\([^)]*\)\s*)?(?<name>\w+)/ },
  { match: /^(?<kind>type|var|const)\s+(?<name>\w+)/ },
];
const RUST: readonly Pattern[] = [
  {
    match:
      /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:(?:async|unsafe|const|extern(?:\s+"[^"]*")?)\s+)*(?<kind>fn|struct|enum|trait|mod|type|union|static|const)\s+(?<name>\w+)/,
  },
  { match: /^\s*(?<kind>macro_rules!)\s*(?<name>\w+)/ },
  {
    match: /^\s*(?:unsafe\s+)?(?<kind>impl)\b(?:<[^>]*>)?\s*(?<name>[\w:]+(?:<[^>]*>)?(?:\s+for\s+[\w:]+)?)/,
  },
];
const NOT_A_CALL =
  "(?!\\s*(?:if|for|while|switch|catch|return|else|do|throw|new|await|yield|case|using|lock|foreach|when|delete|assert)\\b)";
/** Java, C#, Kotlin, Swift, Scala, Dart, C, C++. */
const TYPED: readonly Pattern[] = [
  {
    match:
      /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|private|protected|internal|static|final|abstract|sealed|open|data|partial|inline|virtual|override|suspend|fileprivate|export|case|readonly|enum)\s+)*(?<kind>class|interface|struct|enum|record|trait|object|protocol|extension|namespace|union|fun|func|def|typedef|mixin)\s+(?:<[^>]*>\s*)?(?<name>[\w.]+)/,
  },
  { match: /^\s*#\s*(?<kind>define)\s+(?<name>\w+)/ },
  {
    match: new RegExp(
      `^${NOT_A_CALL}\\s*(?:[\\w:<>,*&[\\]?~]+\\s+)+[*&]*(?<name>[\\w:~]+)\\s*\\([^;={]*(?:\\)[^;=]*\\{?|,)\\s*$`,
    ),
    kind: "function",
  },
];
const RUBY: readonly Pattern[] = [
  { match: /^\s*(?<kind>def|class|module|defmodule|defp|defmacro)\s+(?<name>[\w.:?!=]+)/ },
];
const SHELL: readonly Pattern[] = [
  { match: /^\s*(?:function\s+)?(?<name>[\w:-]+)\s*\(\)/, kind: "function" },
  { match: /^\s*(?<kind>function)\s+(?<name>[\w.:-]+)/i },
];
const SQL: readonly Pattern[] = [
  {
    match:
      /^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?<kind>table|view|function|procedure|index|trigger|type)\s+(?:if\s+not\s+exists\s+)?(?<name>[\w."]+)/i,
  },
];
const STYLE: readonly Pattern[] = [{ match: /^(?<name>[.#@][\w-][^{;]*?)\s*\{/, kind: "rule" }];
const SCHEMA: readonly Pattern[] = [
  {
    match:
      /^\s*(?<kind>message|service|enum|rpc|type|interface|input|union|scalar|resource|module|variable|output)\s+"?(?<name>[\w".\s-]+?)"?\s*[{(]/,
  },
];
const HEADINGS: readonly Pattern[] = [{ match: /^#{1,3}\s+(?<name>\S.*?)\s*#*$/, kind: "heading" }];

const FAMILIES: readonly (readonly [patterns: readonly Pattern[], endings: string])[] = [
  [SCRIPT, "ts tsx mts cts js jsx mjs cjs vue svelte"],
  [PYTHON, "py pyi"],
  [GO, "go"],
  [RUST, "rs"],
  [TYPED, "java kt kts cs swift scala dart groovy c h cc cpp cxx hpp hh m mm cu php"],
  [RUBY, "rb ex exs rake"],
  [SHELL, "sh bash zsh lua ps1"],
  [SQL, "sql"],
  [STYLE, "css scss less"],
  [SCHEMA, "proto graphql gql tf"],
  [HEADINGS, "md mdx"],
];
const BY_ENDING = new Map(
  FAMILIES.flatMap(([patterns, endings]) => endings.split(" ").map((ending) => [ending, patterns] as const)),
);
/** Nothing that is written by hand. */
const MAX_LINE_CHARS = 400;

export function declarationsIn(lines: readonly string[], path: string): Declaration[] {
  const patterns = BY_ENDING.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
  if (!patterns) return [];
  const found: Declaration[] = [];
  for (const [start, line] of lines.entries()) {
    if (line.length > MAX_LINE_CHARS) continue;
    for (const { match, kind } of patterns) {
      const groups = match.exec(line)?.groups;
      if (!groups?.name) continue;
      const end = kind === "heading" ? start + 1 : extent(lines, start);
      found.push({ name: groups.name.trim(), kind: kind ?? groups.kind ?? "", start, end });
      break;
    }
  }
  return found;
}

/** What stands deeper belongs to a declaration, and the closing bracket after it. */
function extent(lines: readonly string[], start: number): number {
  const depth = depthOf(lines[start] ?? "");
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const code = line.trim();
    if (code === "") continue;
    const here = depthOf(line);
    if (here < depth) break;
    if (here === depth) {
      const isCloser = /^(?:[}\])]|end\b|fi\b|done\b)/.test(code);
      if (!isCloser && code !== "{") break;
      end = at + 1;
      if (isCloser && !/(?:[{(:[,]|=>)$/.test(code)) break;
      continue;
    }
    end = at + 1;
  }
  return end;
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length;
}
