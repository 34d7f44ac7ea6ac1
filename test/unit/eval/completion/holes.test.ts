import assert from "node:assert/strict";
import { CASE_KINDS, type CaseKind } from "../../../../eval/completion/case.ts";
import { holesOf } from "../../../../eval/completion/holes.ts";

const holes = (kind: CaseKind, text: string) =>
  holesOf(kind, text).map(
    ({ start, end }) => `${text.slice(0, start)}⟦${text.slice(start, end)}⟧${text.slice(end)}`,
  );

describe("the pieces that are taken out of a file", () => {
  it("from between two tokens up to a line's end", () => {
    assert.deepEqual(holes("line end", "  return first + second;\n"), [
      "  return ⟦first + second;⟧\n",
      "  return first + ⟦second;⟧\n",
    ]);
  });

  it("a whole line but for its indent", () => {
    assert.deepEqual(holes("new line", "\tgo home\n\n}\n"), ["\t⟦go home⟧\n\n}\n"]);
  });

  it("tokens with others right of them", () => {
    assert.deepEqual(holes("mid-line", "add(first, second, third)"), ["add(⟦first, second,⟧ third)"]);
  });

  it("a block without its head and its end", () => {
    assert.deepEqual(holes("block", "if (a) {\n  one();\n\n  two();\n}\nrest();\n"), [
      "if (a) {\n  ⟦one();\n\n  two();⟧\n}\nrest();\n",
    ]);
    assert.deepEqual(holes("block", "def f():\n    return 1 + 2\n\n\nlast = 1\n"), [
      "def f():\n    ⟦return 1 + 2⟧\n\n\nlast = 1\n",
    ]);
    assert.deepEqual(holes("block", "<ul>\n  <li>One</li>\n</ul>\n"), ["<ul>\n  ⟦<li>One</li>⟧\n</ul>\n"]);
  });

  it("from within a word, but for what an editor has closed", () => {
    assert.deepEqual(holes("mid-word", "  print(values)"), ["  pr⟦int(values)⟧", "  print(val⟦ues⟧)"]);
  });

  it("between the brackets of a call, and in tags", () => {
    assert.deepEqual(holes("call or tag", 'f(a, b); <li class="x">One</li>'), [
      'f(⟦a, b⟧); <li class="x">One</li>',
      'f(a, b); <li class="x">⟦One⟧</li>',
      'f(a, b); <li ⟦class="x"⟧>One</li>',
    ]);
  });

  it("nothing out of a text without code", () => {
    for (const kind of CASE_KINDS) assert.deepEqual(holes(kind, "\n\n}\n"), []);
  });
});
