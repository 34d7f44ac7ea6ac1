import assert from "node:assert/strict";
import { promptTsxText } from "../../../../src/language-model/prompt-tsx.ts";

const text = (said: string, lineBreakBefore: boolean | number = 0) => ({
  type: 2,
  priority: 1,
  text: said,
  lineBreakBefore,
});
const piece = (...children: unknown[]) => ({ type: 1, ctor: 1, children, props: {} });

describe("a tree of prompt-tsx", () => {
  it("says its texts in order, with their line breaks", () => {
    const node = piece(text("one", 1), piece(text("two", true), text(" and a half")), text("three", 2));
    assert.equal(promptTsxText({ node }), "one\ntwo and a half\nthree");
  });

  it("leaves out what says nothing", () => {
    assert.equal(promptTsxText({ node: piece({ type: 3, value: {} }, text("one")) }), "one");
  });

  it("isn't taken for one without its form", () => {
    for (const other of [undefined, "text", { node: "text" }, { children: [] }])
      assert.equal(promptTsxText(other), undefined);
  });
});
