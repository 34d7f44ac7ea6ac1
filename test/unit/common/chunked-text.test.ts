import assert from "node:assert/strict";
import fc from "fast-check";
import { ChunkedText } from "../../../common/chunked-text.ts";

/** Long enough for several pieces, with each kind of line break, and with pairs that a piece could be cut in. */
const part = fc.constantFrom(
  "\r\n",
  "\r",
  "\n",
  "a",
  "é",
  "😀",
  "word ",
  "\r\n".repeat(5_000),
  "x".repeat(9_000),
);
const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
const edit = fc.record({ from: fc.nat(), length: fc.nat(), inserted: text });

function lineStartsOf(whole: string): number[] {
  return [0, ...Array.from(whole.matchAll(/\r\n|\r|\n/g), ({ 0: found, index }) => index + found.length)];
}

/** A text after edits, in pieces and as a string. */
function edited(start: string, edits: { from: number; length: number; inserted: string }[]) {
  let chunked = ChunkedText.of(start);
  let whole = start;
  for (const { from, length, inserted } of edits) {
    const at = from % (whole.length + 1);
    const end = at + (length % (whole.length - at + 1));
    chunked = chunked.replace(at, end, inserted);
    whole = whole.slice(0, at) + inserted + whole.slice(end);
  }
  return { chunked, whole };
}

describe("a text in pieces", () => {
  it("reads as the string that it is, whatever was edited", () => {
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 8 }), fc.array(fc.nat()), (start, edits, places) => {
        const { chunked, whole } = edited(start, edits);
        assert.equal(chunked.toString(), whole);
        assert.equal(chunked.length, whole.length);
        for (const place of places) {
          const at = place % (whole.length + 2);
          assert.equal(chunked.charAt(at), whole.charAt(at));
          assert.deepEqual(chunked.charCodeAt(at), whole.charCodeAt(at));
          for (const end of [at + 1, at + 10_000, at - 3, -place, undefined])
            assert.equal(chunked.slice(at, end), whole.slice(at, end));
          assert.equal(chunked.slice(-at), whole.slice(-at));
        }
      }),
    );
  });

  it("knows its lines, whatever was edited", () => {
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 8 }), fc.array(fc.nat()), (start, edits, places) => {
        const { chunked, whole } = edited(start, edits);
        const starts = lineStartsOf(whole);
        assert.equal(chunked.lineCount, starts.length);
        for (const place of places) {
          const line = place % starts.length;
          assert.equal(chunked.lineStart(line), starts[line]);
          const offset = place % (whole.length + 1);
          assert.equal(
            chunked.lineAt(offset),
            starts.findLastIndex((lineStart) => lineStart <= offset),
          );
        }
        assert.equal(chunked.lineStart(starts.length), whole.length);
      }),
    );
  });

  it("leaves the text from before an edit as it was", () => {
    const before = ChunkedText.of("one\ntwo\n");
    const after = before.replace(4, 7, "2");
    assert.equal(before.toString(), "one\ntwo\n");
    assert.equal(after.toString(), "one\n2\n");
  });

  it("is in no more pieces after typing and deleting than before", () => {
    let chunked = ChunkedText.of("line\n".repeat(20_000));
    const pieces = chunked.pieceCount;
    for (let typed = 0; typed < 500; typed++) chunked = chunked.replace(50_000 + typed, 50_000 + typed, "x");
    for (let deleted = 0; deleted < 900; deleted++) chunked = chunked.replace(1_000, 1_100, "");
    assert.ok(chunked.pieceCount <= pieces, `${chunked.pieceCount} pieces, ${pieces} at first`);
  });
});
