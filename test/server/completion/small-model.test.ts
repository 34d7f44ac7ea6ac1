/** Suggestions of a real language model, through the server and the engine. It is small: these are cases it knows. */
import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { smallModelFor } from "../../small-model.ts";
import type { ServerProcess } from "../support/client.ts";
import { Workplace } from "../support/workplace.ts";

/** Stands for the cursor in the texts below. */
const CURSOR = "‸";

const CASES = [
  {
    what: "a known function by its docstring",
    name: "geometry.py",
    languageId: "python",
    text: 'import math\n\n\ndef distance(a, b):\n    """The distance between two points."""\n    ‸',
    accepted: /\n {4}return math\.sqrt\([^`]*\)$/,
  },
  {
    what: "the same function within its first word",
    name: "geometry.py",
    languageId: "python",
    text: 'import math\n\n\ndef distance(a, b):\n    """The distance between two points."""\n    re‸',
    accepted: /\n {4}return math\.sqrt\([^`]*\)$/,
  },
  {
    what: "the rest of a method's name, and its argument",
    name: "stack.py",
    languageId: "python",
    text: "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.app‸\n\n    def pop(self):\n        return self.items.pop()\n",
    accepted: /\n {8}self\.items\.append\(item\)\n\n {4}def pop/,
  },
  {
    what: "an expression, as the function after it does",
    name: "arithmetic.ts",
    languageId: "typescript",
    text: "export function add(a: number, b: number): number {\n  return ‸\n}\n\nexport function sub(a: number, b: number): number {\n  return a - b;\n}\n",
    accepted: /\n {2}return a \+ b;\n}\n\nexport function sub/,
  },
  {
    what: "an argument list, up to the bracket that is there",
    name: "greet.ts",
    languageId: "typescript",
    text: "interface User { name: string; age: number }\n\nfunction greet(user: User) {\n  console.log(‸)\n}\n",
    accepted: /\n {2}console\.log\(.*user\.name.*\);?\n}\n$/,
  },
  {
    what: "a name within an arrow function",
    name: "names.ts",
    languageId: "typescript",
    text: 'const users = [{ name: "a", age: 3 }];\nconst names = users.map((user) => us‸);\n',
    accepted: /\nconst names = users\.map\(\(user\) => user\.name\);\n$/,
  },
];

describe("ghost text of the small model", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  before(async function () {
    const path = await smallModelFor(this);
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { model: { path }, engine: { threads: 1, gpu: false } } });
    const { model } = await server.state("ready");
    assert.equal(model?.dialect, "harmony");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  for (const { what, name, languageId, text, accepted } of CASES)
    it(`completes ${what}`, async () => {
      const uri = workplace.uri(name);
      const document = TextDocument.create(uri, languageId, 1, text.replace(CURSOR, ""));
      await server.open(uri, document.getText(), languageId);
      const item = await server.suggest(uri, document.positionAt(text.indexOf(CURSOR)));
      const { whyNone } = await server.last();
      await server.close(uri);
      assert.ok(item?.range, whyNone);
      const edit = { range: item.range, newText: String(item.insertText) };
      assert.match(TextDocument.applyEdits(document, [edit]), accepted);
    });
});
