import assert from "node:assert/strict";
import fc from "fast-check";
import { placeBlock as place } from "../../../../../src/code/placing/place-block.ts";

/** The text where that is certain. */
function placeBlock(file: string, block: string, path?: string): string | undefined {
  const placed = place(file, block, path);
  return placed.kind === "certain" ? placed.text : undefined;
}

const CART = `import { Item } from "./item.ts";

/** What is to be bought. */
export class Cart {
  readonly #items: Item[] = [];

  add(item: Item): void {
    this.#items.push(item);
  }

  total(): number {
    let sum = 0;
    for (const item of this.#items) {
      sum += item.price;
    }
    return sum;
  }
}

export function emptyCart(): Cart {
  return new Cart();
}
`;

const PYTHON = `import os

def greet(name):
    """Says hello."""
    print("hello " + name)

class Shop:
    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

if __name__ == "__main__":
    greet("you")
`;

interface Case {
  says: string;
  file: string;
  block: string;
  /** What stands where in the file afterwards: the file with these replacements. */
  replaced: readonly (readonly [old: string, by: string])[];
}

const cases: Case[] = [
  {
    says: "replaces a function that it declares again",
    file: CART,
    block: "export function emptyCart(): Cart {\n  const cart = new Cart();\n  return cart;\n}",
    replaced: [["  return new Cart();\n", "  const cart = new Cart();\n  return cart;\n"]],
  },
  {
    says: "replaces a method, and indents it as the class is",
    file: CART,
    block: "total(): number {\n  return this.#items.reduce((sum, item) => sum + item.price, 0);\n}",
    replaced: [
      [
        "    let sum = 0;\n    for (const item of this.#items) {\n      sum += item.price;\n    }\n    return sum;\n",
        "    return this.#items.reduce((sum, item) => sum + item.price, 0);\n",
      ],
    ],
  },
  {
    says: "replaces a method whose parameters changed",
    file: CART,
    block:
      "  add(item: Item, count = 1): void {\n    for (let i = 0; i < count; i++) this.#items.push(item);\n  }",
    replaced: [
      [
        "  add(item: Item): void {\n    this.#items.push(item);",
        "  add(item: Item, count = 1): void {\n    for (let i = 0; i < count; i++) this.#items.push(item);",
      ],
    ],
  },
  {
    says: "keeps what is left out of a class, and adds what is new at its end",
    file: CART,
    block:
      "export class Cart {\n  // ... existing code ...\n\n  clear(): void {\n    this.#items.length = 0;\n  }\n}",
    replaced: [
      [
        "    return sum;\n  }\n",
        "    return sum;\n  }\n\n  clear(): void {\n    this.#items.length = 0;\n  }\n",
      ],
    ],
  },
  {
    says: "keeps what is left out of a class around a changed method",
    file: CART,
    block:
      "export class Cart {\n  // ... existing code ...\n\n  add(item: Item): void {\n    if (item.price > 0) this.#items.push(item);\n  }\n\n  // ... rest of the class ...\n}",
    replaced: [["    this.#items.push(item);", "    if (item.price > 0) this.#items.push(item);"]],
  },
  {
    says: "keeps what is left out of a function",
    file: CART,
    block: "  total(): number {\n    // ...\n    return Math.round(sum);\n  }",
    replaced: [["    return sum;", "    return Math.round(sum);"]],
  },
  {
    says: "keeps what is left out before and after a function",
    file: CART,
    block:
      "// ... existing code ...\n\nexport function emptyCart(): Cart {\n  console.log();\n  return new Cart();\n}\n\n// ... existing code ...",
    replaced: [["  return new Cart();", "  console.log();\n  return new Cart();"]],
  },
  {
    says: "keeps the members that it doesn't show, even when nothing says that they are left out",
    file: CART.replace(
      "  total",
      "  first(): Item | undefined {\n    return this.#items[0];\n  }\n\n  total",
    ),
    block: "export class Cart {\n  add(item: Item): void {\n    this.#items.unshift(item);\n  }\n}",
    replaced: [["this.#items.push(item)", "this.#items.unshift(item)"]],
  },
  {
    says: "adds a function that is new at the end",
    file: CART,
    block: "export function fullCart(items: Item[]): Cart {\n  return items.reduce(add, new Cart());\n}",
    replaced: [
      [
        "  return new Cart();\n}\n",
        "  return new Cart();\n}\n\nexport function fullCart(items: Item[]): Cart {\n  return items.reduce(add, new Cart());\n}\n",
      ],
    ],
  },
  {
    says: "adds a method that is new after the one that it stands behind in the block",
    file: CART,
    block:
      "add(item: Item): void {\n  this.#items.push(item);\n}\n\nremove(item: Item): void {\n  this.#items.splice(this.#items.indexOf(item), 1);\n}",
    replaced: [
      [
        "    this.#items.push(item);\n  }\n",
        "    this.#items.push(item);\n  }\n\n  remove(item: Item): void {\n    this.#items.splice(this.#items.indexOf(item), 1);\n  }\n",
      ],
    ],
  },
  {
    says: "adds an import that is missing, and none that is there",
    file: CART,
    block:
      'import { Item } from "./item.ts";\nimport { log } from "./log.ts";\n\nexport function emptyCart(): Cart {\n  log();\n  return new Cart();\n}',
    replaced: [
      ['"./item.ts";\n', '"./item.ts";\nimport { log } from "./log.ts";\n'],
      ["  return new Cart();", "  log();\n  return new Cart();"],
    ],
  },
  {
    says: "extends an import that brings more names",
    file: CART,
    block: 'import { Item, Price } from "./item.ts";',
    replaced: [["import { Item }", "import { Item, Price }"]],
  },
  {
    says: "replaces lines in the middle of a function that it repeats in part",
    file: CART,
    block:
      "let sum = 0;\nfor (const item of this.#items) {\n  sum += item.price * item.count;\n}\nreturn sum;",
    replaced: [["sum += item.price;", "sum += item.price * item.count;"]],
  },
  {
    says: "replaces a documented function with its documentation",
    file: CART,
    block: "/** All that is to be bought. */\nexport class Cart {\n  // ... existing code ...\n}",
    replaced: [["/** What is to be bought. */", "/** All that is to be bought. */"]],
  },
  {
    says: "works in Python: a function with other indentation",
    file: PYTHON,
    block: 'def greet(name):\n  """Says hello."""\n  if name:\n    print(f"hello {name}")',
    replaced: [['    print("hello " + name)', '    if name:\n        print(f"hello {name}")']],
  },
  {
    says: "works in Python: code that is left out",
    file: PYTHON,
    block: "class Shop:\n    # ... existing code ...\n\n    def clear(self):\n        self.items = []\n",
    replaced: [
      [
        "        self.items.append(item)\n",
        "        self.items.append(item)\n\n    def clear(self):\n        self.items = []\n",
      ],
    ],
  },
  {
    says: "works in Python: something new goes before what runs the script",
    file: PYTHON,
    block: 'def part(name):\n    print("bye " + name)',
    replaced: [["if __name__", 'def part(name):\n    print("bye " + name)\n\nif __name__']],
  },
  {
    says: "works in Go: a method of a type",
    file: "package main\n\nfunc (c *Cart) Total() int {\n\treturn 0\n}\n\nfunc main() {\n\trun()\n}\n",
    block: "func (c *Cart) Total() int {\n    sum := 0\n    return sum\n}",
    replaced: [["\treturn 0\n", "\tsum := 0\n\treturn sum\n"]],
  },
  {
    says: "works in CSS",
    file: ".a {\n  color: red;\n}\n\n.b {\n  color: blue;\n}\n",
    block: ".b {\n  color: green;\n  margin: 0;\n}",
    replaced: [["  color: blue;", "  color: green;\n  margin: 0;"]],
  },
  {
    says: "works in JSON",
    file: '{\n  "name": "a",\n  "scripts": {\n    "build": "tsc"\n  },\n  "private": true\n}\n',
    block: '"scripts": {\n  "build": "tsc",\n  "test": "mocha"\n},',
    replaced: [['"build": "tsc"', '"build": "tsc",\n    "test": "mocha"']],
  },
];

