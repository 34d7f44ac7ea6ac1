import assert from "node:assert/strict";
import { DeclarationFinder } from "../../../../common/declarations/declaration-finder.ts";
import { linesOf } from "../../../../common/text-lines.ts";
import { type CodeReading, knownCode } from "../../../../src/code/code-reading.ts";
import { placeBlock } from "../../../../src/code/placing/place-block.ts";
import { readFromPackages } from "../../common/declarations/grammar-files.ts";

describe("code that is read by its grammar", () => {
  const finder = new DeclarationFinder({ read: readFromPackages, budgetMs: 60_000, log: assert.fail });
  after(() => finder[Symbol.dispose]());

  async function read(file: string, block: string, languageId: string): Promise<CodeReading> {
    return knownCode([
      { lines: linesOf(file), find: await finder.forFiles(languageId) },
      { lines: linesOf(block), find: await finder.forParts(languageId) },
    ]);
  }

  const cases: {
    says: string;
    language: string;
    path: string;
    file: string;
    block: string;
    placed: string;
  }[] = [
    {
      says: "a function goes on behind text at the left edge",
      language: "typescript",
      path: "a.ts",
      file: "export function help(): string {\n  return `\nUsage:\n  run\n`;\n}\n\nexport function run(): void {\n  go();\n}\n",
      block: "export function help(): string {\n  return text;\n}",
      placed:
        "export function help(): string {\n  return text;\n}\n\nexport function run(): void {\n  go();\n}\n",
    },
    {
      says: "a method in an answer takes the place of that in the class",
      language: "typescript",
      path: "a.ts",
      file: "class Cart {\n  total<T>(\n    a: T,\n  ): number {\n    return sum(a);\n  }\n\n  size() {\n    return 0;\n  }\n}\n",
      block: "total<T>(\n  a: T,\n  b: T,\n): number {\n  return sum(a, b);\n}",
      placed:
        "class Cart {\n  total<T>(\n    a: T,\n    b: T,\n  ): number {\n    return sum(a, b);\n  }\n\n  size() {\n    return 0;\n  }\n}\n",
    },
    {
      says: "text of a docstring declares nothing",
      language: "python",
      path: "a.py",
      file: 'def greet(name):\n    """Says hello:\n\ndef run(): in a docstring\n"""\n    print(name)\n\ndef run():\n    greet("a")\n',
      block: 'def run():\n    greet("b")',
      placed:
        'def greet(name):\n    """Says hello:\n\ndef run(): in a docstring\n"""\n    print(name)\n\ndef run():\n    greet("b")\n',
    },
    {
      says: "what is implemented for a type isn't the type",
      language: "rust",
      path: "a.rs",
      file: "struct Cart {\n    total: u8,\n}\n\nimpl Cart {\n    fn total(&self) -> u8 {\n        self.total\n    }\n}\n",
      block: "impl Cart {\n    fn total(&self) -> u8 {\n        self.total + 1\n    }\n}",
      placed:
        "struct Cart {\n    total: u8,\n}\n\nimpl Cart {\n    fn total(&self) -> u8 {\n        self.total + 1\n    }\n}\n",
    },
  ];
  for (const { says, language, path, file, block, placed } of cases)
    it(says, async () =>
      assert.deepEqual(placeBlock(file, block, path, await read(file, block, language)), {
        kind: "certain",
        text: placed,
      }),
    );

  it("is read by the shape of lines where it is other code", async () => {
    const { declaredBy, endOf } = await read("const a = 1;\n", "", "typescript");
    assert.deepEqual(declaredBy("function other() {"), {
      name: "other",
      kind: "function",
      isVariable: false,
    });
    assert.equal(endOf(["function other() {", "  a();", "}", "b();"], 0), 3);
  });
});
