import assert from "node:assert/strict";
import fc from "fast-check";
import {
  replacementOf as replacementIn,
  type Selected,
} from "../../../../../language-server/features/edit/replacement.ts";

const replacementOf = (answer: string, of: Selected, fence = "```") => replacementIn(answer, of, fence);

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

  it("keeps the fences of a text, and ends with the fence that it was begun with", () => {
    const text = (fence: string) =>
      `## Install\n\nRun this:\n\n${fence}\nnpm install\n\`\`\`\n\nThen start it:\n\n${fence}\nnpm start\n\`\`\`\n\nThat is all.\n`;
    for (const fence of ["```bash", "```"]) {
      const old = selected(text(fence), { languageId: "markdown" });
      const answer = text(fence).replace("Run this", "Run the following");
      for (const said of [answer, `${answer}\`\`\`\``, `${answer}\`\`\`\`\n\nDone.`])
        assert.deepEqual(replacementOf(said, old, "````"), { text: answer }, said);
      // In a fence of its own, as long as those in it; or ended by one that is too short.
      for (const said of [`\`\`\`markdown\n${answer}\`\`\``, `~~~\n${answer}~~~`, `${answer}\`\`\``])
        assert.deepEqual(replacementOf(said, old, "````"), { text: answer }, said);
    }
  });

  it("may get code blocks that the text didn't have", () => {
    const old = selected("## Use\n\nRun the tool and wait.\n\nThen read the report.\n", {
      languageId: "markdown",
    });
    const answer = "## Use\n\nRun the tool and wait:\n\n```bash\ntool run\n```\n\nThen read the report.\n";
    assert.deepEqual(replacementOf(answer, old, "````"), { text: answer });
    const block = "```bash\ntool run\n```\n";
    assert.deepEqual(replacementOf(block, old, "````"), { text: block });
  });

  it("is a block of code where the selection is one, and two blocks stay two", () => {
    const block = selected("```bash\nnpm i\n```\n", { languageId: "markdown" });
    const edited = "```bash\nnpm ci\n```\n";
    assert.deepEqual(replacementOf(edited, block, "````"), { text: edited });
    assert.deepEqual(replacementOf(`\`\`\`markdown\n${edited}\`\`\``, block, "````"), { text: edited });
    const two = "```\na\n```\n\nand\n\n```\nb\n```\n";
    const text = selected("One and two.\n", { languageId: "markdown" });
    assert.deepEqual(replacementOf(two, text, "````"), { text: two });
  });

  it("keeps the fences of code that has some", () => {
    const doc = (word: string) => `const doc = \`\n\`\`\`sh\n${word}\n\`\`\`\n\`;\n`;
    const old = selected(doc("one"));
    for (const said of [doc("two"), `\`\`\`ts\n${doc("two")}\`\`\``])
      assert.deepEqual(replacementOf(said, old, "````"), { text: doc("two") }, said);
  });

  it("may get an example in its documentation", () => {
    const old = selected("    def area(self):\n        return self.w\n", { languageId: "python" });
    const answer =
      '    def area(self):\n        """The area.\n\n        ```python\n        square.area()\n        ```\n        """\n        return self.w\n';
    for (const said of [answer, `${answer}\`\`\``, `${answer}    \`\`\`\n\nDone.`])
      assert.deepEqual(replacementOf(said, old), { text: answer }, said);
  });

  it("has no placeholder that wasn't there before", () => {
    const old = "function f() {\n  b();\n  c();\n  d();\n}\n";
    const answer = "function f() {\n  if (!x) return;\n  // ... existing code ...\n}\n";
    assert.deepEqual(replacementOf(answer, selected(old)), { unusable: "placeholder" });
    const known = old.replace("  b();", "  // ... existing code ...");
    assert.ok("text" in replacementOf(answer, selected(known)));
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
