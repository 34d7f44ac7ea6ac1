import assert from "node:assert/strict";
import { DeclarationFinder } from "../../../../../common/declarations/declaration-finder.ts";
import { languageOfPath } from "../../../../../common/languages/languages.ts";
import { linesOf } from "../../../../../common/text-lines.ts";
import { BY_SHAPE, type CodeReading, knownCode } from "../../../../../src/code/code-reading.ts";
import { placeBlock } from "../../../../../src/code/placing/place-block.ts";
import { readFromPackages } from "../../../common/declarations/grammar-files.ts";

interface Case {
  says: string;
  path: string;
  file: string;
  block: string;
  /** The file afterwards, as the file with these replacements; `undefined`: it isn't certain. */
  replaced: readonly (readonly [old: string, by: string])[] | undefined;
}

const SHOP = `export class Cart {
  private readonly items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  remove(item: Item): void {
    this.items.splice(this.items.indexOf(item), 1);
  }

  total(): number {
    return this.items.reduce((sum, { price }) => sum + price, 0);
  }
}
`;
const LAST_OF_SHOP = "    return this.items.reduce((sum, { price }) => sum + price, 0);\n  }\n";
const IS_EMPTY = "\n  isEmpty(): boolean {\n    return this.items.length === 0;\n  }\n";

const SHOP_PY = `class Cart:
    items = []

    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(item.price for item in self.items)
`;
const LAST_OF_SHOP_PY = "        return sum(item.price for item in self.items)\n";

const SHOP_JAVA = `package shop;

import java.util.List;

public class Cart {
    private final List<Item> items = new ArrayList<>();
    private int count;

    public void add(Item item) {
        items.add(item);
    }

    public int total() {
        return items.size();
    }
}
`;

const SHOP_CS = `namespace Shop
{
    public class Cart
    {
        private readonly List<Item> _items = new();

        public int Count { get; set; }

        public void Add(Item item)
        {
            _items.Add(item);
        }
    }
}
`;

const SHOP_GO = `package shop

import "fmt"

type Cart struct {
	Items []Item
	Owner string
}

func (c *Cart) Add(item Item) {
	c.Items = append(c.Items, item)
}

func (o *Order) Add(item Item) {
	fmt.Println(item)
}
`;

const SHOP_RS = `use std::fmt;

pub struct Cart {
    items: Vec<Item>,
}

impl Cart {
    pub fn add(&mut self, item: Item) {
        self.items.push(item);
    }
}
`;

const SHOP_RB = `class Cart
  attr_reader :items

  def initialize
    @items = []
  end

  def add(item)
    @items << item
  end
end
`;

const SHOP_PHP = `<?php

namespace Shop;

class Cart
{
    private array $items = [];

    public function add(Item $item): void
    {
        $this->items[] = $item;
    }
}
`;

const TESTS = `describe("f", () => {
  it("adds two numbers", () => {
    expect(f(1, 2)).toBe(3);
  });

  it("throws without arguments", () => {
    expect(() => f()).toThrow();
  });
});
`;

const LOAD = `export async function load(id) {
  const response = await get(id);
  const data = await response.json();
  return data;
}
`;

const USER_TS = "export interface User {\n  id: string;\n  name: string;\n  email: string;\n}\n";
const USER_GO = "package a\n\ntype User struct {\n\tID    string\n\tName  string\n\tEmail string\n}\n";
const CONFIG = `export const config = {
  port: 8080,
  paths: {
    root: "/",
  },
  log() {
    write(this.port);
  }
};
`;

const SERVER = `import express from "express";

const app = express();
app.use(express.json());

app.get("/users", (req, res) => {
  res.json(users);
});

app.listen(3000);
`;

