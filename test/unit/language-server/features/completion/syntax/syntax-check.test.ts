import assert from "node:assert/strict";
import { SyntaxCheck } from "../../../../../../language-server/features/completion/syntax/syntax-check.ts";
import { readFromPackages } from "../../../../common/declarations/grammar-files.ts";
import { at, NO_TIME_PASSES } from "../typing.ts";
import { checkerHere } from "./checker-here.ts";

interface Case {
  name: string;
  languageId: string;
  /** The document; `|` is the cursor. */
  at: string;
  text: string;
  replaced?: number;
  /** What is left of the text; null: nothing. */
  fits: string | null;
}

/** A method without its head. */
const METHOD =
  "class A {\n  static f|\n    const a = 1;\n    a.b(\n      c(),\n    );\n    return a;\n  }\n\n" +
  "  g(a: number) {\n    return a;\n  }\n\n  static h(a: number): A {\n    return a;\n  }\n}\n";

const CASES: Case[] = [
  {
    name: "a whole block as it is",
    languageId: "typescript",
    at: "function f(a: number) {\n  |\n}\n",
    text: "if (a > 1) {\n    return a;\n  }",
    fits: "if (a > 1) {\n    return a;\n  }",
  },
  {
    name: "the statements before one that isn't whole",
    languageId: "typescript",
    at: "function f(a: number) {\n  |\n}\n",
    text: "g(a);\n  h(a);\n  const b = {",
    fits: "g(a);\n  h(a);",
  },
  {
    name: "nothing of a statement that isn't whole",
    languageId: "typescript",
    at: "function f(a: number) {\n  |\n}\n",
    text: "g(a, [1, 2;",
    fits: null,
  },
  {
    name: "what ends an error of before",
    languageId: "typescript",
    at: "const a = |\nconst b = 2;\n",
    text: "f(1);",
    fits: "f(1);",
  },
  {
    name: "nothing that leaves an error in the line that is typed",
    languageId: "typescript",
    at: "const a = f(|\nconst b = 2;\n",
    text: "1, [2);",
    fits: null,
  },
  {
    name: "what is fine in a line that is typed, beside an error of another one",
    languageId: "typescript",
    at: "const a = {|\nconst b = c ? { d: (e) : f;\n",
    text: " g: 1 };",
    fits: " g: 1 };",
  },
  {
    name: "nothing with an error in its own line, though it ends one of another line",
    languageId: "javascript",
    at: "export function |\n  const a = 1;\n  return a;\n}\n",
    text: "f(b: C) {",
    fits: null,
  },
  {
    name: "a head that the lines below it lack",
    languageId: "javascript",
    at: "export function |\n  const a = 1;\n  return a;\n}\n",
    text: "f(b) {",
    fits: "f(b) {",
  },
  {
    name: "what replaces what the editor closed",
    languageId: "javascript",
    at: "f({|});\n",
    text: "a: 1 }, [2]);",
    replaced: 3,
    fits: "a: 1 }, [2]);",
  },
  {
    name: "a body in Python",
    languageId: "python",
    at: "def f(a):\n    |\n\nf(1)\n",
    text: "for b in a:\n        g(b)\n    return (a,",
    fits: "for b in a:\n        g(b)",
  },
  {
    name: "an element in HTML",
    languageId: "html",
    at: "<ul>\n  |\n</ul>\n",
    text: "<li>A</li>\n  </ol",
    fits: "<li>A</li>",
  },
  {
    name: "an element in HTML with template tags in it",
    languageId: "html",
    at: "<ul>\n  {% for a in b %}\n  |\n  {% endfor %}\n</ul>\n",
    text: '<input {% if a == "c" %}checked{% endif %} value="{{ a.b|d:\'e\' }}">',
    fits: '<input {% if a == "c" %}checked{% endif %} value="{{ a.b|d:\'e\' }}">',
  },
  {
    name: "the rest of a template tag in an element",
    languageId: "html",
    at: '<div class="a {% if b|">\n  <p {{ c }}>d</p>\n</div>\n',
    text: " < 1 %}e{% endif %}",
    fits: " < 1 %}e{% endif %}",
  },
  {
    name: "nothing with an error beside template tags",
    languageId: "html",
    at: "<div {% if a < 1 %}b{% endif %}>\n  |\n</div>\n",
    text: "<p {{ c }}>{{ d }}</p",
    fits: null,
  },
  {
    name: "an element beside a template tag that isn't ended",
    languageId: "html",
    at: "<p>\n  |\n</p>\n",
    text: '<a href="{{ b }" class="c">{{ d }}</a>{{{ e }}}',
    fits: '<a href="{{ b }" class="c">{{ d }}</a>{{{ e }}}',
  },
  {
    name: "a value that a template puts into a script",
    languageId: "html",
    at: "<script>\n  const a = |\n</script>\n",
    text: "{{ b|json }};",
    fits: "{{ b|json }};",
  },
  {
    name: "nothing with an error in its own line, though without it the lines below are a lot of errors",
    languageId: "typescript",
    at: METHOD,
    text: "(b: B): A => {",
    fits: null,
  },
  {
    name: "a head that they lack",
    languageId: "typescript",
    at: METHOD,
    text: "(b: B): A {",
    fits: "(b: B): A {",
  },
  {
    name: "nothing that takes the end of a block from the code around it",
    languageId: "typescript",
    at: "interface A {\n  f(\n    a: B,\n  ):\n    |\n}\n",
    text: "{\n      return {",
    fits: null,
  },
  {
    name: "nothing that makes an error of the rest of the line",
    languageId: "rust",
    at: "fn f<R>(a: R) -> |usize>>\nwhere\n    R: A,\n{\n    a\n}\n",
    text: "Option<B<C<",
    fits: null,
  },
  {
    name: "what the rest of the line lacks",
    languageId: "rust",
    at: "fn f<R>(a: R) -> |usize>>\nwhere\n    R: A,\n{\n    a\n}\n",
    text: "Option<B<",
    fits: "Option<B<",
  },
  {
    name: "a script in HTML",
    languageId: "html",
    at: "<p>\n<script>\n  f();\n  |\n</script>\n",
    text: "g(1);\n  h(2, {",
    fits: "g(1);",
  },
  {
    name: "a style in HTML, beside a script that isn't looked at",
    languageId: "html",
    at: "<script type='text/x-template'>\n  f(\n</script>\n<style>\n  a { |}\n</style>\n",
    text: "color: {",
    fits: null,
  },
  {
    name: "data in HTML",
    languageId: "html",
    at: '<script type="application/ld+json">\n{ "a": 1| }\n</script>\n',
    text: ", b: 2",
    fits: null,
  },
  {
    name: "a script in Vue, in the language that it says",
    languageId: "vue",
    at: '<template>\n  <p>{{ a < b }}</p>\n</template>\n<script setup lang="ts">\nconst a: number = 1;\n|\n</script>\n',
    text: "const b: A<string> = f();\nconst c: = 1;",
    fits: "const b: A<string> = f();",
  },
  {
    name: "anything in a template of Vue",
    languageId: "vue",
    at: "<template>\n  |\n</template>\n",
    text: '<p v-if="a">{{ a < b && c</p',
    fits: '<p v-if="a">{{ a < b && c</p',
  },
  {
    name: "a script in Svelte",
    languageId: "svelte",
    at: "<script>\n  let a = 1;\n  |\n</script>\n{#if a < 2}<p>A</p>{/if}\n",
    text: "f(a, [;",
    fits: null,
  },
  {
    name: "values in JSON",
    languageId: "json",
    at: "[\n  1|\n]\n",
    text: ',\n  { "b": 2 }\n  { "c" 3 }',
    fits: ',\n  { "b": 2 }',
  },
  {
    name: "no bracket of what ends far below",
    languageId: "typescript",
    at: `class A {\n  a() {|\n${"  b() { return call(1); }\n".repeat(200)}}\n`,
    text: " return 1; }}",
    fits: " return 1; }",
  },
  {
    name: "no bracket of what began far above, and ends below",
    languageId: "typescript",
    at: `f(() => {\n${"  call(1, other);\n".repeat(300)}  g(|\n});\n`,
    text: "a, [1])});",
    fits: "a, [1])",
  },
  {
    name: "no tag of what began far above, and ends behind the one that is replaced",
    languageId: "html",
    at: `<div>\n${"<i>one of many</i>\n".repeat(300)}<div>|</div>\n</div>\n`,
    text: "A</div></div>",
    replaced: 6,
    fits: "A</div>",
  },
  {
    name: "nothing of what only closes",
    languageId: "html",
    at: "<div>\n<b></b>|\n</div>\n",
    text: "</div></div>",
    fits: null,
  },
  {
    name: "anything in a document that its grammar doesn't understand",
    languageId: "c",
    at: "A(\nB{\n#if C\n)D\n]E }\n|\n",
    text: "f(;",
    fits: "f(;",
  },
  {
    name: "anything in a language without a grammar",
    languageId: "plaintext",
    at: "|",
    text: "a ( b",
    fits: "a ( b",
  },
];

