import assert from "node:assert/strict";
import { failureOf } from "../../../../../eval/edits/checks.ts";
import { compileErrors } from "../../../../../eval/edits/code/compile.ts";
import { LANGUAGES, type Language } from "../../../../../eval/edits/code/grammar.ts";
import { Parsers } from "../../../../../eval/edits/code/parsers.ts";
import type { Check } from "../../../../../eval/edits/task.ts";

describe("code under evaluation", function () {
  // The compiler reads its libraries once.
  this.timeout(60_000);
  let parsers: Parsers;
  before(async () => {
    parsers = await Parsers.load();
  });
  after(() => parsers?.[Symbol.dispose]());

  function failure(check: Check, language: Language, after: string, before = after): string | undefined {
    using old = parsers.parse(before, language);
    using code = parsers.parse(after, language);
    return failureOf(check, code, old);
  }
  const holds = (check: Check, language: Language, after: string, before?: string) =>
    failure(check, language, after, before) === undefined;

  const GOOD: Record<Language, string> = {
    typescript: "const a: number = 1;\n",
    javascript: "const a = 1;\n",
    python: "def f():\n    return 1\n",
    go: "package a\n\nfunc f() int { return 1 }\n",
    rust: "fn f() -> u32 { 1 }\n",
    java: "class A { int f() { return 1; } }\n",
  };
  for (const language of LANGUAGES)
    it(`is parsed in ${language}, and its faults are found with their line`, () => {
      using good = parsers.parse(GOOD[language], language);
      assert.equal(good.syntaxError(), undefined);
      using bad = parsers.parse(`${GOOD[language]}f((1;\n`, language);
      assert.match(bad.syntaxError() ?? "", /^line \d+: /);
    });

  const DEEP: Record<Language, string> = {
    typescript: "const f = (a: number) => { if (a) { for (;;) {} } else if (a) {} else if (a) {} };",
    javascript: "class A { f(a) { if (a) { for (;;) {} } else if (a) {} else if (a) {} } }",
    python: "def f(a):\n    if a:\n        for b in a:\n            pass\n    elif a:\n        pass\n",
    go: "package a\nfunc f(a bool) { if a { for {} } else if a {} else if a {} }",
    rust: "fn f(a: bool) { if a { loop {} } else if a {} else if a {} }",
    java: "class A { void f(boolean a) { if (a) { for (;;) {} } else if (a) {} else if (a) {} } }",
  };
  for (const language of LANGUAGES)
    it(`nests in ${language} as a reader sees it`, () => {
      assert.equal(holds({ depthAtMost: 2, inside: "f" }, language, DEEP[language]), true);
      assert.match(failure({ depthAtMost: 1, inside: "f" }, language, DEEP[language]) ?? "", /2 deep, not 1/);
      assert.match(failure({ depthAtMost: 1, inside: "g" }, language, DEEP[language]) ?? "", /no function g/);
    });

  const DOC = "It says what it is good for.";
  const documented: [Language, string, string][] = [
    ["typescript", `/** ${DOC} */\nexport const f = () => 1;`, `// ${DOC}\nexport const f = () => 1;`],
    ["javascript", `/**\n * ${DOC}\n */\nfunction f() {}`, `/** ${DOC} */\n\nlet a;\nfunction f() {}`],
    ["python", `def f():\n    """${DOC}"""\n    return 1\n`, `# ${DOC}\ndef f():\n    return 1\n`],
    ["go", `package a\n\n// f: ${DOC}\nfunc f() {}\n`, `package a\n\n// ${DOC}\nfunc f() {}\n`],
    ["rust", `/// ${DOC}\n#[inline]\nfn f() {}\n`, `// ${DOC}\nfn f() {}\n`],
    ["java", `class A {\n /** ${DOC} */\n void f() {}\n}`, `class A {\n // ${DOC}\n void f() {}\n}`],
  ];
  for (const [language, right, wrong] of documented)
    it(`is documented in ${language} by the language's own comments, right above`, () => {
      assert.equal(holds({ documented: "f" }, language, right), true);
      assert.equal(holds({ documented: "f" }, language, wrong), false);
      assert.equal(holds({ documented: "f" }, language, right.replace(DOC, "It is.")), false);
      assert.equal(holds({ documented: "f", mentions: ["good"] }, language, right), true);
      assert.equal(holds({ documented: "f", mentions: ["@param"] }, language, right), false);
    });

  it("stays the same when only comments, docstrings and white space come", () => {
    const before = "def f(a):\n    return a\n";
    const after = 'def f(a):\n    """About a."""\n    # Here.\n    return  a\n';
    assert.equal(holds({ sameCode: true }, "python", after, before), true);
    assert.equal(holds({ sameCode: true }, "python", after.replace("return  a", "return  b"), before), false);
    assert.equal(holds({ sameCode: true }, "python", 'def f(a):\n    return "a"\n', before), false);
    assert.equal(holds({ sameCode: true }, "rust", "/// Doc.\nfn f() {}\n", "fn f() {}\n"), true);
  });

  it("is searched without comments and white space, in a function or everywhere", () => {
    const code = "// f(old)\nfunction f( a ) {\n  return  a;\n}\nfunction g() { return b; }\n";
    assert.equal(holds({ has: "function f(a) {return a" }, "javascript", code), true);
    assert.equal(holds({ has: /f\( a \) \{ return a;/ }, "javascript", code), true);
    assert.equal(holds({ lacks: "old" }, "javascript", code), true);
    assert.equal(holds({ has: "return b", inside: "f" }, "javascript", code), false);
    assert.equal(holds({ has: "return b", inside: "g" }, "javascript", code), true);
    assert.match(failure({ lacks: "return b", inside: "h" }, "javascript", code) ?? "", /no function h/);
    assert.equal(holds({ defines: "g" }, "javascript", code), true);
    assert.equal(holds({ defines: "a" }, "javascript", code), false);
  });

  it("is compiled: TypeScript wholly, JavaScript for its names", () => {
    const codes = (text: string, language: Language) => compileErrors(text, language).map(({ code }) => code);
    assert.deepEqual(codes("export const a: string = 1;", "typescript"), [2322]);
    assert.deepEqual(codes("export const a = (b) => b;", "typescript"), [7006]);
    assert.deepEqual(codes("export const a = (b) => b.c * 2;", "javascript"), []);
    assert.deepEqual(codes("export const a = () => missing;", "javascript"), [2304]);
    assert.deepEqual(codes("def f(:", "python"), []);
  });
});
