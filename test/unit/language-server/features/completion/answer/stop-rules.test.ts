import assert from "node:assert/strict";
import {
  type StopRule,
  StopRules,
} from "../../../../../../language-server/features/completion/answer/stop-rules.ts";
import { around } from "../typing.ts";

interface Case {
  name: string;
  /** The document; `|` is the cursor. */
  at: string;
  languageId?: string;
  /** What the model would write, if nobody stopped it. */
  answer: string;
  /** What is left of it. */
  kept: string;
  rule?: StopRule;
}

const CASES: Case[] = [
  // singleLine
  {
    name: "one line where code stands to the right",
    at: "f(|a + b)",
    answer: "x, \ny",
    kept: "x, ",
    rule: "singleLine",
  },
  {
    name: "several lines where only brackets stand to the right",
    at: "foo(|);",
    answer: "() => {\n  bar();\n}",
    kept: "() => {\n  bar();\n}",
  },
  // bodyFollows
  {
    name: "a head whose body stands there, up to its bracket",
    at: "class A {\n  static cr|\n    return new A();\n  }\n}\n",
    answer: "eate(): A {\n    return new B();\n  }",
    kept: "eate(): A {",
    rule: "bodyFollows",
  },
  {
    name: "a head whose body stands there, from within its brackets",
    at: "function bar(|\n  return 1;\n}\n",
    answer: "p) {\n  return 2;\n}",
    kept: "p) {",
    rule: "bodyFollows",
  },
  {
    name: "a head with a bracket in brackets whose body stands there",
    at: "class A {\n  content({ onError, |\n    run();\n  }\n}\n",
    answer: "onDone }) {\n    walk();",
    kept: "onDone }) {",
    rule: "bodyFollows",
  },
  {
    name: "a whole head whose body stands there",
    at: "|\n  return 1;\n}\n",
    answer: "function f() {\n  return 2;\n}",
    kept: "function f() {",
    rule: "bodyFollows",
  },
  {
    name: "a block before lines that stand beside it",
    at: "function f() {\n  |\n  b();\n}\n",
    answer: "if (a) {\n    c();\n  }\n  b();",
    kept: "if (a) {\n    c();\n  }",
  },
  {
    name: "a head whose body stands there, by its indent",
    languageId: "python",
    at: "if a and |\n    run()\nrest()\n",
    answer: "b:\n    walk()\n    run()",
    kept: "b:",
    rule: "bodyFollows",
  },
  {
    name: "a body of its own before lines that only go on with the statement",
    at: "load()|\n  .catch(log);\nrest();\n",
    answer: ".then(() => {\n    run();\n  })",
    kept: ".then(() => {\n    run();\n  })",
  },
  // closingFence
  {
    name: "the closing fence",
    at: "x = |",
    answer: "1;\n```\nThat is all.",
    kept: "1;",
    rule: "closingFence",
  },
  {
    name: "a fence without a line of its own",
    at: "x = |",
    answer: "1;```",
    kept: "1;",
    rule: "closingFence",
  },
  { name: "a fence at once", at: "  |", answer: "```", kept: "", rule: "closingFence" },
  // repeatsNextLine
  {
    name: "the line that follows anyway",
    at: "a();\n|\nconst last = 3;\n",
    answer: "b();\nconst last = 3;\nmore();",
    kept: "b();",
    rule: "repeatsNextLine",
  },
  {
    name: "the line that follows after blank lines, with another indent",
    at: "a();\n|\n\n  return result;\n",
    answer: "b();\nreturn result;\nx",
    kept: "b();",
    rule: "repeatsNextLine",
  },
  {
    name: "the line that follows, at once",
    at: "a();\n|\nconst last = 3;\n",
    answer: "const last = 3;\nmore",
    kept: "",
    rule: "repeatsNextLine",
  },
  {
    name: "not a line that only begins like the next one",
    at: "a();\n|\nconst last = 3;\n",
    answer: "const last = 33;\n",
    kept: "const last = 33;\n",
  },
  {
    name: "not a closing line of another block",
    at: "{\n  |\n}\n",
    answer: "if (a) {\n    b();\n  }\n  c();",
    kept: "if (a) {\n    b();\n  }\n  c();",
  },
  // dedent
  {
    name: "the end of the block, in Python",
    at: "def f():\n    |",
    languageId: "python",
    answer: "x = 1\n    return x\ndef g():",
    kept: "x = 1\n    return x",
    rule: "dedent",
  },
  {
    name: "the end of the block whose indent the answer brings along",
    at: "def f():\n|",
    languageId: "python",
    answer: "    return 1\ndef g():",
    kept: "    return 1",
    rule: "dedent",
  },
  {
    name: "a bracket that closes the block, since nothing after the cursor does",
    at: "function f() {\n  |",
    answer: "return 1;\n}\nfunction g() {",
    kept: "return 1;\n}",
    rule: "dedent",
  },
  {
    name: "before the bracket that closes the block after the cursor",
    at: "function f() {\n  |\n}\n",
    answer: "return 1;\n}\nfunction g() {",
    kept: "return 1;",
  },
  {
    name: "an end that closes the block, in Ruby",
    at: "def f\n  |",
    languageId: "ruby",
    answer: "1\nend\ndef g",
    kept: "1\nend",
    rule: "dedent",
  },
  // statementEnd
  {
    name: "the end of the statement",
    at: "const x = |",
    answer: "1;\nconst y = 2;\nconst z = 3;",
    kept: "1;",
    rule: "statementEnd",
  },
  {
    name: "the end of the block that the line begins",
    at: "function f() {|",
    answer: "\n  return 1;\n}\nfunction g() {",
    kept: "\n  return 1;\n}",
    rule: "statementEnd",
  },
  {
    name: "the end of a function in Python",
    at: "def f(|",
    languageId: "python",
    answer: "x):\n    return x\nprint(f(1))",
    kept: "x):\n    return x",
    rule: "statementEnd",
  },
  {
    name: "not the arguments on lines of their own",
    at: "foo(|",
    answer: "\na,\nb\n);\nbar();",
    kept: "\na,\nb\n);",
    rule: "statementEnd",
  },
  {
    name: "not else",
    at: "if (a) {|",
    answer: "\n  x\n} else {\n  y\n}\nz();",
    kept: "\n  x\n} else {\n  y\n}",
    rule: "statementEnd",
  },
  {
    name: "not a chain of calls",
    at: "const p = fe|",
    answer: "tch(a)\n.then(b)\n?.then(c);\nd();",
    kept: "tch(a)\n.then(b)\n?.then(c);",
    rule: "statementEnd",
  },
  {
    name: "not else in Python",
    at: "if a:|",
    languageId: "python",
    answer: "\n    x\nelse:\n    y\nz()",
    kept: "\n    x\nelse:\n    y",
    rule: "statementEnd",
  },
  {
    name: "the end of a statement in a block that ends there",
    at: "try:\n    x = f|",
    languageId: "python",
    answer: "oo()\nexcept OSError:\n    x = 1",
    kept: "oo()",
    rule: "statementEnd",
  },
  {
    name: "a next statement is written where the line is complete",
    at: "  a();|",
    answer: "\n  b();\n  c();\n",
    kept: "\n  b();\n  c();\n",
  },
  // sectionEnd
  {
    name: "a blank line",
    at: "  |",
    answer: "a();\n  b();\n\n  c();",
    kept: "a();\n  b();",
    rule: "sectionEnd",
  },
  {
    name: "not a blank line inside of a block that the answer began",
    at: "|",
    languageId: "python",
    answer: "def f():\n    a()\n\n    b()\n",
    kept: "def f():\n    a()\n\n    b()\n",
  },
  {
    name: "a blank line after that block",
    at: "|",
    languageId: "python",
    answer: "def f():\n    a()\n\ndef g():\n    b()\n",
    kept: "def f():\n    a()",
    rule: "sectionEnd",
  },
  {
    name: "two blank lines",
    at: "|",
    languageId: "python",
    answer: "def f():\n    a()\n\n\n    b",
    kept: "def f():\n    a()",
    rule: "sectionEnd",
  },
  // closedBracket
  {
    name: "a bracket that the text after the cursor closes",
    at: "foo(a, |\n)\n",
    answer: "b)\nbar()",
    kept: "b",
    rule: "closedBracket",
  },
  {
    name: "a bracket on a line of its own that is there already",
    at: "const x = [\n  a,\n  |\n];\n",
    answer: "b,\n  c,\n  ];",
    kept: "b,\n  c,",
    rule: "closedBracket",
  },
  {
    name: "a bracket that nobody opened",
    at: "x = |",
    answer: "a) + b",
    kept: "a",
    rule: "closedBracket",
  },
  { name: "not brackets of its own", at: "x = |\n)", answer: "f(a)[0]", kept: "f(a)[0]" },
  { name: "not a bracket that nothing closes", at: "foo(|\n\nbar();\n", answer: "a)", kept: "a)" },
  { name: "not a bracket that is typed over", at: "foo(|)", answer: "a);", kept: "a);" },
  {
    name: "a bracket that other code follows, where it stands",
    at: "if (foo(|)) {\n}",
    answer: "a))) {",
    kept: "a",
    rule: "closedBracket",
  },
  {
    name: "a bracket that the rest of the line closes, at the end of an only line",
    at: "f({ a: |, b });\n",
    answer: "1 }\n",
    kept: "1 ",
    rule: "closedBracket",
  },
  {
    name: "a template's tag that the rest of the line closes",
    at: "<tr>\n  {% | in results %}\n",
    languageId: "html",
    answer: "for row %}\n    <td>",
    kept: "for row",
    rule: "closedBracket",
  },
  {
    name: "not a template's tag that nothing closes",
    at: "<tr>\n  {% |\n</tr>\n",
    languageId: "html",
    answer: "for row in rows %}",
    kept: "for row in rows %}",
  },
  { name: "not brackets in strings and comments", at: "x = |", answer: '")" // )', kept: '")" // )' },
  {
    name: "not brackets in a regular expression",
    at: "x = |",
    answer: "text.replace(/[)\\]]\\)/g, '')",
    kept: "text.replace(/[)\\]]\\)/g, '')",
  },
  {
    name: "not brackets of a list in prose",
    at: "|",
    languageId: "markdown",
    answer: "a) first",
    kept: "a) first",
  },
  // closedBlock
  {
    name: "nothing of the end of a template's block that stands below",
    at: "{% if a %}\n  {% for b in c %}\n    |\n  {% endfor %}\n{% endif %}\n",
    languageId: "html",
    answer: "{% include b %}{% endfor %}\n{% endif %}\n",
    kept: "{% include b %}",
    rule: "closedBlock",
  },
  {
    name: "nothing where its tag is begun",
    at: "{% if a %}\n  <p>b</p>\n  {% |\n  <p>c</p>\n{% endif %}\n",
    languageId: "html",
    answer: "endif %}\n</div>",
    kept: "",
    rule: "closedBlock",
  },
  {
    name: "the end of a template's block that is missing",
    at: "{% for a in b %}\n  {% if a %}\n    <p>a</p>\n  |\n{% endfor %}\n",
    languageId: "html",
    answer: "{% endif %}\n",
    kept: "{% endif %}\n",
  },
  {
    name: "the end of a template's block that it begins itself",
    at: "{% if a %}\n  |\n{% endif %}\n",
    languageId: "html",
    answer: "{% if b %}{% load c %}{% endif %}",
    kept: "{% if b %}{% load c %}{% endif %}",
  },
  // repetition
  {
    name: "nothing of a line that turns in circles within a word",
    at: 'import a from "./plu|',
    answer: "gin-plugin-plugin-plugin-plugin-plugin-plugin-plugin",
    kept: "",
    rule: "repetition",
  },
  {
    name: "the line above it",
    at: "const first = compute(values);\n|",
    answer: "const first = compute(values);\nmore();",
    kept: "",
    rule: "repetition",
  },
  {
    name: "a long line that came a moment ago",
    at: "|",
    answer:
      "const first = compute(values);\na();\nconst first = compute(values);\nb();\nconst first = compute(values);\n",
    kept: "const first = compute(values);\na();",
    rule: "repetition",
  },
  {
    name: "not short lines",
    at: "|",
    answer: "[0, 0],\n[0, 0],\n[1, 0],\n[0, 0],",
    kept: "[0, 0],\n[0, 0],\n[1, 0],\n[0, 0],",
  },
  {
    name: "the same line again and again",
    at: "|",
    answer: "push(a);\npush(a);\npush(a);\npush(a);",
    kept: "push(a);",
    rule: "repetition",
  },
  {
    name: "the same three lines again and again",
    at: "|",
    answer: "a();\nb();\nc();\na();\nb();\nc();\na();\nb();\nc();\n",
    kept: "a();\nb();\nc();",
    rule: "repetition",
  },
  {
    name: "the same words again and again",
    at: "x = [|",
    answer: `first, ${"second, ".repeat(20)}`,
    kept: "first, second",
    rule: "repetition",
  },
  {
    name: "the same words from the beginning, without the comma for the next",
    at: "void setNodes(|",
    languageId: "java",
    answer: "Bitmap nodeKey, ".repeat(10),
    kept: "Bitmap nodeKey",
    rule: "repetition",
  },
  {
    name: "a whole attribute of those that come again and again",
    at: "|",
    languageId: "html",
    answer: `<label id="{{ a }}"${' data-label="{{ field.label }}"'.repeat(5)} data-la`,
    kept: `<label id="{{ a }}" data-label="{{ field.label }}"`,
    rule: "repetition",
  },
  {
    name: "a whole call of those that come again and again",
    at: "const a = |",
    languageId: "typescript",
    answer: `b(c["d"])${'.map((e) => f(e["g"]))'.repeat(5)}.map((`,
    kept: `b(c["d"]).map((e) => f(e["g"]))`,
    rule: "repetition",
  },
  {
    name: "a line of the comment above it",
    at: "///\n/// `use` this trait to enable its methods.\n///\n/// This trait is sealed.\n|",
    languageId: "rust",
    answer: "///\n/// `use` this trait to enable its methods.\n///\n/// More.",
    kept: "",
    rule: "repetition",
  },
  {
    name: "what is new before a line of the comment above it",
    at: "# Says how much the tokens cost.\n# It never fails.\n|",
    languageId: "python",
    answer: "# It rounds.\n# Says how much the tokens cost.\nx = 1",
    kept: "# It rounds.",
    rule: "repetition",
  },
  {
    name: "not a line of another comment",
    at: "// Says how much the tokens cost.\nf();\n|",
    answer: "// Says how much the tokens cost.\ng();\n",
    kept: "// Says how much the tokens cost.\ng();\n",
  },
  { name: "not a ruler", at: "|", answer: `// ${"-".repeat(90)}\nx`, kept: `// ${"-".repeat(90)}\nx` },
  {
    name: "not closing brackets",
    at: "|",
    answer: "{\n  {\n    {\n    }\n  }\n}",
    kept: "{\n  {\n    {\n    }\n  }\n}",
  },
  // runawayLine
  {
    name: "a line without an end",
    at: "|",
    answer: `a();\n${Array.from({ length: 200 }, (_, i) => `v${i}`).join(" + ")}`,
    kept: "a();",
    rule: "runawayLine",
  },
  // maxLines
  {
    name: "too many lines",
    at: "|",
    answer: Array.from({ length: 30 }, (_, i) => `a${i}();`).join("\n"),
    kept: Array.from({ length: 12 }, (_, i) => `a${i}();`).join("\n"),
    rule: "maxLines",
  },
  // none
  { name: "nothing, when the model ends by itself", at: "x = |", answer: "1;", kept: "1;" },
  { name: "nothing, when the answer is empty", at: "x = |", answer: "", kept: "" },
];

