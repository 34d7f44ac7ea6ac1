import assert from "node:assert/strict";
import fc from "fast-check";
import { linesOf } from "../../../../common/text-lines.ts";
import { hunks } from "../../../../src/code/hunks.ts";
import { changesBetween, withTyped } from "../../../../src/review/typed.ts";

const insert = (rangeOffset: number, text: string) => ({ rangeOffset, rangeLength: 0, text });

const ORIGINAL = "one\ntwo\nthree\nfour\nfive\n";
const CURRENT = "one\n2\n2b\nthree\nfive\n";

describe("what is typed while changes are under review", () => {
  it("is no change where it is beside them", () => {
    assert.equal(withTyped(ORIGINAL, CURRENT, [insert(0, "zero\n")]), `zero\n${ORIGINAL}`);
    assert.equal(withTyped(ORIGINAL, CURRENT, [insert(CURRENT.length, "six")]), `${ORIGINAL}six`);
    const remove = { rangeOffset: CURRENT.indexOf("ree"), rangeLength: 3, text: "" };
    assert.equal(withTyped(ORIGINAL, CURRENT, [remove]), ORIGINAL.replace("three", "th"));
  });

  it("belongs to the change that it is in", () => {
    for (const at of ["2\n", "2b", "\nthree"])
      assert.equal(withTyped(ORIGINAL, CURRENT, [insert(CURRENT.indexOf(at), "x")]), ORIGINAL);
  });

  it("belongs to the removed lines that it reaches over", () => {
    const over = { rangeOffset: CURRENT.indexOf("ree"), rangeLength: "ree\nfi".length, text: "" };
    assert.equal(withTyped(ORIGINAL, CURRENT, [over]), ORIGINAL);
    const below = insert(CURRENT.indexOf("five"), "x");
    assert.equal(withTyped(ORIGINAL, CURRENT, [below]), ORIGINAL.replace("five", "xfive"));
  });

  it("counts with line breaks of two characters, and for several cursors at once", () => {
    const [original, current] = [ORIGINAL.replaceAll("\n", "\r\n"), CURRENT.replaceAll("\n", "\r\n")];
    const changes = [insert(current.indexOf("five"), "🎉"), insert(0, "\r\n")];
    assert.equal(withTyped(original, current, changes), `\r\n${original.replace("five", "🎉five")}`);
  });

  it("makes no new change, and loses none", () => {
    const line = fc.constantFrom("", "}", "a", "b", "c", "let x = 1;", "é🎉");
    const text = fc.array(line, { minLength: 1, maxLength: 10 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, fc.nat(), (original, current, choice) => {
        const found = hunks(original, current);
        const stayed = linesOf(current).flatMap((_, index) =>
          found.some(({ current: { start, end } }) => index >= start && index < end) ? [] : [index],
        );
        const chosen = stayed[choice % stayed.length];
        if (chosen === undefined) return;
        const offset = linesOf(current)
          .slice(0, chosen)
          .reduce((sum, { length }) => sum + length + 1, 0);
        // A line's beginning, so that nothing else is like it.
        const mark = "typed: ";
        const typed = withTyped(original, current, [insert(offset, mark)]);
        assert.equal(typed.replace(mark, ""), original);
        const after = current.slice(0, offset) + mark + current.slice(offset);
        const marked = linesOf(after)[chosen];
        assert.ok(linesOf(typed).includes(marked ?? ""), "the same line is in both");
      }),
    );
  });
});

describe("what was changed between two texts", () => {
  const line = fc.constantFrom("", "}", "a", "b", "c", "let x = 1;", "é🎉", "🎈");
  const text = fc.array(line, { maxLength: 10 }).map((lines) => lines.join("\n"));

  it("makes one of the other, each change in the text after those before it", () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (one, other, isCrlf) => {
        const [from, to] = isCrlf
          ? [one.replaceAll("\n", "\r\n"), other.replaceAll("\n", "\r\n")]
          : [one, other];
        let made = from;
        for (const { rangeOffset, rangeLength, text: typed } of changesBetween(from, to))
          made = made.slice(0, rangeOffset) + typed + made.slice(rangeOffset + rangeLength);
        assert.equal(made.replaceAll("\r\n", "\n"), to.replaceAll("\r\n", "\n"));
      }),
    );
  });

  it("counts as typed, beside a change that is under review", () => {
    const changes = changesBetween(CURRENT, `// New.\n${CURRENT}six\n`);
    assert.equal(withTyped(ORIGINAL, CURRENT, changes), `// New.\n${ORIGINAL}six\n`);
  });
});
