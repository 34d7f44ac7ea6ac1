import assert from "node:assert/strict";
import fc from "fast-check";
import { addTests, isOnlyCode } from "../../../../../src/edits/tests/add-tests.ts";
import { fencedCode } from "../../../../../src/edits/tests/fenced-code.ts";
import { testQuestion } from "../../../../../src/edits/tests/test-question.ts";

const MOCHA = `import assert from "node:assert/strict";
import { add } from "../src/math.ts";

describe("add", () => {
  it("adds", () => {
    assert.equal(add(1, 2), 3);
  });
});
`;

const PYTHON = `import unittest
from math2 import add


class AddTest(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(add(1, 2), 3)

    def test_zero(self):
        self.assertEqual(add(0, 0), 0)


if __name__ == "__main__":
    unittest.main()
`;

const RUST = `pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
    }
}
`;

const JAVA = `package org.shop;

import org.junit.jupiter.api.Test;

class CartTest {
    @Test
    void isEmpty() {
        assertTrue(new Cart().isEmpty());
    }
}
`;

function linesKept(before: string, after: string): void {
  let at = 0;
  const lines = after.split(/\r?\n/);
  for (const line of before.split(/\r?\n/).filter((each) => each.trim() !== "")) {
    const found = lines.indexOf(line, at);
    assert.ok(found >= 0, `"${line}" is lost or elsewhere in\n${after}`);
    at = found + 1;
  }
}

describe("new tests in a file of tests", () => {
  it("go behind the others, with the imports that were missing", () => {
    const added = addTests(
      MOCHA,
      'import assert from "node:assert/strict";\nimport { sub } from "../src/math.ts";\n\ndescribe("sub", () => {\n  it("subtracts", () => {\n    assert.equal(sub(2, 1), 1);\n  });\n});',
      "test/math.test.ts",
    );
    linesKept(MOCHA, added);
    assert.match(added, /import \{ sub \} from "..\/src\/math.ts";\n\ndescribe\("add"/);
    assert.ok(
      added.endsWith(
        '});\n\ndescribe("sub", () => {\n  it("subtracts", () => {\n    assert.equal(sub(2, 1), 1);\n  });\n});\n',
      ),
    );
    assert.equal(added.match(/node:assert/g)?.length, 1);
  });

  it("don't take the place of those in a group of the same name", () => {
    const added = addTests(
      MOCHA,
      'describe("add", () => {\n  it("adds nothing", () => {\n    assert.equal(add(0, 0), 0);\n  });\n});',
      "test/math.test.ts",
    );
    linesKept(MOCHA, added);
    assert.match(added, /adds nothing/);
  });

  it("go into the class that they name, before what runs the file", () => {
    const added = addTests(
      PYTHON,
      "class AddTest(unittest.TestCase):\n    def test_negative(self):\n        self.assertEqual(add(-1, 1), 0)",
      "tests/test_math2.py",
    );
    linesKept(PYTHON, added);
    assert.equal(added.match(/class AddTest/g)?.length, 1);
    assert.ok(added.indexOf("test_negative") > added.indexOf("test_zero"));
    assert.ok(added.indexOf("test_negative") < added.indexOf("__main__"));
  });

  it("go before what runs the file when they are functions", () => {
    const added = addTests(PYTHON, "def test_more():\n    assert add(2, 2) == 4", "tests/test_math2.py");
    linesKept(PYTHON, added);
    assert.ok(added.indexOf("test_more") < added.indexOf("__main__"));
    assert.ok(added.indexOf("test_more") > added.indexOf("test_zero"));
  });

  it("go into the module in the source itself, which may have a single one", () => {
    const added = addTests(
      RUST,
      "#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn adds_zero() {\n        assert_eq!(add(0, 0), 0);\n    }\n\n    #[test]\n    fn adds_negative() {\n        assert_eq!(add(-1, 1), 0);\n    }\n}",
      "src/lib.rs",
    );
    linesKept(RUST, added);
    assert.equal(added.match(/mod tests/g)?.length, 1);
    assert.equal(added.match(/use super/g)?.length, 1);
    assert.match(added, /adds_zero[\s\S]*adds_negative/);
  });

  it("bring the module where there is none", () => {
    const source = "pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n";
    const tests =
      "#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn adds() {\n        assert_eq!(add(1, 2), 3);\n    }\n}";
    assert.equal(addTests(source, tests, "src/lib.rs"), `${source}\n${tests}\n`);
  });

  it("go into the class of a language where everything is in one", () => {
    const added = addTests(
      JAVA,
      "import static org.junit.jupiter.api.Assertions.assertFalse;\n\nclass CartTest {\n    @Test\n    void isNotEmpty() {\n        assertFalse(new Cart(1).isEmpty());\n    }\n}",
      "src/test/java/org/shop/CartTest.java",
    );
    linesKept(JAVA, added);
    assert.equal(added.match(/class CartTest/g)?.length, 1);
    assert.match(added, /void isNotEmpty\(\) \{\n {8}assertFalse[\s\S]*\n\}\n$/);
  });

  it("may come as the whole file", () => {
    const whole = MOCHA.replace(
      /\}\);\n$/,
      '\n  it("adds nothing", () => {\n    assert.equal(add(0, 0), 0);\n  });\n});\n',
    );
    assert.equal(addTests(MOCHA, whole, "test/math.test.ts"), whole);
  });

  it("leave a test as it is that the model wrote anew", () => {
    const file = "def test_a():\n    assert f(1) == 2\n\n\ndef test_b():\n    assert f(2) == 3\n";
    const added = addTests(
      file,
      "def test_a():\n    assert True\n\n\ndef test_c():\n    assert f(3) == 4",
      "test_f.py",
    );
    linesKept(file, added);
    assert.match(added, /test_c/);
  });

  it("keep the file's line breaks", () => {
    const added = addTests(
      MOCHA.replaceAll("\n", "\r\n"),
      'describe("sub", () => {\n  it("x");\n});',
      "a.test.ts",
    );
    assert.doesNotMatch(added, /[^\r]\n/);
  });

  it("are a file of their own where it is empty, without a comment that names it", () => {
    assert.equal(addTests("", "// test/a.test.ts\nit('x');", "test/a.test.ts"), "it('x');\n");
  });

  it("never lose a line, whatever the model answers", () => {
    const part = fc.constantFrom(
      ...[MOCHA, PYTHON, RUST, JAVA].flatMap((text) => text.split(/\n\n/)),
      "// ... existing code ...",
      "class AddTest(unittest.TestCase):\n    def test_adds(self):\n        pass",
      "mod tests {\n    #[test]\n    fn adds() {}\n}",
    );
    const answer = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("\n\n"));
    fc.assert(
      fc.property(fc.constantFrom(MOCHA, PYTHON, RUST, JAVA), answer, (file, code) => {
        const has = new Set(
          addTests(file, code, "a")
            .split("\n")
            .map((line) => line.trim()),
        );
        for (const line of file.split("\n"))
          assert.ok(/^(?:import|from|use) /.test(line.trim()) || has.has(line.trim()), line);
      }),
      { numRuns: 300 },
    );
  });
});

