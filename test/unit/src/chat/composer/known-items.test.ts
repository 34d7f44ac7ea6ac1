import assert from "node:assert/strict";
import { isKnown } from "../../../../../src/chat/composer/known-items.ts";
import { ITEM } from "../threads/threads.ts";

describe("what a chat has seen already", () => {
  const whole = { ...ITEM, text: "one\ntwo\nthree" };
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };

  it("is the same thing with the same text", () => {
    assert(isKnown(whole, [{ item: { ...whole }, tokens: 3 }]));
    assert(!isKnown({ ...whole, text: "one\n2\nthree" }, [{ item: whole, tokens: 3 }]));
    assert(!isKnown({ ...whole, range }, [{ item: whole, tokens: 3 }]));
    assert(!isKnown(whole, []));
  });

  it("is what was cut, too, as long as that part is the same", () => {
    const cut = { item: { ...whole, range, text: "one\ntwo" }, tokens: 2, cut: { lines: 2, of: 3 } };
    assert(isKnown(whole, [cut]));
    assert(isKnown(cut.item, [cut]));
    assert(!isKnown({ ...whole, text: "1\ntwo\nthree" }, [cut]));
  });
});
