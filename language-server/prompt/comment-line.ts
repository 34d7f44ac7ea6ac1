/** A line of comment in the language of the code around it; nothing where that isn't known to have any. */
const MARKS: readonly (readonly [languages: string, mark: string])[] = [
  [
    "c cpp csharp cuda-cpp dart fsharp go groovy java javascript javascriptreact jsonc kotlin less objective-c objective-cpp php rust scala scss solidity swift typescript typescriptreact verilog zig",
    "//",
  ],
  [
    "coffeescript dockerfile elixir graphql julia makefile nix perl powershell python r ruby shellscript toml terraform yaml",
    "#",
  ],
  ["haskell lua sql vhdl", "--"],
  ["clojure lisp scheme", ";"],
  ["erlang latex", "%"],
];

const MARK = new Map(
  MARKS.flatMap(([languages, mark]) => languages.split(" ").map((id) => [id, mark] as const)),
);

/** With the line break after it. */
export function lineComment(text: string, languageId: string): string {
  const mark = MARK.get(languageId);
  return mark === undefined ? "" : `${mark} ${text.replace(/\s+/g, " ")}\n`;
}
