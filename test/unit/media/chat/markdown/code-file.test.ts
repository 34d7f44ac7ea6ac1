import assert from "node:assert/strict";
import { codeInfo } from "../../../../../media/chat/markdown/code-file.ts";

describe("what a fence says of its code", () => {
  const cases: [fence: string, code: string, language: string, file?: string][] = [
    ["ts", "let x;\n", "ts"],
    ["", "let x;\n", ""],
    ["ts src/a.ts", "", "ts", "src/a.ts"],
    ['ts title="src/a.ts"', "", "ts", "src/a.ts"],
    ["ts filename=a.ts {1,3}", "", "ts", "a.ts"],
    ["ts:src/a.ts", "", "ts", "src/a.ts"],
    ["src/my-app/a.test.ts", "", "ts", "src/my-app/a.test.ts"],
    ["C++", "", "C++"],
    ["c#", "", "c#"],
    ["ts", "// src/a.ts\nlet x;\n", "ts", "src/a.ts"],
    ["py", "# tools/make.py\nx = 1\n", "py", "tools/make.py"],
    ["css", "/* a.css */\nb {}\n", "css", "a.css"],
    ["html", "<!-- pages/index.html -->\n<p>\n", "html", "pages/index.html"],
    ["sql", "-- file: a/b.sql\nselect 1;\n", "sql", "a/b.sql"],
    ["bat", "rem a\\b.bat\n", "bat"],
    ["ts", "// src\\a.ts\nlet x;\n", "ts", "src\\a.ts"],
    ["sh", "#!/bin/bash\nls\n", "sh"],
    ["c", "#include <stdio.h>\nint x;\n", "c"],
    ["ts", "// Adds two numbers.\nlet x;\n", "ts"],
    ["ts", "// https://example.org/a.ts\nlet x;\n", "ts"],
    ["js", "// 1.2\nlet x;\n", "js"],
    ["ts", "// a.ts", "ts"],
    ["diff", "--- a/src/a.ts\n+++ b/src/a.ts\n@@\n-1\n+2\n", "diff", "src/a.ts"],
    ["diff", "--- src/a.ts\n+++ /dev/null\n@@\n-1\n", "diff", "src/a.ts"],
    ["bash", "apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: src/a.py\n@@\n-1\n", "diff", "src/a.py"],
    ["python src/b.py", "*** Begin Patch\n*** Update File: src/a.py\n@@\n-1\n", "diff", "src/a.py"],
    ["python src/a.py", "<<<<<<< SEARCH\n1\n=======\n2\n>>>>>>> REPLACE\n", "diff", "src/a.py"],
    ["ts", "// src/a.ts\n<<<<<<< SEARCH\n1\n=======\n2\n>>>>>>> REPLACE\n", "diff", "src/a.ts"],
    ["markdown", "- one\n- two\n", "markdown"],
    ["ts", "+++ b/src/a.ts\n", "ts"],
  ];
  for (const [fence, code, language, file] of cases)
    it(`\`${fence}\` over ${JSON.stringify(code)}: ${language || "no language"}, ${file ?? "no file"}`, () => {
      assert.deepEqual(codeInfo(fence, code), file === undefined ? { language } : { language, file });
    });

  it("has all files that a patch is for", () => {
    const patch = "*** Begin Patch\n*** Add File: a.ts\n+1\n*** Delete File: b.ts\n*** Add File: a.ts\n";
    assert.deepEqual(codeInfo("", patch), { language: "diff", files: ["a.ts", "b.ts"] });
  });

  it("is no file where a line is longer than any path", () => {
    const long = `${"a/".repeat(50_000)}a.ts`;
    assert.deepEqual(codeInfo("ts", `// ${long}\n`), { language: "ts" });
    assert.equal(codeInfo(`ts ${long}`, "").file, undefined);
  });
});
