import assert from "node:assert/strict";
import fc from "fast-check";
import { StopTexts } from "../../../../../language-server/engine/generation/stop-texts.ts";

function run(texts: string[], pieces: string[]): { text: string; stop?: string } {
  const stops = new StopTexts(texts);
  let text = "";
  for (const piece of pieces) {
    const passed = stops.push(piece);
    text += passed.text;
    if (passed.stop !== undefined) return { text, stop: passed.stop };
  }
  return { text: text + stops.flush() };
}

describe("stop texts", () => {
  it("finds a stop text that is split across pieces and passes nothing of it on", () => {
    assert.deepEqual(run(["\n```"], ["a + b;", "\n", "``", "`\nmore"]), { text: "a + b;", stop: "\n```" });
  });

  it("passes on what only began like a stop text", () => {
    assert.deepEqual(run(["\n```"], ["a\n", "``", "x"]), { text: "a\n``x" });
    assert.deepEqual(run(["\n```"], ["a\n``"]), { text: "a\n``" });
  });

  it("stops at the first of several", () => {
    assert.deepEqual(run(["end", "b"], ["a b end"]), { text: "a ", stop: "b" });
  });

  it("holds back no more than the beginning of a stop text", () => {
    const stops = new StopTexts(["\n```"]);
    assert.equal(stops.push("a long line").text, "a long line");
    assert.equal(stops.push(" and\n").text, " and");
  });

  it("gives the same result however the text is cut", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "\n", "`") });
    fc.assert(
      fc.property(fc.array(letters), fc.array(letters, { maxLength: 3 }), (pieces, texts) => {
        assert.deepEqual(run(texts, pieces), run(texts, [pieces.join("")]));
      }),
    );
  });
});
