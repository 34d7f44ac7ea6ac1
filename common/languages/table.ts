/**
 * What is a fact about a language, once for all who need it. What a feature makes of it (where a suggestion stops,
 * where tests go) stays with the feature.
 */
import {
  C_LIKE,
  C_LIKE_TEXT_BLOCKS,
  DASHES,
  HASH,
  MARKUP,
  PROSE,
  RUST_LIKE,
  SCRIPT,
  SCRIPT_IN_MARKUP,
  SEMICOLON,
  type Syntax,
} from "./syntax.ts";

/** Code of one language of a family is an example for the others. */
export type Family = "script" | "c" | "style" | "json";

export interface LanguageFacts {
  /** As people and models call it. */
  name: string;
  /** Of a code fence. */
  tag: string;
  /** Other tags that models write, besides the id and the extensions; in small letters. */
  aliases?: readonly string[];
  /** Endings of its files, without the dot, in small letters. */
  extensions?: readonly string[];
  /** Absent where it isn't known: most languages read like C. */
  syntax?: Syntax;
  /** Several languages in a file: no comment is right everywhere. */
  isMixed?: boolean;
  /** Sentences: nothing in it is code. */
  isProse?: boolean;
  /** Values without anything that runs. */
  isData?: boolean;
  /** Of a terminal. */
  isShell?: boolean;
  family?: Family;
  /** What documentation of a declaration looks like, where that is one way for all. */
  docs?: string;
  /** Has `async` and `await`. */
  hasAsync?: boolean;
  /** Types can be written, and left out. */
  hasOptionalTypes?: boolean;
}