describe("a syntax check leaves", () => {
  const checker = checkerHere();

  for (const { name, languageId, at: marked, text, replaced = 0, fits } of CASES) {
    it(name, async () => {
      const document = { ...at(marked), uri: `file:///${name}`, languageId };
      checker.prepare(document);
      assert.equal((await checker.fit(document, { text, replaced }))?.text ?? null, fits);
    });
  }

  it("the same in a document that was typed on in", async () => {
    const { text, cursor } = at("// 😀\nfunction f() {\n  |\n}\n");
    let document = { text, cursor, uri: "file:///a.ts", languageId: "typescript" };
    for (const typed of ["g", "(", "1", ")", ";"]) {
      checker.prepare(document);
      document = {
        ...document,
        text: document.text.slice(0, document.cursor) + typed + document.text.slice(document.cursor),
        cursor: document.cursor + typed.length,
      };
    }
    checker.prepare(document);
    assert.equal((await checker.fit(document, { text: "\n  h(2);\n  k(", replaced: 0 }))?.text, "\n  h(2);");
  });
});

describe("a syntax check knows", () => {
  const insertion = { text: "f(", replaced: 0 };
  const source = (id: number, uri: string, text = "g();\n") => ({ id, uri, languageId: "typescript", text });
  const newCheck = (now = NO_TIME_PASSES) =>
    new SyntaxCheck(readFromPackages, (line) => assert.fail(line), now);

  it("a text and the one before it", async () => {
    const check = newCheck();
    for (const [index, text] of ["a();\n", "a();\nb();\n", "a();\n"].entries())
      await check.prepare(source(index, "file:///a.ts", text));
    assert.deepEqual(
      [0, 1, 2].map((id) => check.fit(id, 0, insertion)),
      [insertion, null, null],
    );
  });

  it("few documents", async () => {
    const check = newCheck();
    for (let id = 0; id < 6; id++) await check.prepare(source(id, `file:///${id}.ts`));
    assert.equal(check.fit(0, 0, insertion), insertion);
    assert.equal(check.fit(5, 0, insertion), null);
  });

  it("nothing of one that was closed, or takes too long to parse", async () => {
    let now = 0;
    const check = newCheck(() => (now += 300));
    await check.prepare(source(1, "file:///long.ts", "g();\n".repeat(10_000)));
    assert.equal(check.fit(1, 0, insertion), insertion);
    const other = newCheck();
    await other.prepare(source(1, "file:///a.ts"));
    other.forget("file:///a.ts");
    assert.equal(other.fit(1, 0, insertion), insertion);
  });
});
