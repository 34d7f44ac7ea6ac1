import assert from "node:assert/strict";
import { blockAround } from "../../../../language-server/context/code-block.ts";

/** The block around the line that ends with `‸`. */
function block(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.endsWith("‸"));
  const clean = lines.map((line) => line.replace("‸", ""));
  const { first, last } = blockAround(clean, at);
  return clean.slice(first, last + 1).join("\n");
}

const TYPESCRIPT = `import x from "x";

/** Adds. */
export function add(a: number): number {
  const b = a;

  if (b > 1) {
    return b;
  } else {
    return a;
  }
}

const y = 1;
const z = 2;
`;
const PYTHON = `@cached
def load(path):
    # first
    for line in open(path):
        print(line)

    return 1

x = load("a")
`;

const at = (text: string, line: string) => text.replace(line, `${line}‸`);

describe("the block of code around the cursor", () => {
  it("is a function with its comment, from its head or a statement of its own", () => {
    const whole = TYPESCRIPT.slice(TYPESCRIPT.indexOf("/**"), TYPESCRIPT.indexOf("\n\nconst y"));
    assert.equal(block(at(TYPESCRIPT, "number {")), whole);
    assert.equal(block(at(TYPESCRIPT, "const b = a;")), whole);
  });

  it("is the innermost one, with all of its branches", () => {
    const branches = "  if (b > 1) {\n    return b;\n  } else {\n    return a;\n  }";
    assert.equal(block(at(TYPESCRIPT, "return b;")), branches);
    assert.equal(block(at(TYPESCRIPT, "if (b > 1) {")), branches);
  });

  it("has decorators, and ends where the indentation does", () => {
    assert.equal(block(at(PYTHON, "return 1")), PYTHON.slice(0, PYTHON.indexOf("\n\nx =")));
    assert.equal(
      block(at(PYTHON, "print(line)")),
      "    # first\n    for line in open(path):\n        print(line)",
    );
  });

  it("is a paragraph where nothing is opened", () => {
    assert.equal(block(at(TYPESCRIPT, "const y = 1;")), "const y = 1;\nconst z = 2;");
    assert.equal(block("‸"), "");
    assert.equal(block("a\n\n\n‸"), "a");
  });
});
