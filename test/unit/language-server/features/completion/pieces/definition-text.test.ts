import assert from "node:assert/strict";
import { definitionText } from "../../../../../../language-server/features/completion/pieces/definition-text.ts";

interface Case {
  what: string;
  code: string;
  /** The definition begins with the line that has this. */
  from: string;
  shown: string;
}

const BODY = "    work();\n".repeat(10);

const CASES: Case[] = [
  {
    what: "a short one whole",
    code: "const a = 1;\nexport const names = [\n  'a',\n];\nconst b = 2;\n",
    from: "names",
    shown: "export const names = [\n  'a',\n];",
  },
  {
    what: "a function by its head",
    code: `export async function load(\n  path: string,\n): Promise<string> {\n${BODY}}\n`,
    from: "load",
    shown: "export async function load(\n  path: string,\n): Promise<string> {",
  },
  {
    what: "a class by the heads of its members",
    code:
      "export class Cart extends Base {\n  items: Item[] = [];\n\n  /** Adds it. */\n" +
      `  add(item: Item): void {\n${BODY}  }\n\n  clear() {\n${BODY}  }\n}\nconst cart = 1;\n`,
    from: "Cart",
    shown:
      "export class Cart extends Base {\n  items: Item[] = [];\n  add(item: Item): void {\n  clear() {\n}",
  },
  {
    what: "a member with the class that it is one of",
    code: `class Cart {\n  items = [];\n\n  add(item) {\n${BODY}  }\n}\n`,
    from: "add",
    shown: "class Cart {\n  add(item) {",
  },
  {
    what: "a class of Python",
    code: `class Cart(Base):\n    size: int = 0\n\n    def add(self, item):\n    ${BODY.replaceAll("\n", "\n    ").trimEnd()}\n\nx = 1\n`,
    from: "Cart",
    shown: "class Cart(Base):\n    size: int = 0\n    def add(self, item):",
  },
  {
    what: "a function of Python",
    code: `def add(cart, item, *, count=1) -> None:\n${BODY}\n`,
    from: "add",
    shown: "def add(cart, item, *, count=1) -> None:",
  },
  {
    what: "a struct of Rust",
    code: "pub struct Cart {\n    pub items: Vec<Item>,\n    /// Cents.\n    pub total: u64,\n    a: u8,\n    b: u8,\n    c: u8,\n}\n",
    from: "Cart",
    shown:
      "pub struct Cart {\n    pub items: Vec<Item>,\n    pub total: u64,\n    a: u8,\n    b: u8,\n    c: u8,\n}",
  },
];

describe("a definition is shown as", () => {
  for (const { what, code, from, shown } of CASES)
    it(what, () => {
      const lines = code.split("\n");
      assert.equal(
        definitionText(
          lines,
          lines.findIndex((line) => line.includes(from)),
        ),
        shown,
      );
    });

  it("nothing where its line is gone", () => {
    assert.equal(definitionText(["a", ""], 1), undefined);
    assert.equal(definitionText(["a"], 7), undefined);
  });

  it("not more than a few hundred characters", () => {
    const members = Array.from({ length: 500 }, (_, index) => `  member${index}: ${"x".repeat(index * 10)};`);
    const text = definitionText(["interface Big {", ...members, "}"], 0, 502) ?? "";
    assert.ok(text.startsWith("interface Big {\n  member0") && text.length <= 600);
  });
});
