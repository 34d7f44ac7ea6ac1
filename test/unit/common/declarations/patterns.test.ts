import assert from "node:assert/strict";
import { declaredOn, patternDeclarations } from "../../../../common/declarations/patterns.ts";
import { languageOfPath } from "../../../../common/languages/languages.ts";

describe("declarations, by the shape of lines", () => {
  const found = (path: string, text: string) =>
    patternDeclarations(text.split("\n"), languageOfPath(path)).map(
      ({ name, kind, start, end }) => `${kind} ${name} ${start}-${end}`,
    );

  it("are found in TypeScript, with their extent", () => {
    const text =
      "import a from 'a';\nexport class Cart<T> {\n  add(item: T): void {\n    if (a) {\n    }\n  }\n}\nconst x = 1;\nexport async function run() {\n}\n";
    assert.deepEqual(found("a.ts", text), [
      "class Cart 1-7",
      "method add 2-6",
      "const x 7-8",
      "function run 8-10",
    ]);
  });

  it("are found in other languages", () => {
    const cases: [string, string, string][] = [
      ["a.py", "class A:\n    async def run(self):\n        pass\n", "class A 0-3,def run 1-3"],
      [
        "a.go",
        "func (c *Cart) Total() int {\n\treturn 0\n}\ntype Cart struct {\n}",
        "func Total 0-3,type Cart 3-5",
      ],
      ["a.rs", "impl<T> Cart<T> {\n    pub async fn total(&self) {}\n}", "impl Cart<T> 0-3,fn total 1-2"],
      [
        "A.java",
        "public class A {\n  private static int total(List<Item> items) {\n  }\n}",
        "class A 0-4,function total 1-3",
      ],
      [
        "a.c",
        "#define MAX 3\nstatic int *total(struct cart *c)\n{\n  return sum(c);\n}",
        "define MAX 0-1,function total 1-5",
      ],
      ["a.kt", "data class Cart(val a: Int)\nfun total(): Int {\n}", "class Cart 0-1,fun total 1-3"],
      [
        "a.kt",
        "enum class Kind {\n}\n@Test fun <T> sum(list: List<T>): T {\n}\nsuspend fun go() = 1",
        "enum class Kind 0-2,fun sum 2-4,fun go 4-5",
      ],
      [
        "a.swift",
        "extension Cart {\n  static func make() -> Cart {\n  }\n}",
        "extension Cart 0-4,func make 1-3",
      ],
      [
        "a.scala",
        "case class Cart(a: Int)\nobject Main {\n  def run() = 1\n}",
        "class Cart 0-1,object Main 1-4,def run 2-3",
      ],
      [
        "a.dart",
        "mixin Loud {\n}\nFuture<void> load(String a) async {\n}",
        "mixin Loud 0-2,function load 2-4",
      ],
      ["a.rb", "module Shop\n  def total?\n  end\nend", "module Shop 0-4,def total? 1-3"],
      ["a.ex", "defmodule Shop do\n  defp total(a) do\n  end\nend", "defmodule Shop 0-4,defp total 1-3"],
      ["a.sh", "build() {\n  make\n}", "function build 0-3"],
      ["a.ps1", "Function Get-Thing {\n}", "Function Get-Thing 0-2"],
      ["a.sql", "CREATE TABLE IF NOT EXISTS carts (\n  id int\n);", "TABLE carts 0-3"],
      ["a.proto", "message Cart {\n  string id = 1;\n}", "message Cart 0-3"],
      ["a.scss", ".cart {\n  &:hover {\n  }\n}", "rule .cart 0-4"],
      ["a.md", "# Title\ntext\n## Part two\n", "heading Title 0-1,heading Part two 2-3"],
      ["a.txt", "class A {\n}", ""],
    ];
    for (const [path, text, expected] of cases) assert.equal(found(path, text).join(","), expected, path);
  });

  it("aren't calls and conditions", () => {
    const text =
      "  if (a) {\n  }\n  for (const a of b) {\n  }\n  return run(a);\n  await run({\n  });\n  foo(a);\n";
    assert.deepEqual(found("a.ts", text), []);
    assert.deepEqual(found("a.c", "  return total(c);\n  else if (x) {\n  total(c);\n"), []);
    assert.deepEqual(found("a.py", "print(\n  1,\n)\n"), []);
    assert.deepEqual(found("a.kt", "  Column(modifier) {\n  }\n"), []);
  });

  it("are told from variables, which only count on the outermost level", () => {
    const local = (line: string) =>
      patternDeclarations([line]).map(({ name, isVariable, isLocal }) => ({ name, isVariable, isLocal }));
    assert.deepEqual(local("const a = 1;"), [{ name: "a", isVariable: true, isLocal: false }]);
    assert.deepEqual(local("  let mut a = 1;"), [{ name: "a", isVariable: true, isLocal: true }]);
    assert.deepEqual(local("const a = async () => {"), [{ name: "a", isVariable: false, isLocal: false }]);
  });

  it("of code in an unknown language have any of the usual shapes", () => {
    const names = [
      "export function one() {",
      "def two():",
      "func (s *Shop) three() int {",
      "pub(crate) fn four<T>(x: T) -> T {",
      "  five(item: Item): void {",
      "static int *six(struct cart *c)",
      '"seven": {',
      ".eight {",
    ].map((line) => declaredOn(line)?.name);
    assert.deepEqual(names, ["one", "two", "three", "four", "five", "six", "seven", ".eight"]);
    assert.equal(declaredOn(`function ${"x".repeat(500)}() {`), undefined);
  });
});
