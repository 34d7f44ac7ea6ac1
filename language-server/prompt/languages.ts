/** What the model calls a language, by the editor's language id. */
export interface LanguageName {
  name: string;
  /** The tag of a code fence. */
  tag: string;
}

const NAMES: Record<string, LanguageName> = {
  bat: { name: "Batch", tag: "bat" },
  c: { name: "C", tag: "c" },
  clojure: { name: "Clojure", tag: "clojure" },
  coffeescript: { name: "CoffeeScript", tag: "coffeescript" },
  cpp: { name: "C++", tag: "cpp" },
  csharp: { name: "C#", tag: "csharp" },
  css: { name: "CSS", tag: "css" },
  "cuda-cpp": { name: "CUDA C++", tag: "cuda" },
  dart: { name: "Dart", tag: "dart" },
  dockerfile: { name: "Dockerfile", tag: "dockerfile" },
  elixir: { name: "Elixir", tag: "elixir" },
  fsharp: { name: "F#", tag: "fsharp" },
  go: { name: "Go", tag: "go" },
  graphql: { name: "GraphQL", tag: "graphql" },
  haskell: { name: "Haskell", tag: "haskell" },
  html: { name: "HTML", tag: "html" },
  java: { name: "Java", tag: "java" },
  javascript: { name: "JavaScript", tag: "javascript" },
  javascriptreact: { name: "JavaScript (JSX)", tag: "jsx" },
  json: { name: "JSON", tag: "json" },
  jsonc: { name: "JSON with comments", tag: "jsonc" },
  julia: { name: "Julia", tag: "julia" },
  kotlin: { name: "Kotlin", tag: "kotlin" },
  latex: { name: "LaTeX", tag: "latex" },
  less: { name: "Less", tag: "less" },
  lua: { name: "Lua", tag: "lua" },
  makefile: { name: "Makefile", tag: "makefile" },
  markdown: { name: "Markdown", tag: "markdown" },
  "objective-c": { name: "Objective-C", tag: "objc" },
  ocaml: { name: "OCaml", tag: "ocaml" },
  perl: { name: "Perl", tag: "perl" },
  php: { name: "PHP", tag: "php" },
  plaintext: { name: "Plain text", tag: "text" },
  powershell: { name: "PowerShell", tag: "powershell" },
  python: { name: "Python", tag: "python" },
  r: { name: "R", tag: "r" },
  ruby: { name: "Ruby", tag: "ruby" },
  rust: { name: "Rust", tag: "rust" },
  scala: { name: "Scala", tag: "scala" },
  scss: { name: "SCSS", tag: "scss" },
  shellscript: { name: "Shell", tag: "bash" },
  sql: { name: "SQL", tag: "sql" },
  svelte: { name: "Svelte", tag: "svelte" },
  swift: { name: "Swift", tag: "swift" },
  terraform: { name: "Terraform", tag: "hcl" },
  toml: { name: "TOML", tag: "toml" },
  typescript: { name: "TypeScript", tag: "typescript" },
  typescriptreact: { name: "TypeScript (TSX)", tag: "tsx" },
  vue: { name: "Vue", tag: "vue" },
  xml: { name: "XML", tag: "xml" },
  yaml: { name: "YAML", tag: "yaml" },
  zig: { name: "Zig", tag: "zig" },
};

/** A language that isn't listed goes by its id. */
export function languageName(languageId: string): LanguageName {
  return NAMES[languageId] ?? { name: languageId, tag: languageId.replace(/[^\w+#-]/g, "") };
}
