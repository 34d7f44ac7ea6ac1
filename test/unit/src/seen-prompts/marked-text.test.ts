import assert from "node:assert/strict";
import { markedText } from "../../../../src/seen-prompts/marked-text.ts";

const text = (text: string) => ({ text, isMarker: false });
const marker = (text: string) => ({ text, isMarker: true });
const at = (line: number, character: number) => ({ line, character });

describe("a prompt as a marked text", () => {
  it("is the pieces as they are, divided where the reused ones end", () => {
    const pieces = [marker("<|start|>"), text("user\nlet a = "), text("1;")];
    assert.deepEqual(markedText({ pieces, reusedLength: "<|start|>user\nlet".length }), {
      text: "<|start|>user\nlet a = 1;",
      markers: [{ start: at(0, 0), end: at(0, 9) }],
      reused: { start: at(0, 0), end: at(1, 3) },
      evaluated: { start: at(1, 3), end: at(1, 10) },
    });
  });

  it("has all of it evaluated where nothing was there", () => {
    const { reused, evaluated } = markedText({ pieces: [text("a\nb")], reusedLength: 0 });
    assert.deepEqual(reused, { start: at(0, 0), end: at(0, 0) });
    assert.deepEqual(evaluated, { start: at(0, 0), end: at(1, 1) });
  });

  it("counts lines as an editor does, whatever ends them", () => {
    const { markers } = markedText({
      pieces: [text("a\r\nb\rc\n"), marker("<|end|>"), text("\n"), marker("<|call|>")],
      reusedLength: 0,
    });
    assert.deepEqual(markers, [
      { start: at(3, 0), end: at(3, 7) },
      { start: at(4, 0), end: at(4, 8) },
    ]);
  });

  it("knows a marker from the same letters in a text", () => {
    const pieces = [text("<|end|>"), marker("<|end|>")];
    assert.deepEqual(markedText({ pieces, reusedLength: 0 }).markers, [{ start: at(0, 7), end: at(0, 14) }]);
  });
});
