import assert from "node:assert/strict";
import { headLength, headLines } from "../../../../language-server/context/file-head.ts";

const HEADS: [name: string, head: string, code: string][] = [
  [
    "a license and imports, some over several lines",
    '/*\n * Copyright (c) Somebody.\n */\n\nimport a from "a";\nimport {\n  b,\n  c,\n} from "b";\n',
    "\n/** What it does. */\nexport function f() {}\n",
  ],
  [
    "a license alone, without the comment below it",
    "// Licensed under a license.\n// See there.\n",
    "\n// What it does.\nexport function f() {}\n",
  ],
  ["imports of Python", "from a import (\n    b,\n)\nimport c\n", "\n\nX = 1\n"],
  ["a package of Go", 'package a\n\nimport (\n\t"b"\n)\n', "\nfunc f() {}\n"],
  [
    "what Rust uses, without a module of its own",
    "use a::{\n    b,\n};\nmod c;\n",
    "mod d {\n    use e;\n}\n",
  ],
  ["includes", "#pragma once\n#include <a>\n", "#define A 1\n"],
  ["what is required", "\"use strict\";\nconst a = require('a');\n", "a();\n"],
  ["nothing where a comment says what follows", "", "// Not of a head.\nf();\nimport('a');\n"],
];

describe("the head of a file", () => {
  for (const [name, head, code] of HEADS) {
    it(`is ${name}`, () => {
      assert.equal(headLines(`${head}${code}`.split("\n")), head.split("\n").length - 1);
      assert.equal(headLength(`${head}${code}`), head.length);
    });
  }

  it("is as long with other line ends", () => {
    assert.equal(headLength("import a;\r\nf();\r\n"), "import a;\r\n".length);
  });

  it("has the cursor at the end of a file of nothing else in it", () => {
    const text = "import a;\nimport b";
    assert.ok(headLength(text) > text.length);
  });
});
