import assert from "node:assert/strict";
import { declarationsIn } from "../../../../../language-server/context/index/declarations.ts";

describe("declarations", () => {
  const found = (path: string, text: string) =>
    declarationsIn(text.split("\n"), path).map(
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
      ["a.rb", "module Shop\n  def total?\n  end\nend", "module Shop 0-4,def total? 1-3"],
      ["a.sh", "build() {\n  make\n}", "function build 0-3"],
      ["a.sql", "CREATE TABLE IF NOT EXISTS carts (\n  id int\n);", "TABLE carts 0-3"],
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
  });
});