function rulesOf({ at, languageId = "typescript" }: Case): StopRules {
  return new StopRules({ ...around(at), languageId, fence: "```" });
}

/** The answer as far as it is read when it comes in pieces of some length. */
function stream(rules: StopRules, answer: string, pieceLength: number): { kept: string; rule?: StopRule } {
  for (let length = pieceLength; length < answer.length; length += pieceLength) {
    const stop = rules.check(answer.slice(0, length), false);
    if (stop) return { kept: answer.slice(0, stop.end), rule: stop.rule };
  }
  const stop = rules.check(answer, true);
  return stop ? { kept: answer.slice(0, stop.end), rule: stop.rule } : { kept: answer };
}

describe("an answer ends with", () => {
  for (const one of CASES) {
    it(`${one.name}${one.rule ? ` (${one.rule})` : ""}`, () => {
      const { kept, rule } = stream(rulesOf(one), one.answer, one.answer.length + 1);
      assert.equal(kept, one.kept);
      if (one.rule) assert.equal(rule, one.rule);
    });
  }

  for (const one of CASES) {
    it(`${one.name}, however it is cut into tokens`, () => {
      for (const pieceLength of [1, 2, 3, 5, 8]) {
        assert.equal(
          stream(rulesOf(one), one.answer, pieceLength).kept,
          one.kept,
          `pieces of ${pieceLength}`,
        );
      }
    });
  }

  const UNFENCED: [name: string, languageId: string, at: string, answer: string, kept: string][] = [
    ["a fence that nobody opened", "swift", "let a = |", "1\n```\nThat is all.", "1"],
    ["a fence before the code", "swift", "  |", "```swift\nlet a = 1", ""],
    ["none in a comment", "kotlin", "/**\n * |", "So:\n```\na()\n```\n */", "So:\n```\na()\n```\n */"],
    ["none in prose", "markdown", "|", "So:\n```\na()\n```", "So:\n```\na()\n```"],
  ];
  for (const [name, languageId, at, answer, kept] of UNFENCED) {
    it(`${name}, where the answer isn't in a fenced block`, () => {
      const rules = new StopRules({ ...around(at), languageId });
      for (const pieceLength of [1, 4, answer.length + 1])
        assert.equal(stream(rules, answer, pieceLength).kept, kept);
    });
  }

  it("is found in no time, in the longest answers", () => {
    const rules = new StopRules({
      ...around(`${"f(".repeat(1_000)}|\n`),
      languageId: "typescript",
      fence: "```",
    });
    const answer = Array.from({ length: 500 }, (_, i) => `arg${i % 97}`)
      .join(", ")
      .slice(0, 390);
    for (let length = 1; length < answer.length; length++)
      assert.equal(rules.check(answer.slice(0, length), false), undefined);
  });
});
