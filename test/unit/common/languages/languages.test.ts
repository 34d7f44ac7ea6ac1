import assert from "node:assert/strict";
import {
  extensionsOf,
  languageName,
  languageOfPath,
  languageOfTag,
  lineCommentMark,
  sameFamily,
  syntaxOf,
} from "../../../../common/languages/languages.ts";
import { LANGUAGES } from "../../../../common/languages/table.ts";

describe("languages", () => {
  it("are found by every name that a fence has for them", () => {
    const tags: Record<string, string> = {
      ts: "typescript",
      tsx: "typescriptreact",
      js: "javascript",
      jsx: "javascriptreact",
      py: "python",
      rb: "ruby",
      rs: "rust",
      golang: "go",
      "c++": "cpp",
      cs: "csharp",
      kt: "kotlin",
      md: "markdown",
      yml: "yaml",
      bash: "shellscript",
      sh: "shellscript",
      zsh: "shellscript",
      shell: "shellscript",
      ps1: "powershell",
      text: "plaintext",
      hcl: "terraform",
      TypeScript: "typescript",
    };
    for (const [tag, id] of Object.entries(tags)) assert.equal(languageOfTag(tag), id, tag);
    for (const id of Object.keys(LANGUAGES)) assert.equal(languageOfTag(id), id);
    assert.equal(languageOfTag("brainfuck"), undefined);
    assert.equal(languageOfTag(""), undefined);
  });

  it("are found by the ending of a file's name", () => {
    const paths: [path: string, id: string | undefined][] = [
      ["src/a.ts", "typescript"],
      ["A.JAVA", "java"],
      ["include/a.h", "cpp"],
      ["a.test.tsx", "typescriptreact"],
      ["types.d.ts", "typescript"],
      ["dir.py/readme", undefined],
      ["a.unknown", undefined],
    ];
    for (const [path, id] of paths) assert.equal(languageOfPath(path), id, path);
  });

  it("have no ending of files twice", () => {
    const all = Object.entries(LANGUAGES).flatMap(([id, facts]) =>
      ("extensions" in facts ? facts.extensions : []).map((extension) => [extension, id] as const),
    );
    for (const [extension, id] of all) assert.equal(languageOfPath(`a.${extension}`), id, extension);
    assert.deepEqual(extensionsOf("python", "go"), [".py", ".pyi", ".pyw", ".go"]);
  });

  it("that aren't listed go by their id, and read like C without a comment to write", () => {
    assert.deepEqual(languageName("my lang"), { name: "my lang", tag: "mylang" });
    assert.deepEqual(syntaxOf("my lang"), syntaxOf("c"));
    assert.equal(lineCommentMark("my lang"), undefined);
  });

  it("have comments up to the end of the line, where one is right everywhere in a file", () => {
    const marks: Record<string, string | undefined> = {
      typescript: "//",
      python: "#",
      terraform: "#",
      php: "//",
      sql: "--",
      clojure: ";",
      latex: "%",
      html: undefined,
      json: undefined,
      css: undefined,
      vue: undefined,
      markdown: undefined,
    };
    for (const [id, mark] of Object.entries(marks)) assert.equal(lineCommentMark(id), mark, id);
  });

  it("of a family are examples for each other", () => {
    assert.ok(sameFamily("typescript", "vue"));
    assert.ok(sameFamily("c", "cuda-cpp"));
    assert.ok(sameFamily("brainfuck", "brainfuck"));
    assert.ok(!sameFamily("python", "ruby"));
    assert.ok(!sameFamily("brainfuck", "befunge"));
  });
});
