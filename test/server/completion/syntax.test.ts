import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { FromSyntax } from "../../../language-server/features/completion/syntax/messages.ts";
import { startSyntaxThread } from "../../../language-server/features/completion/syntax/syntax-thread.ts";
import { startPlayed } from "../support/played-server.ts";
import { until } from "../support/until.ts";

const WORKER = fileURLToPath(new URL("../../../dist/syntax-worker.mjs", import.meta.url));

/** Of each language a document, and behind it what is an error there. */
const ERRORS: Readonly<Record<string, readonly [text: string, error: string]>> = {
  c: ["int f(int a) { return a; }\n", "int g( {"],
  cpp: ["class A { int f() const; };\n", "class B { int"],
  csharp: ["class A { int F() => 1; }\n", "class B { int G( }"],
  css: ["a { color: red; }\n", "b { color: blue;"],
  go: ["package a\n\nfunc f() {}\n", "func g( {"],
  html: ["<p>A</p>\n", "<a"],
  java: ["class A { int f() { return 1; } }\n", "class B { int g( }"],
  javascript: ["f();\n", "g("],
  javascriptreact: ["const a = <p>{b}</p>;\n", "const c = <p>{d}</a"],
  json: ['{ "a": 1 }\n', "{"],
  lua: ["local a = f()\n", "local b = ("],
  php: ["<?php\nf();\n", "g(;"],
  powershell: ["Get-Item a\n", "if ("],
  python: ["def f():\n    return 1\n", "def g(:"],
  ruby: ["def f\n  1\nend\n", "def g"],
  rust: ["fn f() -> i32 { 1 }\n", "fn g( {"],
  shellscript: ["if a; then b; fi\n", "if c; then"],
  typescript: ["const a: A = f();\n", "const b: = "],
  typescriptreact: ["const a: A = <p>{b}</p>;\n", "const c = <p>"],
  yaml: ["a:\n  - 1\n", "b: [1"],
};

describe("the thread of the grammars", () => {
  it("knows errors of all its languages", async () => {
    const waiting: ((message: FromSyntax) => void)[] = [];
    const thread = startSyntaxThread(WORKER, {
      onMessage: (message) => waiting.shift()?.(message),
      onFailed: (reason) => assert.fail(reason),
    });
    const answered = () => new Promise<FromSyntax>((resolve) => waiting.push(resolve));
    const found = new Map<string, unknown>();
    for (const [id, [languageId, [text, error]]] of Object.entries(ERRORS).entries()) {
      thread.post({ type: "parse", id, uri: `file:///${id}`, languageId, text });
      assert.deepEqual(await answered(), { type: "parsed", id });
      const insertion = { text: error, replaced: 0 };
      thread.post({ type: "look", id, parsed: id, cursor: text.length, insertion });
      const looked = await answered();
      found.set(languageId, looked.type === "looked" ? looked.fitting : looked);
    }
    thread.end();
    assert.deepEqual(
      Object.fromEntries(found),
      Object.fromEntries(Object.keys(ERRORS).map((id) => [id, null])),
    );
  });
});

describe("a suggestion", () => {
  it("ends before an error of the language, once its document is parsed", async () => {
    await using played = await startPlayed();
    const { engine, server, workplace } = played;
    const uri = workplace.uri("a.ts");
    await server.open(uri, "function f(a) {\n  \n}\n");
    engine.stream = { says: ["one(a);\n  two(a);\n  three(a, {"] };
    const suggest = async () => (await server.suggest(uri, { line: 1, character: 2 }))?.insertText;
    await until(
      "the grammar has shortened it",
      async () => (await suggest()) === "one(a);\n  two(a);" || undefined,
    );
  });
});
