import assert from "node:assert/strict";
import fc from "fast-check";
import { followed, stretched } from "../../../../../src/edits/inline/tracked-span.ts";

const insert = (rangeOffset: number, text: string) => ({ rangeOffset, rangeLength: 0, text });
const remove = (rangeOffset: number, rangeLength: number) => ({ rangeOffset, rangeLength, text: "" });

describe("a stretch of text that is followed", () => {
  const span = { start: 10, end: 20 };

  it("moves with what is typed and removed before it, and not with what comes after it", () => {
    assert.deepEqual(followed(span, [insert(0, "abc")]), { start: 13, end: 23 });
    assert.deepEqual(followed(span, [insert(10, "abc")]), { start: 13, end: 23 });
    assert.deepEqual(followed(span, [remove(5, 5)]), { start: 5, end: 15 });
    assert.deepEqual(followed(span, [insert(20, "abc"), remove(23, 4)]), span);
  });

  it("is lost when something in it is changed", () => {
    for (const change of [insert(11, "x"), insert(19, "x"), remove(9, 2), remove(19, 2), remove(0, 100)])
      assert.equal(followed(span, [change]), undefined);
  });

  it("takes in what is typed in it, and loses what is removed", () => {
    assert.deepEqual(stretched(span, [insert(0, "abc")]), { start: 13, end: 23 });
    assert.deepEqual(stretched(span, [insert(10, "abc"), insert(23, "abc")]), { start: 13, end: 23 });
    assert.deepEqual(stretched(span, [insert(11, "abc")]), { start: 10, end: 23 });
    assert.deepEqual(stretched(span, [remove(8, 4)]), { start: 8, end: 16 });
    assert.deepEqual(stretched(span, [remove(18, 4)]), { start: 10, end: 18 });
    assert.deepEqual(stretched(span, [remove(0, 100)]), { start: 0, end: 0 });
    assert.deepEqual(stretched(span, [{ rangeOffset: 10, rangeLength: 10, text: "abc" }]), {
      start: 10,
      end: 13,
    });
  });

  it("is where it is followed to, as long as nothing in it changes", () => {
    const offset = fc.nat(40);
    fc.assert(
      fc.property(fc.array(fc.tuple(offset, offset, fc.string())), (edits) => {
        let tracked = span;
        for (const [rangeOffset, rangeLength, text] of edits) {
          const change = { rangeOffset, rangeLength, text };
          const next = followed(tracked, [change]);
          if (!next) continue;
          assert.deepEqual(stretched(tracked, [change]), next);
          tracked = next;
        }
      }),
    );
  });

  it("holds the same text after any changes elsewhere, typed one after another", () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      before: fc.boolean(),
      text: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.nat(5), (changes, removed) => {
        let text = "before before\n[the selection]\nafter after\n";
        let tracked = { start: text.indexOf("["), end: text.indexOf("]") + 1 };
        for (const { at, before, text: typed } of changes) {
          const [from, to] = before ? [0, tracked.start] : [tracked.end, text.length];
          const rangeOffset = from + Math.floor(at * (to - from));
          const rangeLength = Math.min(removed, to - rangeOffset);
          text = text.slice(0, rangeOffset) + typed + text.slice(rangeOffset + rangeLength);
          const next = followed(tracked, [{ rangeOffset, rangeLength, text: typed }]);
          assert.ok(next);
          tracked = next;
        }
        assert.equal(text.slice(tracked.start, tracked.end), "[the selection]");
      }),
    );
  });
});
