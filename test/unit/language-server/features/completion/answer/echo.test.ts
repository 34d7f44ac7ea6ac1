import assert from "node:assert/strict";
import { withoutEcho } from "../../../../../../language-server/features/completion/answer/echo.ts";
import { around } from "../typing.ts";

type Row = [name: string, at: string, answer: string, expected: string, languageId?: string];

const AGAIN: Row[] = [
  ["a line with its indent", "  view.|", "  view.show();", "show();"],
  ["a line without it", "  const size = |", "const size = 4;", " 4;"],
  ["a line that ends within a word", "  retu|", "return size;", "rn size;"],
  ["a word", "if |", "if size > 4:", " size > 4:", "python"],
  ["a name and a value that is begun", '  "kind": "|', '"kind": "small",', 'small",', "json"],
  ["a call, whose end the editor has written", "  console.log(|", "console.log(size);", "size);"],
  ["the mark of a comment", "// |", "// The size.", " The size."],
  ["the marks of a docstring", '  """|', '"""Loads it."""', 'Loads it."""', "python"],
  ["what begins a tag", "  <|", "</ul>", "/ul>", "html"],
  ["a line that is cut off, on the next one", "  const size =|", "\n  const size = 4;", " 4;"],
  ["the lines above, and the line", "def f(a):\n    return |", "def f(a):\n    return a", " a", "python"],
  [
    "the head of its block",
    "def f(first):\n    |",
    "def f(first):\n        return 1",
    "        return 1",
    "python",
  ],
  [
    "the lines above of its block",
    "  const first = find(1);\n  const second = find(2);\n  |",
    "  const first = find(1);\n  const second = find(2);\n  use(first, second);",
    "  use(first, second);",
  ],
  ["a line above that is all of it", "  use(first);\n  a = |b;", "  use(first);", ""],
];

const NEW: Row[] = [
  [
    "a type within the same type",
    "std::vector<|",
    "std::vector<int>> rows;",
    "std::vector<int>> rows;",
    "cpp",
  ],
  [
    "a key that has the same type",
    "Map<String, |",
    "Map<String, Integer>> m;",
    "Map<String, Integer>> m;",
    "java",
  ],
  ["a call within the same call", "  max(|", "max(a, b), c);", "max(a, b), c);"],
  ["an element within the same one", "  <div>|", "<div>a</div></div>", "<div>a</div></div>", "html"],
  ["a long number", "long |", "long size = 4;", "long size = 4;", "c"],
  ["a word that is said again in prose", "So |", "So what?", "So what?", "markdown"],
  ["a line like the one that has ended", "  use(a);|", "\n  use(a);", "\n  use(a);"],
  ["a short line again", "  f();\n  |", "  f();\n  g();", "  f();\n  g();"],
];

describe("an answer is shown without", () => {
  for (const [name, at, answer, expected, languageId = "typescript"] of AGAIN)
    it(`${name}, where it is written again`, () =>
      assert.equal(withoutEcho(answer, { ...around(at), languageId }), expected));
});

describe("an answer keeps", () => {
  for (const [name, at, answer, expected, languageId = "typescript"] of NEW)
    it(name, () => assert.equal(withoutEcho(answer, { ...around(at), languageId }), expected));
});
