// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are documents in several languages
/** What is in the document after accepting, where the model and the editor disagree about what follows the cursor. */
import assert from "node:assert/strict";
import { Editor } from "./editor.ts";

interface Case {
  name: string;
  languageId: string;
  /** The document; `|` is the cursor. */
  at: string;
  /** What the model writes. */
  model: string;
  /** The token limit ends it. */
  cut?: boolean;
  /** The document after accepting, or null when nothing is shown. */
  accepted: string | null;
}

const CASES: Record<string, Case[]> = {
  "a closing tag right of the cursor isn't written twice": [
    {
      name: "in a list",
      languageId: "html",
      at: "<ol>\n  <li>|</li>\n</ol>\n",
      model: "First</li>\n</ol>",
      accepted: "<ol>\n  <li>First</li>\n</ol>\n",
    },
    {
      name: "with more elements behind it",
      languageId: "html",
      at: "<tr><td>|</td></tr>\n",
      model: "1</td><td>2</td></tr>",
      accepted: "<tr><td>1</td><td>2</td></tr>\n",
    },
    {
      name: "over several lines",
      languageId: "html",
      at: "<section>|</section>\n",
      model: "\n  <p>It's here</p>\n</section>",
      accepted: "<section>\n  <p>It's here</p>\n</section>\n",
    },
    {
      name: "around an element of the same name",
      languageId: "html",
      at: "<div>|</div>\n",
      model: "<div>inner</div></div>",
      accepted: "<div><div>inner</div></div>\n",
    },
    {
      name: "that the answer doesn't write",
      languageId: "html",
      at: "<title>|</title>\n",
      model: "A page",
      accepted: "<title>A page</title>\n",
    },
    {
      name: "behind an attribute",
      languageId: "html",
      at: '<a href="|"></a>\n',
      model: '/home">Home</a>',
      accepted: '<a href="/home">Home</a>\n',
    },
    {
      name: "behind the end of the opening tag",
      languageId: "html",
      at: "<button|></button>\n",
      model: ' type="submit">Send</button>',
      accepted: '<button type="submit">Send</button>\n',
    },
    {
      name: "in JSX, with what closes behind it",
      languageId: "typescriptreact",
      at: "const label = (<b>|</b>);\n",
      model: "{user.name}</b>);",
      accepted: "const label = (<b>{user.name}</b>);\n",
    },
    {
      name: "of a fragment",
      languageId: "javascriptreact",
      at: "return <>|</>;\n",
      model: "<Row /></>;",
      accepted: "return <><Row /></>;\n",
    },
    {
      name: "behind a brace",
      languageId: "typescriptreact",
      at: "<td>{|}</td>\n",
      model: 'cell.text ?? "-"}</td>',
      accepted: '<td>{cell.text ?? "-"}</td>\n',
    },
    {
      name: "in Vue",
      languageId: "vue",
      at: "<template>\n  <td>{{ | }}</td>\n</template>\n",
      model: "cell.text }}</td>",
      accepted: "<template>\n  <td>{{ cell.text }}</td>\n</template>\n",
    },
    {
      name: "in Svelte",
      languageId: "svelte",
      at: "<h2 class={|}></h2>\n",
      model: "big}>Hi {who}</h2>",
      accepted: "<h2 class={big}>Hi {who}</h2>\n",
    },
    {
      name: "in XML",
      languageId: "xml",
      at: "<dc:title>|</dc:title>\n",
      model: "Essays</dc:title>",
      accepted: "<dc:title>Essays</dc:title>\n",
    },
  ],
  "closers behind an interpolation aren't written twice": [
    {
      name: "in Python",
      languageId: "python",
      at: 'log(f"{|}")\n',
      model: 'count} of {total}")',
      accepted: 'log(f"{count} of {total}")\n',
    },
    {
      name: "in a template literal",
      languageId: "javascript",
      at: "send(`to ${|}`);\n",
      model: "first(names)}, now`);",
      accepted: "send(`to ${first(names)}, now`);\n",
    },
    {
      name: "that the answer leaves alone",
      languageId: "javascript",
      at: "send(`to ${|}`);\n",
      model: "name",
      accepted: "send(`to ${name}`);\n",
    },
    {
      name: "of a shell",
      languageId: "shellscript",
      at: 'today="$(|)"\n',
      model: 'date +%F)"\necho "$today"',
      accepted: 'today="$(date +%F)"\n',
    },
    {
      name: "in Ruby",
      languageId: "ruby",
      at: 'puts "#{|}!"\n',
      model: "name}",
      accepted: 'puts "#{name}!"\n',
    },
    {
      name: "in Kotlin",
      languageId: "kotlin",
      at: 'println("${|}")\n',
      model: 'items.size} items")',
      accepted: 'println("${items.size} items")\n',
    },
    {
      name: "in Swift",
      languageId: "swift",
      at: 'print("\\(|)")\n',
      model: 'items.count) items")',
      accepted: 'print("\\(items.count) items")\n',
    },
    {
      name: "in C#",
      languageId: "csharp",
      at: 'Write($"{|}");\n',
      model: 'Count} items");',
      accepted: 'Write($"{Count} items");\n',
    },
    {
      name: "in Rust",
      languageId: "rust",
      at: 'format!("{|}")\n',
      model: ':?} and {}", a, b)',
      accepted: 'format!("{:?} and {}", a, b)\n',
    },
  ],
  "quotes that the editor closed are typed over": [
    {
      name: "three of them",
      languageId: "python",
      at: 'def load():\n    """|"""\n    return 1\n',
      model: 'Loads it."""\n    return 1',
      accepted: 'def load():\n    """Loads it."""\n    return 1\n',
    },
    {
      name: "three of them, over several lines",
      languageId: "python",
      at: 'def load():\n    """|"""\n    return 1\n',
      model: 'Loads it.\n\n    Returns: a number.\n    """\n    return 1',
      accepted: 'def load():\n    """Loads it.\n\n    Returns: a number.\n    """\n    return 1\n',
    },
    {
      name: "three single ones, with a call behind them",
      languageId: "python",
      at: "text = '''|'''\n",
      model: "a\n  b'''.strip()",
      accepted: "text = '''a\n  b'''.strip()\n",
    },
    {
      name: "not where the editor closed only the bracket",
      languageId: "python",
      at: 'open("|)\n',
      model: 'a (1).txt", "w")',
      accepted: 'open("a (1).txt", "w")\n',
    },
  ],
  "a string over several lines is written to its end": [
    {
      name: "a docstring",
      languageId: "python",
      at: 'def load():\n    """|\n    return 1\n',
      model: 'Loads it.\n\n    Returns:\n        A number.\n    """\n    return 1',
      accepted: 'def load():\n    """Loads it.\n\n    Returns:\n        A number.\n    """\n    return 1\n',
    },
    {
      name: "whose lines begin anywhere",
      languageId: "python",
      at: 'if x:\n    text = """|\n    show(text)\n',
      model: 'one\ntwo\n"""\n    show(text)',
      accepted: 'if x:\n    text = """one\ntwo\n"""\n    show(text)\n',
    },
    {
      name: "a template literal",
      languageId: "typescript",
      at: "const page = `|\nshow(page);\n",
      model: "\n<b>\n</b>\n`;\nshow(page);",
      accepted: "const page = `\n<b>\n</b>\n`;\nshow(page);\n",
    },
    {
      name: "but not beyond the end that the file has",
      languageId: "python",
      at: 'def load():\n    """Loads.\n\n    |\n    """\n    return 1\n',
      model: 'Returns a number.\n    """\n    return 2',
      accepted: 'def load():\n    """Loads.\n\n    Returns a number.\n    """\n    return 1\n',
    },
    {
      name: "nor beyond an end within a line",
      languageId: "javascript",
      at: "const text = `a\n|\nc`;\nshow(text);\n",
      model: "b`;\nshow(1);",
      accepted: "const text = `a\nb\nc`;\nshow(text);\n",
    },
    {
      name: "not where a docstring far above only ends",
      languageId: "python",
      at: `"""${"A long story.\n".repeat(400)}"""\n${"x = 1\n".repeat(300)}def f():\n    |\n`,
      model: "return 1\n\ndef g():",
      accepted: `"""${"A long story.\n".repeat(400)}"""\n${"x = 1\n".repeat(300)}def f():\n    return 1\n`,
    },
    {
      name: "before a docstring that is another one's",
      languageId: "python",
      at: 'def a():\n    """|\n\ndef b():\n    """Second."""\n',
      model: 'First,\n    of two.\n    """',
      accepted: 'def a():\n    """First,\n    of two.\n    """\n\ndef b():\n    """Second."""\n',
    },
  ],
  "the file's next line isn't offered again": [
    {
      name: "with a comma more",
      languageId: "json",
      at: '{\n  "x": 1,\n  |\n  "z": 3\n}\n',
      model: '"y": 2,\n  "z": 3,\n  "zz": 4',
      accepted: '{\n  "x": 1,\n  "y": 2,\n  "z": 3\n}\n',
    },
    {
      name: "with a semicolon less",
      languageId: "javascript",
      at: "open();\n|\nclose(handle);\n",
      model: "read()\nclose(handle)",
      accepted: "open();\nread()\nclose(handle);\n",
    },
    {
      name: "with a letter more",
      languageId: "javascript",
      at: "open();\n|\nclose(handle);\n",
      model: "read();\nclose(handles);\nexit();",
      accepted: "open();\nread();\nclose(handle);\n",
    },
    {
      name: "up to a bracket that it closes",
      languageId: "python",
      at: "show(fi|\n     second)\n",
      model: "rst,\n     second)",
      accepted: "show(first,\n     second)\n",
    },
    {
      name: "but one with another number",
      languageId: "javascript",
      at: "open();\n|\nclose(handle1);\n",
      model: "read();\nclose(handle10);",
      accepted: "open();\nread();\nclose(handle10);\nclose(handle1);\n",
    },
    {
      name: "even when the first of several has a character less",
      languageId: "javascript",
      at: "switch (x) {\n  |\n  default: {\n    stop(now);\n  }\n}\n",
      model: "efault: {\n    stop(now);\n  }",
      accepted: null,
    },
  ],
  "a body is offered with its head, and ended": [
    {
      name: "with its brace on a line of its own, in C#",
      languageId: "csharp",
      at: "class A\n{\n    int Twice(|\n}\n",
      model: "int x)\n    {\n        return 2 * x;\n    }\n\n    int Next(",
      accepted: "class A\n{\n    int Twice(int x)\n    {\n        return 2 * x;\n    }\n}\n",
    },
    {
      name: "with its brace on a line of its own, in C",
      languageId: "c",
      at: "static void |\n",
      model: "stop(void)\n{\n    on = 0;\n}\nint main(void)",
      accepted: "static void stop(void)\n{\n    on = 0;\n}\n",
    },
    {
      name: "not a block that follows a statement",
      languageId: "c",
      at: "on = |\n",
      model: "0;\n{\n    off();\n}",
      accepted: "on = 0;\n",
    },
    {
      name: "with a brace that the next line has too",
      languageId: "cpp",
      at: "namespace a {\n|\n}\n",
      model: "void stop() {\n  on = 0;\n}\n\n}",
      accepted: "namespace a {\nvoid stop() {\n  on = 0;\n}\n}\n",
    },
    {
      name: "with a brace that is missing before an outer one",
      languageId: "typescript",
      at: "function f(xs) {\n  for (const x of xs) {\n    |\n}\n\nfunction g() {\n}\n",
      model: "use(x);\n  }\n}",
      accepted: "function f(xs) {\n  for (const x of xs) {\n    use(x);\n  }\n}\n\nfunction g() {\n}\n",
    },
    {
      name: "not with one that closes a head of several lines",
      languageId: "java",
      at: "class A {\n    void f()\n            throws E {\n        |\n    }\n}\n",
      model: "stop();\n    }\n}",
      accepted: "class A {\n    void f()\n            throws E {\n        stop();\n    }\n}\n",
    },
  ],
  "a limit doesn't leave a head without a body": [
    {
      name: "of tokens",
      languageId: "typescript",
      at: "function f(xs) {\n  |\n}\n",
      model: "let n = 0;\n  while (n < 9) {\n    if (xs[n] === ",
      cut: true,
      accepted: "function f(xs) {\n  let n = 0;\n}\n",
    },
    {
      name: "of tokens, in Python",
      languageId: "python",
      at: "def f(xs):\n    |\n",
      model: "n = 0\n    for x in xs:\n        n +",
      cut: true,
      accepted: "def f(xs):\n    n = 0\n",
    },
    {
      name: "of lines",
      languageId: "python",
      at: "def f(a):\n    |\n",
      model: `${"bcdefghijkl".split("").join("()\n    ")}()\n    if a:\n        m()`,
      accepted: `def f(a):\n    ${"bcdefghijkl".split("").join("()\n    ")}()\n`,
    },
  ],
  "the rest of the line isn't written again": [
    {
      name: "with something else behind it",
      languageId: "javascript",
      at: "move(|, speed)\n",
      model: "car, speed, 3)",
      accepted: "move(car, speed)\n",
    },
    {
      name: "with another value",
      languageId: "python",
      at: "rows = sorted(|, key=len)\n",
      model: "names, key=str.lower)",
      accepted: "rows = sorted(names, key=len)\n",
    },
    {
      name: "but within brackets of its own",
      languageId: "javascript",
      at: "move(|, speed)\n",
      model: "pick(car, speed)",
      accepted: "move(pick(car, speed), speed)\n",
    },
    {
      name: "after a quote that is there",
      languageId: "javascript",
      at: 'move("|" + name);\n',
      model: 'car " + kind);',
      accepted: 'move("car " + name);\n',
    },
    {
      name: "from within a word",
      languageId: "javascript",
      at: "docu|ment.title = name;\n",
      model: "ment.title = '';",
      accepted: null,
    },
    {
      name: "with the blank that stands before it",
      languageId: "python",
      at: "a = fi| or None\n",
      model: "rst or None",
      accepted: "a = first or None\n",
    },
    {
      name: "from the end of a word",
      languageId: "typescript",
      at: "const size = ui|16;\n",
      model: "nt16;",
      accepted: "const size = uint16;\n",
    },
    {
      name: "behind an inner bracket that nobody closed",
      languageId: "typescript",
      at: "send({|);\nnext();\n",
      model: " id: 1 });\nnext();",
      accepted: "send({ id: 1 });\nnext();\n",
    },
    {
      name: "in a comment, where a quote or slash is only that",
      languageId: "typescript",
      at: "// see (|), or ask\n",
      model: "https://a.example/it's), or ask",
      accepted: "// see (https://a.example/it's), or ask\n",
    },
    {
      name: "and a word may be lengthened",
      languageId: "javascript",
      at: "get|Name();\n",
      model: "First",
      accepted: "getFirstName();\n",
    },
  ],
  "the other parts of the statement are offered": [
    {
      name: "elif and else",
      languageId: "python",
      at: "if a:\n    |\n",
      model: "one()\nelif b:\n    two()\nelse:\n    three()\n\nfour()",
      accepted: "if a:\n    one()\nelif b:\n    two()\nelse:\n    three()\n",
    },
    {
      name: "except",
      languageId: "python",
      at: "def f():\n    try:\n        |\n",
      model: "one()\n    except OSError:\n        two()\n    three()",
      accepted: "def f():\n    try:\n        one()\n    except OSError:\n        two()\n",
    },
    {
      name: "not where the file has one",
      languageId: "python",
      at: "if a:\n    |\nelse:\n    two()\n",
      model: "one()\nelif b:\n    three()",
      accepted: "if a:\n    one()\nelse:\n    two()\n",
    },
    {
      name: "not of an outer statement",
      languageId: "python",
      at: "if a:\n    for x in a:\n        |\n",
      model: "one()\nelse:\n    two()",
      accepted: "if a:\n    for x in a:\n        one()\n",
    },
    {
      name: "not one without a body",
      languageId: "python",
      at: "if a:\n    |\n",
      model: "one()\nelse:",
      accepted: "if a:\n    one()\n",
    },
    {
      name: "in a shell",
      languageId: "shellscript",
      at: "if test -f a; then\n  |\n",
      model: "cat a\nelse\n  touch a\nfi\nls",
      accepted: "if test -f a; then\n  cat a\nelse\n  touch a\nfi\n",
    },
    {
      name: "catch, with the brace that the editor closed",
      languageId: "javascript",
      at: "try {\n  |\n}\nnext();\n",
      model: "one();\n} catch (error) {\n  two();\n}\nnext();",
      accepted: "try {\n  one();\n} catch (error) {\n  two();\n}\nnext();\n",
    },
    {
      name: "not catch where the file has it",
      languageId: "javascript",
      at: "try {\n  |\n} catch {\n  two();\n}\n",
      model: "one();\n} catch (error) {\n  three();\n}",
      accepted: "try {\n  one();\n} catch {\n  two();\n}\n",
    },
    {
      name: "with braces on lines of their own",
      languageId: "csharp",
      at: "if (a)\n{\n    |\n",
      model: "One();\n}\nelse\n{\n    Two();\n}\n\nThree();",
      accepted: "if (a)\n{\n    One();\n}\nelse\n{\n    Two();\n}\n",
    },
  ],
  "white space is right": [
    {
      name: "a blank too many on an indented line",
      languageId: "python",
      at: "def f():\n    x = 2\n    |\n",
      model: " return x",
      accepted: "def f():\n    x = 2\n    return x\n",
    },
    {
      name: "a blank after a tab",
      languageId: "go",
      at: "type A struct {\n\tid int\n\t|\n}\n",
      model: " name string",
      accepted: "type A struct {\n\tid int\n\tname string\n}\n",
    },
    {
      name: "a deeper line where the cursor's isn't deep enough",
      languageId: "python",
      at: "  if a:\n  |\n",
      model: "  one()",
      accepted: "  if a:\n    one()\n",
    },
    {
      name: "a blank after a blank",
      languageId: "typescript",
      at: "let total = |;\n",
      model: " add(1, 2);",
      accepted: "let total = add(1, 2);\n",
    },
    {
      name: "a column too many on the lines after the first",
      languageId: "json",
      at: '{\n  "a": 1,\n  |\n}\n',
      model: '"b": 2,\n   "c": 3',
      accepted: '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n',
    },
    {
      name: "blanks that put a value into its column",
      languageId: "go",
      at: "const (\n\tfirst |\n\tfourth = 4\n)\n",
      model: "  = 1",
      accepted: "const (\n\tfirst   = 1\n\tfourth = 4\n)\n",
    },
    {
      name: "lines right of a label that is a column off",
      languageId: "cpp",
      at: "class A {\n   |\n};\n",
      model: "public:\n    A();\n    ~A();",
      accepted: "class A {\n   public:\n    A();\n    ~A();\n};\n",
    },
    {
      name: "the stars of a comment, a column deeper",
      languageId: "typescript",
      at: "class A {\n  |\n  run() {}\n}\n",
      model: "/**\n   * Runs.\n   */",
      accepted: "class A {\n  /**\n   * Runs.\n   */\n  run() {}\n}\n",
    },
  ],
  "what is no code isn't shown": [
    {
      name: "a comment that names the file",
      languageId: "python",
      at: "|\n",
      model: "# File: a.py",
      accepted: null,
    },
    {
      name: "before code",
      languageId: "typescript",
      at: "|\n",
      model: "// path: src/a.ts\nrun();",
      accepted: "run();\n",
    },
    { name: "an empty comment", languageId: "typescript", at: "a();\n|\n", model: "//", accepted: null },
    {
      name: "characters that nobody sees",
      languageId: "typescript",
      at: "|\n",
      model: "\u200b\ufeff run();",
      accepted: "run();\n",
    },
  ],
  "an answer that turns in circles is cut": [
    {
      name: "in sentences",
      languageId: "markdown",
      at: "|\n",
      model: "You can also read the manual of the tool. ".repeat(6),
      accepted: "You can also read the manual of the tool.\n",
    },
    {
      name: "to nothing where nothing is whole",
      languageId: "javascript",
      at: "let sum = |\n",
      model: "sum + sum + sum + sum + sum + sum + sum + sum +",
      accepted: null,
    },
  ],
  "a comment that the editor closed": [
    {
      name: "is written over several lines",
      languageId: "typescript",
      at: "/**| */\nexport function run() {}\n",
      model: "\n * Runs.\n *\n * @returns nothing\n */\nexport function run() {}",
      accepted: "/**\n * Runs.\n *\n * @returns nothing\n */\nexport function run() {}\n",
    },
    {
      name: "is written within its line",
      languageId: "typescript",
      at: "/** | */\nexport function run() {}\n",
      model: "Runs. */",
      accepted: "/** Runs. */\nexport function run() {}\n",
    },
    {
      name: "is written in HTML",
      languageId: "html",
      at: "<!-- | -->\n<p>\n",
      model: "A paragraph -->\n<p>",
      accepted: "<!-- A paragraph -->\n<p>\n",
    },
  ],
};

for (const [kind, cases] of Object.entries(CASES)) {
  describe(kind, () => {
    for (const { name, languageId, at, model, cut, accepted } of cases) {
      it(name, async () => {
        using editor = new Editor(at, { languageId });
        editor.engine.script = () => ({ text: model, stopReason: cut ? "length" : "end" });
        const suggestion = await editor.suggest({ trigger: "invoked" });
        if (suggestion) editor.accept(suggestion);
        assert.equal(suggestion && editor.text, accepted);
      });
    }
  });
}
