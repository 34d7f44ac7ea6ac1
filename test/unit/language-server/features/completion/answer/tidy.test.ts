import assert from "node:assert/strict";
import { tidyAnswer } from "../../../../../../language-server/features/completion/answer/tidy.ts";
import { around } from "../typing.ts";

const CASES: [name: string, at: string, answer: string, expected: string, languageId?: string][] = [
  // White space.
  [
    "no blank line before the code of an indented line",
    "f();\n    |",
    "\n    a();\n    b();",
    "a();\n    b();",
  ],
  ["no white space and blank lines there", "f();\n    |", "  \n\n    a();", "a();"],
  ["a blank line before code of another indent", "f();\n    |", "\n  a();", "\n  a();"],
  ["blank lines in an empty line", "f();\n|", "\n\ndef f():", "\n\ndef f():"],
  ["no blank line below a blank one", "// License\n\n|", "\npackage main", "package main", "go"],
  ["a blank line below one, where two are usual", "f();\n\n\ng();\n\n|", "\nh();", "\nh();"],
  ["a blank line below one in Python", "import os\n\n|", "\ndef f():", "\ndef f():", "python"],
  ["the line break after code", "  b(|", "\n  a();", "\n  a();"],
  ["no indent that the line has", "f();\n  |", "  a();\n  b();", "a();\n  b();"],
  ["the indent in an empty line", "  f();\n|", "  a();", "  a();"],
  ["the indent below what opens a block", "if (a) {\n|", "  b();", "  b();"],
  ["no indent where the block's is there", "if (a) {\n  |", " b();", "b();"],
  ["no second blank after code", "x = |", " 1;", "1;"],
  ["the blank after code without one", "x =|", " 1;", " 1;"],
  ["a list's indent in prose", "- a\n  |", "  - b", "  - b", "markdown"],
  ["lines in one column", "f();\n  |", "a();\n   b();\n  c();", "a();\n  b();\n  c();"],
  ["lines that go on with the one above", "f();\n  |", "a = b +\n   c;", "a = b +\n   c;"],
  ["lines within brackets", "f();\n  |", "a(\n   b);", "a(\n   b);"],
  ["a comment's stars", "f();\n  |", "/**\n   * A.\n   */", "/**\n   * A.\n   */"],
  // Echoes.
  ["no comment that names the file", "|", "# file: src/a.py\nx = 1", "x = 1", "python"],
  ["a comment about a file", "|", "// file names are unique\nf();", "// file names are unique\nf();"],
  ["no empty comment", "f()\n|", "#\n", "", "python"],
  ["no empty comment that documents nothing", "|", "///", "", "rust"],
  ["a heading's mark in prose", "|", "#", "#", "markdown"],
];

describe("a tidy answer has", () => {
  for (const [name, at, answer, expected, languageId = "typescript"] of CASES)
    it(name, () => assert.equal(tidyAnswer(answer, { ...around(at), languageId }), expected));

  const UNITS: [name: string, unit: string | undefined, expected: string][] = [
    ["the editor's blanks", "  ", "\n  a();\n  if (b) {\n    c();\n  }\n}"],
    ["the editor's tabs", "\t", "\n\ta();\n\tif (b) {\n\t\tc();\n\t}\n}"],
    [
      "its own indentation where the editor doesn't matter",
      undefined,
      "\n    a();\n    if (b) {\n        c();\n    }\n}",
    ],
  ];
  for (const [name, unit, expected] of UNITS) {
    it(name, () => {
      const answer = "\n    a();\n    if (b) {\n        c();\n    }\n}";
      assert.equal(
        tidyAnswer(answer, { ...around("function f() {|"), languageId: "typescript", unit }),
        expected,
      );
    });
  }

  const USED: [
    name: string,
    usedUnit: string,
    at: string,
    answer: string,
    expected: string,
    languageId?: string,
  ][] = [
    ["tabs in place of blanks", "\t", "\tf();\n\t|", "if (a) {\n      b();\n   }", "if (a) {\n\t\tb();\n\t}"],
    ["tabs in an empty line, too", "\t", "\tf();\n|", "    a();\n    b();", "\ta();\n\tb();"],
    ["blanks before a comment's stars", "\t", "/**|", "\n * A.\n */", "\n * A.\n */"],
    ["blanks behind tabs", "\t", "\tf(|", "a,\n\t  b);", "a,\n\t  b);"],
    ["blanks in place of tabs", "  ", "  f();\n  |", "if (a) {\n\t\tb();\n\t}", "if (a) {\n    b();\n  }"],
    ["tabs of a recipe", "  ", "a = \\\n  b\n|", "c:\n\td", "c:\n\td", "makefile"],
  ];
  for (const [name, usedUnit, at, answer, expected, languageId = "typescript"] of USED)
    it(`${name}, as the code around`, () =>
      assert.equal(tidyAnswer(answer, { ...around(at), languageId, usedUnit }), expected));

  it("the editor's blanks in place of tabs", () => {
    const at = { ...around("if a:|"), languageId: "python", unit: "  " };
    assert.equal(tidyAnswer("\n\tb()\n\tif c:\n\t\td()", at), "\n  b()\n  if c:\n    d()");
  });

  it("its own indentation where the cursor's line is indented otherwise than the editor does", () => {
    const at = { ...around("<div>\n  |\n</div>"), languageId: "html", unit: "    " };
    assert.equal(tidyAnswer("<p>One</p>\n  <p>Two</p>", at), "<p>One</p>\n  <p>Two</p>");
  });
});
