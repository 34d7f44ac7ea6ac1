import assert from "node:assert/strict";
import { fitItems } from "../../../../../language-server/features/chat/fit.ts";
import type { ContextItem } from "../../../../../language-server/protocol/context.ts";

/** A token is a word here. */
const countWords = async (texts: string[]) => texts.map((text) => text.split(/\s+/).filter(Boolean).length);

const lines = (count: number, words = "one two three") =>
  Array.from({ length: count }, (_, index) => `${index} ${words}`).join("\n");

const file = (text: string): ContextItem => ({ kind: "file", title: "a.ts", uri: "file:///w/a.ts", text });

describe("cutting what is attached", () => {
  it("leaves what fits as it is", async () => {
    const item = file(lines(10));
    assert.deepEqual(await fitItems([item], 40, countWords), [{ item, tokens: 40 }]);
  });

  it("cuts whole lines off the end, and says how many are left", async () => {
    const [fitted] = await fitItems([file(lines(100))], 100, countWords);
    assert.ok(fitted?.cut);
    assert.equal(fitted.cut.of, 100);
    assert.equal(fitted.item.text, lines(fitted.cut.lines));
    assert.ok(fitted.tokens <= 100 && fitted.tokens > 60, `${fitted.tokens}`);
    assert.deepEqual(fitted.item.range, {
      start: { line: 0, character: 0 },
      end: { line: fitted.cut.lines, character: 0 },
    });
  });

  it("keeps the end of what a terminal said", async () => {
    const [fitted] = await fitItems(
      [{ kind: "terminal", title: "npm test", text: lines(100) }],
      40,
      countWords,
    );
    assert.ok(fitted);
    assert.ok(fitted.item.text.endsWith("99 one two three"));
    assert.ok(!fitted.item.text.startsWith("0 "));
    assert.equal(fitted.item.range, undefined);
  });

  it("counts on from where a selection begins", async () => {
    const range = { start: { line: 50, character: 4 }, end: { line: 150, character: 0 } };
    const [fitted] = await fitItems([{ ...file(lines(100)), kind: "selection", range }], 100, countWords);
    assert.deepEqual(fitted?.item.range?.start, range.start);
    assert.equal(fitted?.item.range?.end.line, 50 + (fitted.cut?.lines ?? 0));
  });

  it("gives the later ones what the earlier ones leave, which may be nothing", async () => {
    const [first, second, third] = await fitItems(
      [file(lines(10)), file(lines(20)), file("x")],
      60,
      countWords,
    );
    assert.equal(first?.cut, undefined);
    assert.ok((second?.tokens ?? 99) <= 20);
    assert.ok((third?.tokens ?? 99) <= 20 - (second?.tokens ?? 0));
    const [none] = await fitItems([file(lines(10))], 0, countWords);
    assert.deepEqual({ text: none?.item.text, cut: none?.cut }, { text: "", cut: { lines: 0, of: 10 } });
  });

  it("ends although a single line is longer than all there is", async () => {
    const [fitted] = await fitItems([file("word ".repeat(10_000))], 10, countWords);
    assert.deepEqual(fitted?.cut, { lines: 0, of: 1 });
    assert.equal(fitted.tokens, 0);
  });
});
