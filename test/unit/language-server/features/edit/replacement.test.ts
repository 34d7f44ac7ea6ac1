import assert from "node:assert/strict";
import fc from "fast-check";
import { replacementOf, type Selected } from "../../../../../language-server/features/edit/replacement.ts";

const selected = (text: string, more: Partial<Selected> = {}): Selected => ({
  text,
  before: "",
  after: "",
  languageId: "typescript",
  ...more,
});

const OLD = "  const total = 0;\n  return total;\n";

describe("what takes the selection's place", () => {
  const of = (answer: string, more: Partial<Selected> = {}) => replacementOf(answer, selected(OLD, more));

  it("is the answer, with the line end that the selection has", () => {
    assert.deepEqual(of("  return 0;\n"), { text: "  return 0;\n" });
    assert.deepEqual(of("  return 0;"), { text: "  return 0;\n" });
    assert.deepEqual(replacementOf("return 0;\n", selected("return 1;")), { text: "return 0;" });
  });

  it("has no fences, and nothing that was said around them", () => {
    assert.deepEqual(of("  return 0;\n```\n\nThis returns zero at once."), { text: "  return 0;\n" });
    assert.deepEqual(of("```typescript\n  return 0;\n```"), { text: "  return 0;\n" });
    assert.deepEqual(of("Here is the code:\n\n```ts\n  return 0;\n```\nDone."), { text: "  return 0;\n" });
    assert.deepEqual(of("~~~\n  return 0;\n~~~"), { text: "  return 0;\n" });
  });

  it("doesn't repeat the lines around the selection", () => {
    const around = { before: "function sum() {\n  // none yet", after: "}\n\nfunction other() {" };
    assert.deepEqual(of("function sum() {\n  // none yet\n  return 0;\n}\n\nfunction other() {", around), {
      text: "  return 0;\n",
    });
    // A bracket alone may be the answer's own.
    assert.deepEqual(of("  if (x) {\n    return 0;\n  }", { after: "  }\n}" }), {
      text: "  if (x) {\n    return 0;\n  }\n",
    });
  });

  it("keeps a line that stands before the selection when the selection begins with the same one", () => {
    assert.deepEqual(
      replacementOf("  call();\n  call(1);\n", selected("  call();\n  call(0);\n", { before: "  call();" })),
      { text: "  call();\n  call(1);\n" },
    );
  });

  it("stands where the selection stood", () => {
    assert.deepEqual(of("return 0;"), { text: "  return 0;\n" });
    assert.deepEqual(of("if (a) {\n  return 0;\n}"), { text: "  if (a) {\n    return 0;\n  }\n" });
    assert.deepEqual(of("      if (a) {\n        b();\n\n      }"), {
      text: "  if (a) {\n    b();\n\n  }\n",
    });
    assert.deepEqual(replacementOf("if a:\n    b()", selected("\tif a:\n\t\tc()\n")), {
      text: "\tif a:\n\t\tb()\n",
    });
    assert.deepEqual(replacementOf("if a:\n\tb()", selected("    if a:\n        c()\n")), {
      text: "    if a:\n        b()\n",
    });
  });

  it("has the file's line ends", () => {
    assert.deepEqual(replacementOf("a\nb", selected("x\r\ny\r\n")), { text: "a\r\nb\r\n" });
  });

  it("is nothing usable when there is none, the same, or prose", () => {
    assert.deepEqual(of(""), { unusable: "empty" });
    assert.deepEqual(of("\n\n```\n"), { unusable: "empty" });
    assert.deepEqual(of(OLD), { unusable: "same" });
    assert.deepEqual(of("const total = 0;\nreturn total;"), { unusable: "same" });
    assert.deepEqual(of("This function returns the total of all values.\nIt is fine as it is."), {
      unusable: "prose",
    });
    assert.deepEqual(of("I can't do that without seeing the rest of the file."), { unusable: "prose" });
  });

  it("is not usable when it loses a bracket that was there, unless the code lacked one before", () => {
    const block = selected("  if (a) {\n    b();\n  }\n");
    assert.deepEqual(replacementOf("  if (a) {\n    c();\n", block), { unusable: "unbalanced" });
    assert.deepEqual(replacementOf("  if (a) {\n    c();\n  }\n}", block), { unusable: "unbalanced" });
    assert.ok("text" in replacementOf('  if (a) {\n    c("}");\n  }', block));
    assert.ok("text" in replacementOf("  if (a) {\n    c();\n  }", selected("  if (a) {\n    b();\n")));
    assert.ok("text" in replacementOf("a) one", selected("b\n", { languageId: "markdown" })));
  });

  it("may be comments, markup, data and short statements", () => {
    for (const code of [
      "  // This is the total of all the values.\n  // It is zero.\n",
      "  # Returns the total of the values here\n",
      "  name: The first of all the names\n  value = 3\n",
      "  raise ValueError\n",
      "  Foo bar;\n",
    ])
      assert.ok("text" in of(code), code);
    assert.ok("text" in of("This is a whole sentence of a text.", { languageId: "markdown" }));
  });

  it("never loses a line of code that was given, whatever its letters", () => {
    const line = fc.stringMatching(/^[a-z]{2,8}\([a-z0-9 ,é😀]{0,10}\);$/u);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), fc.boolean(), (lines, crlf) => {
        const eol = crlf ? "\r\n" : "\n";
        const replacement = replacementOf(lines.join("\n"), selected(`old();${eol}`));
        assert.deepEqual(replacement, { text: lines.join(eol) + eol });
      }),
    );
  });
});
