import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

const root = new URL("../../../", import.meta.url);
const json = (file: string): Record<string, string> => JSON.parse(readFileSync(new URL(file, root), "utf8"));

/** The first argument of every call of `t(…)` or `translatable(…)` in a source file. */
function messagesOf(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(new URL(file, root), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const messages: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(t|translatable)$/.test(node.expression.getText())) {
      const [message] = node.arguments;
      assert(
        message !== undefined && ts.isStringLiteralLike(message),
        `${file}: ${node.getText()} needs a literal`,
      );
      messages.push(message.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return messages;
}

describe("texts that a user sees", function () {
  // All sources are parsed.
  this.timeout(30_000);

  it("have an entry each in l10n/bundle.l10n.json, and no entry is left over", () => {
    const messages = globSync(["{common,language-server,src}/**/*.ts", "media/**/*.{ts,tsx}"], {
      cwd: root,
    }).flatMap(messagesOf);
    assert(messages.length > 0);
    assert.deepEqual(
      Object.keys(json("l10n/bundle.l10n.json")).toSorted(),
      [...new Set(messages)].toSorted(),
    );
  });

  it("have an entry each in package.nls.json, and no entry is left over", () => {
    const manifest = readFileSync(new URL("package.json", root), "utf8");
    const keys = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    assert.deepEqual(Object.keys(json("package.nls.json")).toSorted(), [...new Set(keys)].toSorted());
  });
});