const cases: Case[] = [
  // A class with a field that the file has, and a new method.
  {
    says: "TypeScript: a method beside the field, after a blank line",
    path: "shop.ts",
    file: SHOP,
    block: `export class Cart {\n  private readonly items: Item[] = [];\n${IS_EMPTY}}\n`,
    replaced: [[LAST_OF_SHOP, LAST_OF_SHOP + IS_EMPTY]],
  },
  {
    says: "TypeScript: a method beside the field, without a blank line",
    path: "shop.ts",
    file: SHOP,
    block: `export class Cart {\n  private readonly items: Item[] = [];${IS_EMPTY}}\n`,
    replaced: [[LAST_OF_SHOP, LAST_OF_SHOP + IS_EMPTY]],
  },
  {
    says: "TypeScript: a method beside the field with other modifiers",
    path: "shop.ts",
    file: SHOP,
    block: `export class Cart {\n  private items: Item[] = [];\n${IS_EMPTY}}\n`,
    replaced: [
      ["  private readonly items", "  private items"],
      [LAST_OF_SHOP, LAST_OF_SHOP + IS_EMPTY],
    ],
  },
  {
    says: "TypeScript: a method beside the field without modifiers",
    path: "shop.ts",
    file: SHOP,
    block: `export class Cart {\n  items: Item[] = [];\n${IS_EMPTY}}\n`,
    replaced: [
      ["  private readonly items", "  items"],
      [LAST_OF_SHOP, LAST_OF_SHOP + IS_EMPTY],
    ],
  },
  {
    says: "TypeScript: only the new method of the class",
    path: "shop.ts",
    file: SHOP,
    block: `export class Cart {${IS_EMPTY}}\n`,
    replaced: [[LAST_OF_SHOP, LAST_OF_SHOP + IS_EMPTY]],
  },
  {
    says: "TypeScript: behind a placeholder",
    path: "shop.ts",
    file: SHOP,
    block: `export class Cart {\n  // ... existing code ...\n${IS_EMPTY}}\n`,
    replaced: [[LAST_OF_SHOP, LAST_OF_SHOP + IS_EMPTY]],
  },
  {
    says: "TypeScript: a method that changes, and a new one behind it",
    path: "shop.ts",
    file: SHOP,
    block:
      `class Cart {\n  add(item: Item): void {\n    this.items.unshift(item);\n  }\n${IS_EMPTY}}\n`.replace(
        "class",
        "export class",
      ),
    replaced: [["    this.items.push(item);\n  }\n", `    this.items.unshift(item);\n  }\n${IS_EMPTY}`]],
  },
  {
    says: "Python: a method beside the field",
    path: "shop.py",
    file: SHOP_PY,
    block: "class Cart:\n    items = []\n\n    def is_empty(self):\n        return not self.items\n",
    replaced: [
      [LAST_OF_SHOP_PY, `${LAST_OF_SHOP_PY}\n    def is_empty(self):\n        return not self.items\n`],
    ],
  },
  {
    says: "Python: a field and a method, both new",
    path: "shop.py",
    file: SHOP_PY,
    block:
      "class Cart:\n    items = []\n    owner = None\n\n    def is_empty(self):\n        return not self.items\n",
    replaced: [
      ["    items = []\n\n    def __init__", "    items = []\n    owner = None\n\n    def __init__"],
      [LAST_OF_SHOP_PY, `${LAST_OF_SHOP_PY}\n    def is_empty(self):\n        return not self.items\n`],
    ],
  },
  {
    says: "Java: a method beside the field",
    path: "Cart.java",
    file: SHOP_JAVA,
    block:
      "public class Cart {\n    private final List<Item> items = new ArrayList<>();\n\n    public boolean isEmpty() {\n        return items.isEmpty();\n    }\n}\n",
    replaced: [
      [
        "        return items.size();\n    }\n",
        "        return items.size();\n    }\n\n    public boolean isEmpty() {\n        return items.isEmpty();\n    }\n",
      ],
    ],
  },
  {
    says: "Java: a method that stands alone goes into the class",
    path: "Cart.java",
    file: SHOP_JAVA,
    block: "public void setCount(int count) {\n    this.count = count;\n}\n",
    replaced: [
      [
        "        return items.size();\n    }\n",
        "        return items.size();\n    }\n\n    public void setCount(int count) {\n        this.count = count;\n    }\n",
      ],
    ],
  },
  {
    says: "C#: a method beside the field, and an import",
    path: "Cart.cs",
    file: SHOP_CS,
    block:
      "public class Cart\n{\n    private readonly List<Item> _items = new();\n\n    public bool IsEmpty()\n    {\n        return _items.Count == 0;\n    }\n}\n",
    replaced: [
      [
        "            _items.Add(item);\n        }\n",
        "            _items.Add(item);\n        }\n\n        public bool IsEmpty()\n        {\n            return _items.Count == 0;\n        }\n",
      ],
    ],
  },
  {
    says: "C#: a property that changes",
    path: "Cart.cs",
    file: SHOP_CS,
    block: "public int Count { get; private set; }\n",
    replaced: [["public int Count { get; set; }", "public int Count { get; private set; }"]],
  },
  {
    says: "Go: a field beside another one",
    path: "cart.go",
    file: SHOP_GO,
    block: "type Cart struct {\n\tItems []Item\n\tTotal int\n}\n",
    replaced: [["\tItems []Item\n", "\tItems []Item\n\tTotal int\n"]],
  },
  {
    says: "Go: the method of the type that is named",
    path: "cart.go",
    file: SHOP_GO,
    block: "func (o *Order) Add(item Item) {\n\to.Items = append(o.Items, item)\n}\n",
    replaced: [["\tfmt.Println(item)\n", "\to.Items = append(o.Items, item)\n"]],
  },
  {
    says: "Rust: a function of the type goes into what is implemented for it",
    path: "cart.rs",
    file: SHOP_RS,
    block: "pub fn len(&self) -> usize {\n    self.items.len()\n}\n",
    replaced: [
      [
        "        self.items.push(item);\n    }\n",
        "        self.items.push(item);\n    }\n\n    pub fn len(&self) -> usize {\n        self.items.len()\n    }\n",
      ],
    ],
  },
  {
    says: "Rust: a field of a struct, with its comma",
    path: "cart.rs",
    file: SHOP_RS,
    block: "pub struct Cart {\n    items: Vec<Item>,\n    owner: String,\n}\n",
    replaced: [["    items: Vec<Item>,\n", "    items: Vec<Item>,\n    owner: String,\n"]],
  },
  {
    says: "Ruby: a method beside the attributes",
    path: "cart.rb",
    file: SHOP_RB,
    block: "class Cart\n  attr_reader :items\n\n  def empty?\n    @items.empty?\n  end\nend\n",
    replaced: [
      [
        "    @items << item\n  end\n",
        "    @items << item\n  end\n\n  def empty?\n    @items.empty?\n  end\n",
      ],
    ],
  },
  {
    says: "PHP: a method beside the field",
    path: "Cart.php",
    file: SHOP_PHP,
    block:
      "class Cart\n{\n    private array $items = [];\n\n    public function isEmpty(): bool\n    {\n        return $this->items === [];\n    }\n}\n",
    replaced: [
      [
        "        $this->items[] = $item;\n    }\n",
        "        $this->items[] = $item;\n    }\n\n    public function isEmpty(): bool\n    {\n        return $this->items === [];\n    }\n",
      ],
    ],
  },
  {
    says: "CSS: a property of a rule",
    path: "a.css",
    file: ".a {\n  color: red;\n  margin: 0;\n}\n\n.b {\n  color: blue;\n}\n",
    block: ".a {\n  color: green;\n  padding: 0;\n}\n",
    replaced: [["  color: red;\n", "  color: green;\n  padding: 0;\n"]],
  },
  {
    says: "CSS: a rule in a media query",
    path: "a.css",
    file: ".a {\n  color: red;\n}\n\n@media (max-width: 9em) {\n  .a {\n    color: blue;\n  }\n}\n",
    block: "@media (max-width: 9em) {\n  .b {\n    color: green;\n  }\n}\n",
    replaced: [["    color: blue;\n  }\n", "    color: blue;\n  }\n\n  .b {\n    color: green;\n  }\n"]],
  },
  {
    says: "YAML: a key that is new and one that changes",
    path: "a.yaml",
    file: "name: shop\nserver:\n  port: 80\n  host: a\nlog: true\n",
    block: "server:\n  port: 8080\n  tls: true\n",
    replaced: [["  port: 80\n", "  port: 8080\n  tls: true\n"]],
  },
  {
    says: "Markdown: a section",
    path: "a.md",
    file: "# Shop\n\nIt sells.\n\n## Use\n\nRun it.\n\n```bash\n# not a heading\nnpm start\n```\n\n## Test\n\nTest it.\n",
    block: "## Use\n\nRun this:\n\n```bash\nnpm run serve\n```\n",
    replaced: [
      ["Run it.\n\n```bash\n# not a heading\nnpm start\n```", "Run this:\n\n```bash\nnpm run serve\n```"],
    ],
  },
  {
    says: "Markdown: a new section",
    path: "a.md",
    file: "# Shop\n\nIt sells.\n\n## Use\n\nRun it.\n",
    block: "## License\n\nMIT\n",
    replaced: [["Run it.\n", "Run it.\n\n## License\n\nMIT\n"]],
  },
  // Placeholders.
  ...[
    "// same as before",
    "// keep the existing code here",
    "// unchanged",
    "// omitted for brevity",
    "// [...]",
    "// ... existing code ...",
  ].map(
    (placeholder): Case => ({
      says: `statements stay behind the new one: ${placeholder}`,
      path: "a.js",
      file: LOAD,
      block: `export async function load(id) {\n  if (cache.has(id)) return cache.get(id);\n  ${placeholder}\n}\n`,
      replaced: [["  const response", "  if (cache.has(id)) return cache.get(id);\n  const response"]],
    }),
  ),
  ...["// and then as it was", "// …do the work", "// the old way"].map(
    (comment): Case => ({
      says: `a comment that may stand for code isn't put in its place: ${comment}`,
      path: "a.js",
      file: LOAD,
      block: `export async function load(id) {\n  if (cache.has(id)) return cache.get(id);\n  ${comment}\n}\n`,
      replaced: undefined,
    }),
  ),
  ...["// Loading...", "// Check the cache first…"].map(
    (comment): Case => ({
      says: `an ordinary comment that ends with dots is one: ${comment}`,
      path: "a.js",
      file: LOAD,
      block: `export async function load(id) {\n  ${comment}\n  const found = await cache.fetch(id);\n  return found ?? fallback(id);\n}\n`,
      replaced: [
        [
          "  const response = await get(id);\n  const data = await response.json();\n  return data;\n",
          `  ${comment}\n  const found = await cache.fetch(id);\n  return found ?? fallback(id);\n`,
        ],
      ],
    }),
  ),
  {
    says: "a last statement before the closing bracket",
    path: "a.ts",
    file: "export function save(id: string) {\n  write(id);\n  log(id);\n}\n",
    block: 'export function save(id: string) {\n  // ... existing code ...\n  report("saved");\n}\n',
    replaced: [["  log(id);\n", '  log(id);\n  report("saved");\n']],
  },
  {
    says: "no statement goes behind one that returns",
    path: "a.ts",
    file: LOAD,
    block: 'export async function load(id) {\n  // ... existing code ...\n  report("loaded");\n}\n',
    replaced: undefined,
  },
  {
    says: "a new field behind a placeholder, in Go",
    path: "a.go",
    file: USER_GO,
    block: "type User struct {\n\t// ... existing fields ...\n\tPhone string\n}\n",
    replaced: [["\tEmail string\n", "\tEmail string\n\tPhone string\n"]],
  },
  {
    says: "a new field behind a placeholder, in TypeScript",
    path: "a.ts",
    file: USER_TS,
    block: "export interface User {\n  // ...existing fields\n  phone?: string;\n}\n",
    replaced: [["  email: string;\n", "  email: string;\n  phone?: string;\n"]],
  },
  {
    says: "a field that changes behind a placeholder",
    path: "a.ts",
    file: USER_TS,
    block: "export interface User {\n  // ...\n  name?: string;\n  // ...\n}\n",
    replaced: [["  name: string", "  name?: string"]],
  },
  {
    says: "a placeholder in code that wraps the old one needs more than lines",
    path: "a.ts",
    file: LOAD,
    block:
      "export async function load(id) {\n  try {\n    // ... existing code ...\n  } catch {\n    return undefined;\n  }\n}\n",
    replaced: undefined,
  },
  {
    says: "a stub takes the place of no function",
    path: "a.py",
    file: SHOP_PY,
    block: "class Cart:\n    def add(self, item):\n        ...\n",
    replaced: undefined,
  },
  // Tests.
  {
    says: "a new test goes behind the others of its suite",
    path: "a.test.ts",
    file: TESTS,
    block: 'it("handles zero", () => {\n  expect(f(0, 0)).toBe(0);\n});\n',
    replaced: [
      [
        "    expect(() => f()).toThrow();\n  });\n",
        '    expect(() => f()).toThrow();\n  });\n\n  it("handles zero", () => {\n    expect(f(0, 0)).toBe(0);\n  });\n',
      ],
    ],
  },
  {
    says: "a test with the same title is changed",
    path: "a.test.ts",
    file: TESTS,
    block: 'it("adds two numbers", () => {\n  expect(f(2, 2)).toBe(4);\n});\n',
    replaced: [["expect(f(1, 2)).toBe(3)", "expect(f(2, 2)).toBe(4)"]],
  },
  {
    says: "a suite is shown with one of its tests",
    path: "a.test.ts",
    file: TESTS,
    block: 'describe("f", () => {\n  it("handles zero", () => {\n    expect(f(0, 0)).toBe(0);\n  });\n});\n',
    replaced: [
      [
        "    expect(() => f()).toThrow();\n  });\n",
        '    expect(() => f()).toThrow();\n  });\n\n  it("handles zero", () => {\n    expect(f(0, 0)).toBe(0);\n  });\n',
      ],
    ],
  },
  {
    says: "a test with no suite that is the one",
    path: "a.test.ts",
    file: `${TESTS}\n${TESTS.replace('"f"', '"g"')}`,
    block: 'it("handles zero", () => {\n  expect(f(0, 0)).toBe(0);\n});\n',
    replaced: undefined,
  },
  // Objects.
  {
    says: "an object: the last entry gets its comma",
    path: "a.ts",
    file: CONFIG,
    block: 'export const config = {\n  host: "a",\n};\n',
    replaced: [["  port: 8080,\n", '  port: 8080,\n  host: "a",\n']],
  },
  {
    says: "an object within an object",
    path: "a.ts",
    file: CONFIG,
    block: 'export const config = {\n  paths: {\n    home: "/home",\n  },\n};\n',
    replaced: [['    root: "/",\n', '    root: "/",\n    home: "/home",\n']],
  },
  {
    says: "an object: a new last entry behind one without a comma",
    path: "a.ts",
    file: CONFIG,
    block: "export const config = {\n  // ...\n  stop() {\n    end(this);\n  }\n};\n",
    replaced: [
      [
        "    write(this.port);\n  }\n",
        "    write(this.port);\n  },\n\n  stop() {\n    end(this);\n  }\n".replace(",\n\n", ",\n"),
      ],
    ],
  },
  {
    says: "an object: a comment behind the last entry, and what only looks like one",
    path: "a.ts",
    file: 'export const colors = {\n  red: "#f00",\n  home: "http://a // b" // here\n};\n',
    block: 'export const colors = {\n  // ...\n  blue: "#00f",\n};\n',
    replaced: [['"http://a // b" // here\n', '"http://a // b", // here\n  blue: "#00f"\n']],
  },
  {
    says: "an enum: a new constant",
    path: "a.ts",
    file: "enum Color {\n  Red,\n  Blue\n}\n",
    block: "enum Color {\n  // ...\n  Green\n}\n",
    replaced: [["  Blue\n", "  Blue,\n  Green\n"]],
  },
  {
    says: "an object doesn't give way to something else",
    path: "a.ts",
    file: CONFIG,
    block: "export const config = load();\n",
    replaced: undefined,
  },
  // A member alone.
  {
    says: "JavaScript: a method that stands alone goes into the only class",
    path: "a.js",
    file: "class Store {\n  constructor() {\n    this.data = {};\n  }\n}\n\nexport const store = new Store();\n",
    block: "  async load(url) {\n    const r = await fetch(url);\n    return r.json();\n  }\n",
    replaced: [
      [
        "    this.data = {};\n  }\n",
        "    this.data = {};\n  }\n\n  async load(url) {\n    const r = await fetch(url);\n    return r.json();\n  }\n",
      ],
    ],
  },
  {
    says: "JavaScript: a method that has the name of a function takes the place of the method",
    path: "a.js",
    file: "function load() {\n  return 1;\n}\n\nclass Store {\n  load() {\n    return load();\n  }\n}\n",
    block: "load() {\n  return load() + 1;\n}\n",
    replaced: [["    return load();", "    return load() + 1;"]],
  },
  {
    says: "JavaScript: what a function takes is no object of its own",
    path: "a.js",
    file: "export function load({\n  id,\n  name,\n}) {\n  check(id);\n  return get(id, name);\n}\n\nexport const find = ({\n  id,\n}) => {\n  check(id);\n  return id;\n};\n",
    block:
      "export function load({\n  id,\n}) {\n  return get(id);\n}\n\nexport const find = ({\n  id,\n}) => {\n  // ...\n  return id + 1;\n};\n",
    replaced: [
      ["  id,\n  name,\n}) {\n  check(id);\n  return get(id, name);", "  id,\n}) {\n  return get(id);"],
      ["  return id;", "  return id + 1;"],
    ],
  },
  {
    says: "JavaScript: with several classes it isn't certain where a method belongs",
    path: "a.js",
    file: "class Store {\n  get() {\n    return 1;\n  }\n}\n\nclass Shop {\n  get() {\n    return 2;\n  }\n}\n",
    block: "  async load(url) {\n    return fetch(url);\n  }\n",
    replaced: undefined,
  },
  {
    says: "Python: a method that stands alone goes into the only class",
    path: "a.py",
    file: `${SHOP_PY}\n\ndef main():\n    Cart()\n`,
    block: "def is_empty(self):\n    return not self.items\n",
    replaced: [
      [LAST_OF_SHOP_PY, `${LAST_OF_SHOP_PY}\n    def is_empty(self):\n        return not self.items\n`],
    ],
  },
  // Statements.
  {
    says: "a call goes behind the others of its kind",
    path: "app.js",
    file: SERVER,
    block: 'app.get("/orders", (req, res) => {\n  res.json(orders);\n});\n',
    replaced: [
      [
        "  res.json(users);\n});\n",
        '  res.json(users);\n});\n\napp.get("/orders", (req, res) => {\n  res.json(orders);\n});\n',
      ],
    ],
  },
  {
    says: "a statement goes between its neighbors",
    path: "app.js",
    file: SERVER,
    block: "const app = express();\napp.use(cors());\napp.use(express.json());\n",
    replaced: [["app.use(express.json());\n", "app.use(cors());\napp.use(express.json());\n"]],
  },
  {
    says: "a statement without neighbors has no place that is certain",
    path: "app.js",
    file: SERVER,
    block: "app.use(cors());\napp.use(express.json());\n",
    replaced: undefined,
  },
  {
    says: "statements that the block has fewer of may be meant to stay",
    path: "Dockerfile",
    file: "FROM node:18\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD run\n",
    block: "FROM node:20\nWORKDIR /app\nRUN npm ci\nCOPY . .\nCMD run\n",
    replaced: undefined,
  },
  {
    says: "a head alone says where something is",
    path: "a.ts",
    file: "function f() {\n    const x = 1;\n\n    if (x) {\n        return true;\n    }\n}\n",
    block: "    const x = 1;\n\n    // Check x\n    if (x) {\n",
    replaced: [["    if (x) {", "    // Check x\n    if (x) {"]],
  },
  {
    says: "markup within a function, with a placeholder",
    path: "a.js",
    file: "export function App() {\n  const [n, setN] = useState(0);\n  return (\n    <div>\n      <p>{n}</p>\n    </div>\n  );\n}\n",
    block:
      "export function App() {\n  const [n, setN] = useState(0);\n  useTitle(n);\n  return (\n    <div>\n      {/* ... */}\n    </div>\n  );\n}\n",
    replaced: [["  return (", "  useTitle(n);\n  return ("]],
  },
  {
    says: "HTML: an element that is shown whole",
    path: "a.html",
    file: '<html>\n<body>\n  <h1>Hi</h1>\n  <ul id="list">\n    <li>One</li>\n  </ul>\n</body>\n</html>\n',
    block: '<ul id="list">\n  <li>One</li>\n  <li>Two</li>\n</ul>\n',
    replaced: [["    <li>One</li>\n", "    <li>One</li>\n    <li>Two</li>\n"]],
  },
  {
    says: "YAML: a step between its neighbors",
    path: "a.yml",
    file: "jobs:\n  build:\n    steps:\n      - run: npm ci\n      - run: npm test\n",
    block: "      - run: npm ci\n      - run: npm run lint\n      - run: npm test\n",
    replaced: [["      - run: npm test\n", "      - run: npm run lint\n      - run: npm test\n"]],
  },
  {
    says: "XML: an element doesn't give way to one of its name",
    path: "pom.xml",
    file: "<project>\n  <dependencies>\n    <dependency>\n      <id>a</id>\n    </dependency>\n  </dependencies>\n</project>\n",
    block: "<dependencies>\n  <dependency>\n    <id>b</id>\n  </dependency>\n</dependencies>\n",
    replaced: undefined,
  },
  {
    says: "Elixir: a module is shown in part",
    path: "shop.ex",
    file: "defmodule Shop do\n  def add(a, b) do\n    a + b\n  end\nend\n",
    block: "defmodule Shop do\n  def sub(a, b) do\n    a - b\n  end\nend\n",
    replaced: [["    a + b\n  end\n", "    a + b\n  end\n\n  def sub(a, b) do\n    a - b\n  end\n"]],
  },
  {
    says: "SCSS: rules within a rule",
    path: "a.scss",
    file: ".card {\n  color: red;\n\n  &:hover {\n    color: blue;\n    margin: 0;\n  }\n}\n",
    block: ".card {\n  &:hover {\n    color: green;\n  }\n}\n",
    replaced: [["    color: blue;", "    color: green;"]],
  },
  {
    says: "JavaScript: what follows may need it",
    path: "a.js",
    file: "const a = () => 1;\n\nmodule.exports = { a };\n",
    block: "const b = () => {\n  return 2;\n};\n\nmodule.exports = { a, b };\n",
    replaced: [
      ["module.exports = { a };", "const b = () => {\n  return 2;\n};\n\nmodule.exports = { a, b };"],
    ],
  },
  {
    says: "JavaScript: private members are no comments",
    path: "a.js",
    file: "class P {\n  static #count = 0;\n  #name;\n\n  get name() {\n    return this.#name;\n  }\n\n  set name(value) {\n    this.#name = value;\n  }\n}\n",
    block:
      "class P {\n  static #count = 0;\n  #name;\n  #age = 0;\n\n  get name() {\n    return this.#name.trim();\n  }\n}\n",
    replaced: [
      ["  #name;\n\n", "  #name;\n  #age = 0;\n\n"],
      ["return this.#name;", "return this.#name.trim();"],
    ],
  },
  {
    says: "JavaScript: the object that a module is",
    path: "a.js",
    file: 'export default {\n  name: "app",\n  methods: {\n    add() {\n      this.n++;\n    },\n  },\n};\n',
    block: "export default {\n  methods: {\n    remove() {\n      this.n--;\n    },\n  },\n};\n",
    replaced: [
      ["      this.n++;\n    },\n", "      this.n++;\n    },\n\n    remove() {\n      this.n--;\n    },\n"],
    ],
  },
  {
    says: "Python: as many blank lines as between the others",
    path: "a.py",
    file: "import a\n\n\ndef f():\n    a()\n\n\ndef g():\n    a()\n",
    block: "def h():\n    a()\n",
    replaced: [["def g():\n    a()\n", "def g():\n    a()\n\n\ndef h():\n    a()\n"]],
  },
  // Decorators and attributes.
  {
    says: "TypeScript: fields with decorators, and a decorator over several lines that stays",
    path: "a.ts",
    file: '@Component({\n  selector: "app",\n})\nexport class App {\n  @Input() name = "";\n\n  init() {\n    this.load();\n  }\n}\n',
    block:
      'export class App {\n  @Input() name = "";\n  @Output() changed = new EventEmitter();\n\n  rename() {\n    this.changed.emit();\n  }\n}\n',
    replaced: [
      ['  @Input() name = "";\n', '  @Input() name = "";\n  @Output() changed = new EventEmitter();\n'],
      ["    this.load();\n  }\n", "    this.load();\n  }\n\n  rename() {\n    this.changed.emit();\n  }\n"],
    ],
  },
  {
    says: "Python: a decorator that changes, and one that stays",
    path: "a.py",
    file: '@login\n@app.route("/a")\ndef a():\n    return 1\n',
    block: '@app.route("/b")\ndef a():\n    return 2\n',
    replaced: [['@app.route("/a")\ndef a():\n    return 1', '@app.route("/b")\ndef a():\n    return 2']],
  },
  {
    says: "C#: a test with its attribute",
    path: "CartTests.cs",
    file: "public class CartTests\n{\n    [Fact]\n    public void Adds()\n    {\n        Assert.True(true);\n    }\n}\n",
    block: "[Fact]\npublic void Removes()\n{\n    Assert.False(false);\n}\n",
    replaced: [
      [
        "        Assert.True(true);\n    }\n",
        "        Assert.True(true);\n    }\n\n    [Fact]\n    public void Removes()\n    {\n        Assert.False(false);\n    }\n",
      ],
    ],
  },
  {
    says: "C++: a member among others, with labels further out",
    path: "a.cpp",
    file: "class Cart {\npublic:\n  void add(Item item);\n  int total() const;\n\nprivate:\n  int count_;\n};\n",
    block: "class Cart {\npublic:\n  void add(Item item);\n  bool empty() const;\n};\n",
    replaced: [["  void add(Item item);\n", "  void add(Item item);\n  bool empty() const;\n"]],
  },
  {
    says: "a list of which the block shows other entries",
    path: "a.ts",
    file: 'export const routes = [\n  { path: "/", component: Home },\n  { path: "/a", component: A },\n];\n',
    block: 'export const routes = [\n  { path: "/b", component: B },\n];\n',
    replaced: undefined,
  },
  {
    says: "marks of a patch are no code",
    path: "a.js",
    file: SERVER,
    block: "const app = express();\n<<<<<<< SEARCH\napp.use(express.json());\n",
    replaced: undefined,
  },
  {
    says: "a name that is there twice isn't certain",
    path: "a.py",
    file: "def f():\n    a()\n\ndef f():\n    b()\n",
    block: "def f():\n    c()\n",
    replaced: undefined,
  },
];