describe("a code block that is applied to a file", () => {
  for (const { says, file, block, replaced } of cases)
    it(says, () => {
      let expected = file;
      for (const [old, by] of replaced) {
        assert.ok(expected.includes(old), `the file has no ${old}`);
        expected = expected.replace(old, () => by);
      }
      assert.notEqual(expected, file);
      assert.equal(placeBlock(file, block), expected);
      // The same in a file with other line breaks, and in one without a final one.
      assert.equal(
        placeBlock(file.replaceAll("\n", "\r\n"), block),
        expected.replaceAll("\n", "\r\n"),
        "with CRLF",
      );
      assert.equal(placeBlock(file.trimEnd(), block), expected.trimEnd(), "without a final line break");
    });

  it("is the whole file where it holds all that the file declares", () => {
    const whole = CART.replace("let sum", "let all").replaceAll("sum", "all");
    assert.equal(placeBlock(CART, whole), whole);
    const renamed = CART.replaceAll(/\bCart\b/g, "Basket");
    // What it lacks may be meant to go.
    assert.deepEqual(place(CART, renamed.trimEnd()), { kind: "uncertain", text: renamed });
  });

  it("is the whole file where that is empty", () => {
    assert.equal(placeBlock("", "a = 1"), "a = 1\n");
    assert.equal(placeBlock("\n", "a = 1"), "a = 1\n");
  });

  it("loses a first line that only names the file", () => {
    const block = "// src/cart.ts\nexport function emptyCart(): Cart {\n  return null;\n}";
    assert.equal(
      placeBlock(CART, block, "/w/src/cart.ts"),
      CART.replace("return new Cart();", "return null;"),
    );
  });

  it("takes the tabs of the file", () => {
    const file = CART.replaceAll("  ", "\t");
    const block = "export function emptyCart(): Cart {\n    if (a) {\n        b();\n    }\n}";
    assert.equal(placeBlock(file, block), file.replace("\treturn new Cart();", "\tif (a) {\n\t\tb();\n\t}"));
  });

  it("has no place where nothing of it is known", () => {
    assert.equal(placeBlock(CART, "console.log(1);\nprocess.exit();"), undefined);
    assert.equal(placeBlock(CART, ""), undefined);
    assert.equal(placeBlock(CART, "const x = 1;"), undefined);
  });

  it("changes nothing where the file has it already", () => {
    for (const file of [CART, PYTHON]) {
      assert.equal(placeBlock(file, file), file);
      const start = file.indexOf(file === CART ? "  total" : "    def add");
      const method = file.slice(
        start,
        file.indexOf("\n\n", start) < 0 ? undefined : file.indexOf("\n\n", start),
      );
      assert.equal(placeBlock(file, method.replace(/\n}\s*$/, "")), file);
    }
  });

  it("keeps every line around a function that it replaces, in files of many functions", () => {
    const name = fc.constantFrom("alpha", "beta", "gamma", "delta", "epsilon");
    const body = fc.array(fc.constantFrom("step();", "if (a) {\n    b();\n  }", "// note", "return 1;"), {
      minLength: 1,
      maxLength: 4,
    });
    const write = (each: string, lines: string[]) => `function ${each}(a) {\n  ${lines.join("\n  ")}\n}\n`;
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2 }),
        fc.infiniteStream(body),
        body,
        (names, bodies, changed) => {
          const parts = names.map((each) => write(each, bodies.next().value ?? ["step();"]));
          const index = names.length - 2;
          const block = write(names[index] ?? "", [...changed, "end();"]);
          assert.equal(placeBlock(parts.join("\n"), block), parts.with(index, block).join("\n"));
        },
      ),
    );
  });

  it("takes no minutes in a large file", () => {
    const file = Array.from({ length: 20_000 }, (_, at) => `const value${at} = compute(${at}, "x");`).join(
      "\n",
    );
    const start = performance.now();
    placeBlock(file, Array.from({ length: 300 }, (_, at) => `say(value${at * 3});`).join("\n"));
    assert.ok(performance.now() - start < 20_000);
  });
});