/** By the id that VS Code has for a language. */
export const LANGUAGES = {
  asciidoc: { name: "AsciiDoc", tag: "asciidoc", extensions: ["adoc"], syntax: PROSE, isProse: true },
  bat: { name: "Batch", tag: "bat", aliases: ["cmd", "dos"], extensions: ["bat", "cmd"], isShell: true },
  c: { name: "C", tag: "c", extensions: ["c"], syntax: C_LIKE, family: "c", docs: "Doxygen comments" },
  clojure: { name: "Clojure", tag: "clojure", extensions: ["clj", "cljs", "cljc", "edn"], syntax: SEMICOLON },
  coffeescript: {
    name: "CoffeeScript",
    tag: "coffeescript",
    extensions: ["coffee"],
    syntax: { ...HASH, blockComments: [["###", "###"]] },
  },
  cpp: {
    name: "C++",
    tag: "cpp",
    aliases: ["c++"],
    extensions: ["cpp", "cc", "cxx", "hpp", "hh", "hxx", "h"],
    syntax: C_LIKE,
    family: "c",
    docs: "Doxygen comments",
  },
  csharp: {
    name: "C#",
    tag: "csharp",
    aliases: ["c#"],
    extensions: ["cs"],
    syntax: C_LIKE_TEXT_BLOCKS,
    docs: "XML documentation comments",
    hasAsync: true,
  },
  css: {
    name: "CSS",
    tag: "css",
    extensions: ["css"],
    syntax: { ...C_LIKE, lineComments: [] },
    family: "style",
  },
  csv: { name: "CSV", tag: "csv", extensions: ["csv"], isData: true },
  "cuda-cpp": {
    name: "CUDA C++",
    tag: "cuda",
    extensions: ["cu", "cuh"],
    syntax: C_LIKE,
    family: "c",
  },
  dart: { name: "Dart", tag: "dart", extensions: ["dart"], syntax: C_LIKE, hasAsync: true },
  dockerfile: { name: "Dockerfile", tag: "dockerfile", aliases: ["docker"], syntax: HASH },
  elixir: {
    name: "Elixir",
    tag: "elixir",
    extensions: ["ex", "exs"],
    syntax: { ...HASH, longQuotes: ['"""'] },
  },
  erlang: {
    name: "Erlang",
    tag: "erlang",
    extensions: ["erl", "hrl"],
    syntax: { ...SEMICOLON, lineComments: ["%"] },
  },
  fsharp: {
    name: "F#",
    tag: "fsharp",
    aliases: ["f#"],
    extensions: ["fs", "fsx", "fsi"],
    syntax: { ...RUST_LIKE, blockComments: [["(*", "*)"]], longQuotes: ['"""'] },
    hasAsync: true,
  },
  "git-commit": { name: "Git commit message", tag: "text", syntax: PROSE, isProse: true },
  go: {
    name: "Go",
    tag: "go",
    aliases: ["golang"],
    extensions: ["go"],
    syntax: { ...C_LIKE, longQuotes: ["`"] },
    docs: "doc comments that begin with the name of what they document",
  },
  graphql: {
    name: "GraphQL",
    tag: "graphql",
    extensions: ["graphql", "gql"],
    syntax: { ...HASH, quotes: '"', longQuotes: ['"""'] },
  },
  groovy: { name: "Groovy", tag: "groovy", extensions: ["groovy", "gradle"], syntax: C_LIKE },
  haskell: {
    name: "Haskell",
    tag: "haskell",
    extensions: ["hs"],
    syntax: { lineComments: ["--"], blockComments: [["{-", "-}"]], quotes: '"', longQuotes: [] },
  },
  html: { name: "HTML", tag: "html", extensions: ["html", "htm"], syntax: MARKUP },
  ini: {
    name: "INI",
    tag: "ini",
    extensions: ["ini"],
    syntax: { ...HASH, lineComments: ["#", ";"], quotes: '"' },
  },
  java: {
    name: "Java",
    tag: "java",
    extensions: ["java"],
    syntax: C_LIKE_TEXT_BLOCKS,
    docs: "Javadoc comments",
  },
  javascript: {
    name: "JavaScript",
    tag: "javascript",
    extensions: ["js", "mjs", "cjs"],
    syntax: SCRIPT,
    family: "script",
    docs: "JSDoc comments",
    hasAsync: true,
    hasOptionalTypes: true,
  },
  javascriptreact: {
    name: "JavaScript (JSX)",
    tag: "jsx",
    extensions: ["jsx"],
    syntax: SCRIPT,
    family: "script",
    docs: "JSDoc comments",
    hasAsync: true,
    hasOptionalTypes: true,
  },
  json: { name: "JSON", tag: "json", extensions: ["json"], isData: true, family: "json" },
  jsonc: {
    name: "JSON with comments",
    tag: "jsonc",
    aliases: ["json5"],
    extensions: ["jsonc"],
    syntax: C_LIKE,
    isData: true,
    family: "json",
  },
  julia: {
    name: "Julia",
    tag: "julia",
    extensions: ["jl"],
    syntax: { ...HASH, quotes: '"', longQuotes: ['"""'] },
  },
  kotlin: {
    name: "Kotlin",
    tag: "kotlin",
    extensions: ["kt", "kts"],
    syntax: C_LIKE_TEXT_BLOCKS,
    docs: "KDoc comments",
    hasAsync: true,
  },
  latex: {
    name: "LaTeX",
    tag: "latex",
    aliases: ["tex"],
    extensions: ["tex"],
    syntax: { ...PROSE, lineComments: ["%"] },
  },
  less: { name: "Less", tag: "less", extensions: ["less"], syntax: C_LIKE, family: "style" },
  lisp: { name: "Lisp", tag: "lisp", extensions: ["lisp", "lsp", "el"], syntax: SEMICOLON },
  log: { name: "Log", tag: "log", extensions: ["log"], isData: true },
  lua: {
    name: "Lua",
    tag: "lua",
    extensions: ["lua"],
    syntax: { lineComments: ["--"], blockComments: [["--[[", "]]"]], quotes: "\"'", longQuotes: [] },
    docs: "LuaLS annotations",
    hasOptionalTypes: true,
  },
  makefile: { name: "Makefile", tag: "makefile", aliases: ["make"], extensions: ["mk"], syntax: HASH },
  markdown: {
    name: "Markdown",
    tag: "markdown",
    extensions: ["md", "mdx"],
    syntax: { ...PROSE, blockComments: [["<!--", "-->"]] },
    isProse: true,
  },
  nix: { name: "Nix", tag: "nix", extensions: ["nix"], syntax: { ...HASH, blockComments: [["/*", "*/"]] } },
  "objective-c": {
    name: "Objective-C",
    tag: "objc",
    aliases: ["objectivec"],
    extensions: ["m"],
    syntax: C_LIKE,
    family: "c",
  },
  "objective-cpp": {
    name: "Objective-C++",
    tag: "objcpp",
    extensions: ["mm"],
    syntax: C_LIKE,
    family: "c",
  },
  ocaml: {
    name: "OCaml",
    tag: "ocaml",
    extensions: ["ml", "mli"],
    syntax: { ...PROSE, blockComments: [["(*", "*)"]], quotes: '"' },
  },
  perl: { name: "Perl", tag: "perl", extensions: ["pl", "pm"], syntax: HASH },
  php: {
    name: "PHP",
    tag: "php",
    extensions: ["php"],
    syntax: { ...C_LIKE, lineComments: ["//", "#"] },
    docs: "PHPDoc comments",
    hasOptionalTypes: true,
  },
  plaintext: { name: "Plain text", tag: "text", extensions: ["txt"], syntax: PROSE, isProse: true },
  powershell: {
    name: "PowerShell",
    tag: "powershell",
    aliases: ["pwsh"],
    extensions: ["ps1", "psm1"],
    syntax: { ...HASH, blockComments: [["<#", "#>"]] },
    isShell: true,
  },
  proto3: {
    name: "Protocol Buffers",
    tag: "protobuf",
    aliases: ["proto"],
    extensions: ["proto"],
    syntax: C_LIKE,
  },
  python: {
    name: "Python",
    tag: "python",
    aliases: ["python3"],
    extensions: ["py", "pyi", "pyw"],
    syntax: { ...HASH, longQuotes: ['"""', "'''"] },
    docs: "docstrings",
    hasAsync: true,
    hasOptionalTypes: true,
  },
  r: { name: "R", tag: "r", extensions: ["r"], syntax: HASH },
  restructuredtext: {
    name: "reStructuredText",
    tag: "rst",
    extensions: ["rst"],
    syntax: PROSE,
    isProse: true,
  },
  ruby: {
    name: "Ruby",
    tag: "ruby",
    extensions: ["rb", "rake"],
    syntax: HASH,
    docs: "YARD comments",
    hasOptionalTypes: true,
  },
  rust: {
    name: "Rust",
    tag: "rust",
    extensions: ["rs"],
    syntax: RUST_LIKE,
    docs: "/// doc comments",
    hasAsync: true,
  },
  scala: {
    name: "Scala",
    tag: "scala",
    extensions: ["scala", "sc"],
    syntax: C_LIKE_TEXT_BLOCKS,
    docs: "Scaladoc comments",
  },
  scheme: { name: "Scheme", tag: "scheme", extensions: ["scm"], syntax: SEMICOLON },
  /** The field for a commit message. */
  scminput: { name: "Commit message", tag: "text", syntax: PROSE, isProse: true },
  scss: { name: "SCSS", tag: "scss", extensions: ["scss"], syntax: C_LIKE, family: "style" },
  shellscript: {
    name: "Shell",
    tag: "bash",
    aliases: ["shell", "fish"],
    extensions: ["sh", "bash", "zsh"],
    syntax: { ...HASH, looseBrackets: true },
    isShell: true,
  },
  solidity: { name: "Solidity", tag: "solidity", extensions: ["sol"], syntax: C_LIKE },
  sql: { name: "SQL", tag: "sql", extensions: ["sql"], syntax: DASHES },
  svelte: {
    name: "Svelte",
    tag: "svelte",
    extensions: ["svelte"],
    syntax: SCRIPT_IN_MARKUP,
    isMixed: true,
    family: "script",
  },
  swift: {
    name: "Swift",
    tag: "swift",
    extensions: ["swift"],
    syntax: C_LIKE_TEXT_BLOCKS,
    docs: "/// documentation comments",
    hasAsync: true,
  },
  terraform: {
    name: "Terraform",
    tag: "hcl",
    extensions: ["tf", "tfvars"],
    syntax: { ...C_LIKE, lineComments: ["#", "//"] },
  },
  toml: {
    name: "TOML",
    tag: "toml",
    extensions: ["toml"],
    syntax: { ...HASH, longQuotes: ['"""', "'''"] },
    isData: true,
  },
  typescript: {
    name: "TypeScript",
    tag: "typescript",
    extensions: ["ts", "mts", "cts"],
    syntax: SCRIPT,
    family: "script",
    docs: "TSDoc comments, without types",
    hasAsync: true,
    hasOptionalTypes: true,
  },
  typescriptreact: {
    name: "TypeScript (TSX)",
    tag: "tsx",
    extensions: ["tsx"],
    syntax: SCRIPT,
    family: "script",
    docs: "TSDoc comments, without types",
    hasAsync: true,
    hasOptionalTypes: true,
  },
  vb: {
    name: "Visual Basic",
    tag: "vb",
    extensions: ["vb"],
    syntax: { lineComments: ["'"], blockComments: [], quotes: '"', longQuotes: [] },
  },
  verilog: { name: "Verilog", tag: "verilog", extensions: ["v"], syntax: C_LIKE },
  vhdl: { name: "VHDL", tag: "vhdl", extensions: ["vhd", "vhdl"], syntax: { ...DASHES, quotes: '"' } },
  vue: {
    name: "Vue",
    tag: "vue",
    extensions: ["vue"],
    syntax: SCRIPT_IN_MARKUP,
    isMixed: true,
    family: "script",
  },
  xml: { name: "XML", tag: "xml", extensions: ["xml"], syntax: MARKUP },
  yaml: { name: "YAML", tag: "yaml", extensions: ["yaml", "yml"], syntax: HASH, isData: true },
  zig: { name: "Zig", tag: "zig", extensions: ["zig"], syntax: C_LIKE },
} as const satisfies Record<string, LanguageFacts>;