describe("a code block that is applied to a file, read by its grammar and by the shape of its lines", () => {
  const finder = new DeclarationFinder({ read: readFromPackages, budgetMs: 60_000, log: assert.fail });
  after(() => finder[Symbol.dispose]());

  async function byGrammar(file: string, block: string, path: string): Promise<CodeReading> {
    const language = languageOfPath(path);
    return knownCode([
      { lines: linesOf(file), find: await finder.forFiles(language) },
      { lines: linesOf(block), find: await finder.forParts(language) },
    ]);
  }

  for (const { says, path, file, block, replaced } of cases)
    it(says, async () => {
      const isCode = /\.(?:ts|js|py|java|cs|go|rs|rb|php|css|cpp|scss)$/.test(path);
      for (const reading of [BY_SHAPE, ...(isCode ? [await byGrammar(file, block, path)] : [])]) {
        const placed = placeBlock(file, block, path, reading);
        if (replaced === undefined) {
          assert.notEqual(placed.kind, "certain");
          continue;
        }
        let expected = file;
        for (const [old, by] of replaced) {
          assert.ok(expected.includes(old), `the file has no ${old}`);
          expected = expected.replace(old, () => by);
        }
        assert.deepEqual(
          placed,
          { kind: "certain", text: expected },
          reading === BY_SHAPE ? "by shape" : "by grammar",
        );
      }
    });
});