describe("an answer that should be tests", () => {
  const code = "export function double(a: number): number {\n  return a * 2;\n}";

  it("is none when it only says the code again", () => {
    assert.ok(isOnlyCode("export function double(a: number): number {\n    return a * 2\n}\n", code));
    assert.ok(!isOnlyCode(`${code}\n\nassert.equal(double(2), 4);`, code));
    assert.ok(!isOnlyCode("assert.equal(double(2), 4);", code));
  });
});

describe("the code of an answer", () => {
  it("is its longest block", () => {
    const answer = "First:\n```sh\nnpm i\n```\nThen:\n\n```ts test/a.test.ts\nit('a');\nit('b');\n```\nDone.";
    assert.equal(fencedCode(answer), "it('a');\nit('b');");
  });

  it("may hold fences of its own, and be open at the end", () => {
    assert.equal(fencedCode("````md\n```js\nx\n```\n````"), "```js\nx\n```");
    assert.equal(fencedCode("```ts\nconst a = 1;\r\nconst b = 2;"), "const a = 1;\nconst b = 2;");
    assert.equal(fencedCode("~~~\nx\n```\n~~~"), "x\n```");
  });

  it("is none without a block, or with an empty one", () => {
    assert.equal(fencedCode("There is nothing to test."), undefined);
    assert.equal(fencedCode("```ts\n\n```"), undefined);
  });
});

describe("the question for tests", () => {
  const request = {
    code: "export const a = 1;",
    languageId: "typescript",
    path: "src/a.ts",
    framework: "Vitest",
    testPath: "test/a.test.ts",
    exists: false,
    example: "test/b.test.ts",
  };

  it("names the framework, the file, the way to the code, and the example", () => {
    const question = testQuestion(request);
    for (const part of [
      "```typescript\nexport const a = 1;\n```",
      "Use Vitest.",
      "new file `test/a.test.ts`",
    ])
      assert.ok(question.includes(part), part);
    assert.match(question, /`..\/src\/a.ts`/);
    assert.match(question, /`test\/b.test.ts`/);
  });

  it("asks for additions alone where there are tests, in another file or the same", () => {
    assert.match(testQuestion({ ...request, exists: true }), /added alone/);
    const inline = testQuestion({ ...request, testPath: "src/a.ts", exists: true, example: undefined });
    assert.match(inline, /same file.*added alone/);
    assert.doesNotMatch(inline, /style of/);
  });

  it("says nothing of places where there are none", () => {
    const question = testQuestion({ ...request, path: undefined, testPath: undefined, example: undefined });
    assert.doesNotMatch(question, /test\/|src\//);
  });
});
