import assert from "node:assert/strict";
import {
  type Edited,
  indentationFailure,
  lineEndFailure,
  outsideFailure,
  replacementIn,
} from "../../../../eval/edits/generic-checks.ts";

const BEFORE = "class A {\n  one() {\n    return 1;\n  }\n}\n";
const OLD = "  one() {\n    return 1;\n  }\n";
const LINES = { start: BEFORE.indexOf(OLD), end: BEFORE.indexOf(OLD) + OLD.length };

/** The method replaced by something else. */
const edited = (replacement: string): Edited => ({
  before: BEFORE,
  after: BEFORE.replace(OLD, replacement),
  lines: LINES,
});

describe("what lies outside of an edit", () => {
  it("is the same, whatever the selection was replaced by", () => {
    for (const replacement of [OLD, "", "  two() {}\n", "}\n", "class A {\n"])
      assert.equal(outsideFailure(edited(replacement)), undefined, replacement);
  });

  it("is not when a byte before or after has changed, moved or gone", () => {
    const changed = (after: string) => outsideFailure({ before: BEFORE, after, lines: LINES });
    assert.match(changed(BEFORE.replace("class A", "class B")) ?? "", /before/);
    assert.match(changed(` ${BEFORE}`) ?? "", /before/);
    assert.match(changed(BEFORE.slice(0, -1)) ?? "", /after/);
    assert.match(changed(`${BEFORE}\n`) ?? "", /after/);
  });

  it("is not there twice where one text would do for both sides", () => {
    const before = "a\nb\na\n";
    assert.match(outsideFailure({ before, after: "a\n", lines: { start: 2, end: 4 } }) ?? "", /after/);
    assert.equal(outsideFailure({ before, after: "a\na\n", lines: { start: 2, end: 4 } }), undefined);
  });

  it("leaves what the lines were replaced by", () => {
    assert.equal(replacementIn(edited("  two() {}\n")), "  two() {}\n");
    assert.equal(replacementIn(edited("")), "");
  });
});

describe("the indentation of new code", () => {
  it("begins where the old code began", () => {
    assert.equal(indentationFailure(edited("  two() {\n  }\n")), undefined);
    assert.equal(indentationFailure(edited("\n  two() {\n  }\n")), undefined);
    assert.match(indentationFailure(edited("two() {\n}\n")) ?? "", /indented by "", not " {2}"/);
    assert.match(indentationFailure(edited("    two() {\n    }\n")) ?? "", /indented by " {4}"/);
  });

  it("has no tabs where the file has spaces", () => {
    assert.match(indentationFailure(edited("  two() {\n\treturn;\n  }\n")) ?? "", /line 2 .* spaces/);
    assert.match(indentationFailure(edited("  two() {\n  \treturn;\n  }\n")) ?? "", /line 2 .* spaces/);
    assert.equal(indentationFailure(edited("  two() {\n    f(`\t`);\n  }\n")), undefined);
  });

  it("has no spaces where the file has tabs, but before the star of a comment", () => {
    const before = "f() {\n\told();\n}\n";
    const withTabs = (replacement: string) =>
      indentationFailure({
        before,
        after: before.replace("\told();\n", replacement),
        lines: { start: 6, end: 6 + "\told();\n".length },
      });
    assert.equal(withTabs("\tif (a) {\n\t\tnew();\n\n\t}\n"), undefined);
    assert.equal(withTabs("\t/**\n\t * About it.\n\t */\n\tnew();\n"), undefined);
    assert.match(withTabs("\tif (a) {\n\t    new();\n\t}\n") ?? "", /line 2 .* tabs/);
    assert.match(withTabs("    new();\n") ?? "", /not "\\t"/);
  });
});

describe("line ends after an edit", () => {
  const failure = (before: string, after: string) =>
    lineEndFailure({ before, after, lines: { start: 0, end: 0 } });

  it("are the file's own", () => {
    assert.equal(failure("a\nb\n", "a\nc\nd\n"), undefined);
    assert.equal(failure("a\r\nb\r\n", "a\r\nc\r\nd\r\n"), undefined);
    assert.match(failure("a\r\nb\r\n", "a\r\nc\nd\r\n") ?? "", /"\\n", not "\\r\\n"/);
    assert.match(failure("a\nb\n", "a\r\nb\n") ?? "", /"\\r\\n", not "\\n"/);
  });

  it("are missing at the end where they were missing, and only there", () => {
    assert.equal(failure("a\nb", "a\nc"), undefined);
    assert.match(failure("a\nb", "a\nc\n") ?? "", /last line/);
    assert.match(failure("a\nb\n", "a\nc") ?? "", /last line/);
  });
});
