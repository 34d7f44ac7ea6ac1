/**
 * A cheap reading of code: what is comment, what is string, what is neither. It knows no grammar; a quote that is
 * left open ends with its line, so an error stays on its line.
 */
export type LexicalKind = "code" | "lineComment" | "blockComment" | "string";

interface Syntax {
  lineComments: readonly string[];
  blockComments: readonly (readonly [open: string, close: string])[];
  /** Strings that end with their line at the latest. */
  quotes: string;
  /** Strings over several lines. */
  longQuotes: readonly string[];
  /** A slash where a value is expected begins a regular expression. */
  regexLiterals?: boolean;
  /** Closing brackets without a partner are ordinary, as in a list "a) b)" or a shell's `case`. */
  looseBrackets?: boolean;
}

const SLASHES: Syntax = {
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
  quotes: "\"'",
  longQuotes: [],
};
const SCRIPT: Syntax = { ...SLASHES, longQuotes: ["`"], regexLiterals: true };
const HASH: Syntax = { lineComments: ["#"], blockComments: [], quotes: "\"'", longQuotes: [] };
const DASHES: Syntax = { lineComments: ["--"], blockComments: [["/*", "*/"]], quotes: "\"'", longQuotes: [] };
const MARKUP: Syntax = { lineComments: [], blockComments: [["<!--", "-->"]], quotes: '"', longQuotes: [] };
const PROSE: Syntax = {
  lineComments: [],
  blockComments: [],
  quotes: "",
  longQuotes: [],
  looseBrackets: true,
};
/** Languages in which a single quote isn't (only) a string's. */
const RUST: Syntax = { ...SLASHES, quotes: '"' };

const SYNTAXES: Record<string, Syntax> = {
  clojure: { lineComments: [";"], blockComments: [], quotes: '"', longQuotes: [] },
  coffeescript: { ...HASH, blockComments: [["###", "###"]] },
  css: { ...SLASHES, lineComments: [] },
  csharp: { ...SLASHES, longQuotes: ['"""'] },
  dockerfile: HASH,
  elixir: { ...HASH, longQuotes: ['"""'] },
  fsharp: { ...RUST, blockComments: [["(*", "*)"]], longQuotes: ['"""'] },
  go: { ...SLASHES, longQuotes: ["`"] },
  graphql: { ...HASH, quotes: '"', longQuotes: ['"""'] },
  haskell: { lineComments: ["--"], blockComments: [["{-", "-}"]], quotes: '"', longQuotes: [] },
  html: MARKUP,
  ini: { ...HASH, lineComments: ["#", ";"], quotes: '"' },
  java: { ...SLASHES, longQuotes: ['"""'] },
  javascript: SCRIPT,
  javascriptreact: SCRIPT,
  julia: { ...HASH, quotes: '"', longQuotes: ['"""'] },
  kotlin: { ...SLASHES, longQuotes: ['"""'] },
  latex: { ...PROSE, lineComments: ["%"] },
  lua: { lineComments: ["--"], blockComments: [["--[[", "]]"]], quotes: "\"'", longQuotes: [] },
  makefile: HASH,
  markdown: { ...PROSE, blockComments: [["<!--", "-->"]] },
  ocaml: { ...PROSE, blockComments: [["(*", "*)"]], quotes: '"' },
  perl: HASH,
  php: { ...SLASHES, lineComments: ["//", "#"] },
  plaintext: PROSE,
  powershell: { ...HASH, blockComments: [["<#", "#>"]] },
  python: { ...HASH, longQuotes: ['"""', "'''"] },
  r: HASH,
  ruby: HASH,
  rust: RUST,
  scala: { ...SLASHES, longQuotes: ['"""'] },
  scminput: PROSE,
  shellscript: { ...HASH, looseBrackets: true },
  sql: DASHES,
  svelte: { ...SCRIPT, blockComments: [...SCRIPT.blockComments, ["<!--", "-->"]] },
  swift: { ...SLASHES, longQuotes: ['"""'] },
  terraform: { ...SLASHES, lineComments: ["#", "//"] },
  toml: { ...HASH, longQuotes: ['"""', "'''"] },
  typescript: SCRIPT,
  typescriptreact: SCRIPT,
  vue: { ...SCRIPT, blockComments: [...SCRIPT.blockComments, ["<!--", "-->"]] },
  xml: MARKUP,
  yaml: HASH,
};

/** Languages that aren't listed read like C: most do. */
function syntaxOf(languageId: string): Syntax {
  return SYNTAXES[languageId] ?? SLASHES;
}

/** Whether the text of this language is prose: then nothing in it is code. */
export function isProse(languageId: string): boolean {
  return syntaxOf(languageId).quotes === "" && languageId !== "latex";
}

/** Whether a closing bracket without an open one says nothing in this language. */
export function hasLooseBrackets(languageId: string): boolean {
  return syntaxOf(languageId).looseBrackets === true;
}

/**
 * Reads a text that begins in code, tells `onCode` each character that is code (UTF-16 offset), and answers where
 * its end stands.
 */
export function readCode(
  text: string,
  languageId: string,
  onCode?: (character: string, offset: number) => void,
): LexicalKind {
  const { lineComments, blockComments, quotes, longQuotes, regexLiterals } = syntaxOf(languageId);
  const opensAt = (at: number, mark: string) => text.startsWith(mark, at);
  let at = 0;
  while (at < text.length) {
    const block = blockComments.find(([open]) => opensAt(at, open));
    if (block) {
      const end = text.indexOf(block[1], at + block[0].length);
      if (end < 0) return "blockComment";
      at = end + block[1].length;
      continue;
    }
    const line = lineComments.find((mark) => opensAt(at, mark) && standsAlone(text, at, mark));
    if (line !== undefined) {
      const end = text.indexOf("\n", at);
      if (end < 0) return "lineComment";
      at = end;
      continue;
    }
    const long = longQuotes.find((mark) => opensAt(at, mark));
    if (long !== undefined) {
      const end = stringEnd(text, at + long.length, long);
      if (end === undefined) return "string";
      at = end;
      continue;
    }
    const character = text.charAt(at);
    if (quotes.includes(character)) {
      const lineEnd = text.indexOf("\n", at);
      const end = stringEnd(lineEnd < 0 ? text : text.slice(0, lineEnd), at + 1, character);
      if (end === undefined && lineEnd < 0) return "string";
      at = end ?? lineEnd;
      continue;
    }
    if (regexLiterals && character === "/" && expectsValue(text, at)) {
      const literal = REGEX_LITERAL.exec(text.slice(at))?.[0];
      if (literal === undefined && text.indexOf("\n", at) < 0) return "string";
      if (literal !== undefined) {
        at += literal.length;
        continue;
      }
    }
    onCode?.(character, at);
    at++;
  }
  return "code";
}

/** `$#`, `${x#y}` and `a#b` are no comments. */
function standsAlone(text: string, at: number, mark: string): boolean {
  return mark !== "#" || at === 0 || /\s/.test(text.charAt(at - 1));
}

/** Offset after the closing quote, or undefined when the string is open at the end. */
function stringEnd(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return undefined;
}

const REGEX_LITERAL = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//;

/** Whether a slash can't divide, because no value stands before it on its line. */
function expectsValue(text: string, slash: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", slash) + 1, slash).trimEnd();
  return /(?:^|[(,=:[!&|?{};+>]|\b(?:return|typeof|case|of|in))$/.test(before);
}
