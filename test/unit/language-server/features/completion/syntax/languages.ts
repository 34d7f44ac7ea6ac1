/** Code in each language that has a grammar. */

export interface CodeOfLanguage {
  /** A document without an error; `|` is the cursor. */
  at: string;
  /** What is fine there. */
  good: string;
  /** What is an error there, also on a line behind what is fine. */
  bad: string;
  /** What is an error of the document itself when it stands behind it. */
  broken: string;
}

const C_LIKE = {
  at: "int f(int a) {\n  |\n}\n",
  good: "if (a > 1) {\n    g(a);\n  }",
  bad: "g(a, (",
  broken: "\nint h( {\n",
};
const SCRIPT = {
  at: "function f(a) {\n  |\n}\n",
  good: "for (const b of a) {\n    g(b);\n  }",
  bad: "g(a, {",
  broken: "\nfunction h( {\n",
};

export const LANGUAGES: Readonly<Record<string, CodeOfLanguage>> = {
  c: C_LIKE,
  cpp: { ...C_LIKE, good: "for (const auto& b : a) {\n    g(b);\n  }" },
  csharp: {
    at: "class A {\n  int F(int a) {\n    |\n  }\n}\n",
    good: "foreach (var b in a) {\n      G(b);\n    }",
    bad: "G(a, (",
    broken: "\nclass B { int H( }\n",
  },
  css: {
    at: "a {\n  |\n}\n",
    good: "color: red;\n  margin: 0 auto;",
    bad: "color: {",
    broken: "\nb { color: ; {\n",
  },
  "cuda-cpp": C_LIKE,
  go: {
    at: "package a\n\nfunc f(a int) {\n\t|\n}\n",
    good: "if a > 1 {\n\t\tg(a)\n\t}",
    bad: "g(a, (",
    broken: "\nfunc h( {\n",
  },
  html: { at: "<ul>\n  |\n</ul>\n", good: "<li>A</li>\n  <li>B</li>", bad: "</ol", broken: "\n<p\n" },
  java: {
    at: "class A {\n  int f(int a) {\n    |\n  }\n}\n",
    good: "for (int b : a) {\n      g(b);\n    }",
    bad: "g(a, (",
    broken: "\nclass B { int h( }\n",
  },
  javascript: SCRIPT,
  javascriptreact: { ...SCRIPT, good: "return (\n    <ul>\n      {a}\n    </ul>\n  );" },
  json: { at: "[\n  1|\n]\n", good: ',\n  { "a": [2] }', bad: ',\n  { "b" 3', broken: "\n{ : }\n" },
  jsonc: { at: "[\n  1|\n]\n", good: ', // two\n  { "a": [2] }', bad: ',\n  { "b" 3', broken: "\n{ : }\n" },
  lua: {
    at: "local function f(a)\n  |\nend\n",
    good: "for _, b in ipairs(a) do\n    g(b)\n  end",
    bad: "g(a, (",
    broken: "\nlocal function h(\n",
  },
  php: {
    at: "<?php\nfunction f($a) {\n  |\n}\n",
    good: "foreach ($a as $b) {\n    g($b);\n  }",
    bad: "g($a, (",
    broken: "\nfunction h( {\n",
  },
  powershell: {
    at: "function F($a) {\n  |\n}\n",
    good: "foreach ($b in $a) {\n    G $b\n  }",
    bad: "if ($a -gt (",
    broken: "\nfunction H( {\n",
  },
  python: {
    at: "def f(a):\n    |\n\nf(1)\n",
    good: "for b in a:\n        g(b)\n    return a",
    bad: "return (a,",
    broken: "\ndef h(:\n",
  },
  ruby: {
    at: "def f(a)\n  |\nend\n",
    good: "a.each do |b|\n    g(b)\n  end",
    bad: "g(a, (",
    broken: "\nh = [1, )]\n",
  },
  rust: {
    at: "fn f(a: i32) {\n    |\n}\n",
    good: "for b in a {\n        g(b);\n    }",
    bad: "g(a, (",
    broken: "\nfn h( {\n",
  },
  shellscript: {
    at: "f() {\n  a\n  |\n}\n",
    good: 'for a in "$@"; do\n    g "$a"\n  done',
    bad: "if g; then",
    broken: "\na )\n",
  },
  typescript: { ...SCRIPT, at: "function f(a: A[]): void {\n  |\n}\n" },
  typescriptreact: {
    ...SCRIPT,
    at: "function f(a: A[]) {\n  |\n}\n",
    good: "return (\n    <ul>\n      {a}\n    </ul>\n  );",
  },
  yaml: { at: "a:\n  - 1\n  |\n", good: "- b: 2\n    c: [3]", bad: "- d: [4", broken: "e: ]\n" },
};
