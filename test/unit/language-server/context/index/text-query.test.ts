import assert from "node:assert/strict";
import { readingsOf } from "../../../../../language-server/context/index/text-query.ts";

/** The lines that a query finds, by the first reading that finds any. */
function found(query: string, text: string): { how: string; lines: number[] } | undefined {
  for (const { how, query: reading } of readingsOf(query)) {
    const lines = reading.find(text).map(({ line }) => line);
    if (lines.length > 0) return { how, lines };
  }
  return undefined;
}

describe("a query of text", () => {
  it("is literal where that finds something, whatever is in it", () => {
    const text = "const a = list[0];\nfoo(a, b)\nfooab\nx: string | undefined\nstring ";
    assert.deepEqual(found("list[0]", text), { how: "literal", lines: [1] });
    assert.deepEqual(found("foo(a", text), { how: "literal", lines: [2] });
    assert.deepEqual(found("string | undefined", text), { how: "literal", lines: [4] });
  });

  it("is a regular expression where it looks like one, or finds nothing literally", () => {
    const text = "def load(path):\ndef save(path):\nloads\r\nretry = 3\nfoo|bar";
    assert.deepEqual(found("def (load|save)\\(", text), { how: "pattern", lines: [1, 2] });
    assert.deepEqual(found("\\bload\\b", text), { how: "pattern", lines: [1] });
    assert.deepEqual(found("^loads$", text), { how: "pattern", lines: [3] });
    assert.deepEqual(found("l.ads", text), { how: "pattern", lines: [3] });
    assert.deepEqual(found("(?i)RETRY\\s*=", text), { how: "pattern", lines: [4] });
    assert.deepEqual(found("foo|bar", text), { how: "pattern", lines: [5] });
  });

  it("is found in another case where nothing has its own", () => {
    assert.deepEqual(found("maxretries", "a\nconst maxRetries = 1;"), { how: "otherCase", lines: [2] });
    assert.equal(found("none", "a\nb"), undefined);
  });

  it("that is no regular expression is literal", () => {
    assert.deepEqual(found("useState(", "a = useState(1)"), { how: "literal", lines: [1] });
    assert.deepEqual(found("*.ts", "include *.ts"), { how: "literal", lines: [1] });
  });
});
