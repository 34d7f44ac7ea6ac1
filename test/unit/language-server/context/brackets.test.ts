// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of code
import assert from "node:assert/strict";
import { openAtCursor, openMark } from "../../../../language-server/context/brackets.ts";

describe("the brackets that are open at the cursor", () => {
  const CASES: [name: string, at: string, open: string][] = [
    ["are closed by what follows", "f([|]);", "( closed, [ closed"],
    ["are closed on later lines", "function f() {\n  |\n}\n", "{ closed"],
    ["aren't closed by brackets of other code", "f(|\ng();\n", "("],
    [
      "aren't closed by one that stands under an outer one",
      "function f() {\n  if (a) {\n    |\n}\n",
      "{ closed, {",
    ],
    [
      "are closed by one in no other's column",
      "class A {\n    void f()\n        throws E {\n      |\n    }\n}\n",
      "{ closed, { closed",
    ],
    [
      "aren't closed by the end of the block whose head they are in",
      "class A {\n  f({ a, |\n    run();\n  }\n}\n",
      "{ closed, (, {",
    ],
    ["are closed together on a later line", "f({ a, |\n  b,\n});\n", "( closed, { closed"],
    ["are closed on the same line alone", "f([|]\n", "(, [ closed"],
    ["are closed behind the end of a string", 'f("|)", 1)', "( closed"],
  ];
  for (const [name, marked, expected] of CASES) {
    it(name, () => {
      const [before = "", after = ""] = marked.split("|");
      const { open } = openAtCursor(before, after, "java");
      const opener: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
      const said = open.map(
        ({ closer, closedAt }) => opener[closer] + (closedAt === undefined ? "" : " closed"),
      );
      assert.equal(said.join(", "), expected);
    });
  }
});

describe("a bracket that closes something left of all open ones", () => {
  const closed = (hasMoreAbove: boolean) =>
    openAtCursor("  f();\n  if (a) {", "\n}\n", "java", hasMoreAbove).open.map(({ closedAt }) => closedAt);

  it("closes what was opened above the code that is read, where there is more of it", () => {
    assert.deepEqual(closed(true), [undefined]);
    assert.deepEqual(closed(false), [1]);
  });
});

describe("the mark of what is open at a text's end", () => {
  const CASES: [name: string, languageId: string, text: string, mark: string | undefined][] = [
    ["is a string's quote", "python", 'x = "a', '"'],
    ["is three quotes", "python", 'x = """a "b"', '"""'],
    ["is a comment's end", "typescript", "/* a", "*/"],
    ["is none in code", "typescript", 'x = "a" + ', undefined],
    ["is none in an interpolation", "typescript", "x = `a ${", undefined],
    ["is a string's quote after an interpolation", "typescript", "x = `a ${b} c", "`"],
    ["is a string's quote behind a bracket of its text", "typescript", 'x = "a (', '"'],
  ];
  for (const [name, languageId, text, mark] of CASES)
    it(name, () => assert.equal(openMark(text, languageId), mark));
});
