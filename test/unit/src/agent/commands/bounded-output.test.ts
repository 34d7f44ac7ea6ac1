import assert from "node:assert/strict";
import { BoundedOutput } from "../../../../../src/agent/commands/bounded-output.ts";

function outputOf(...pieces: string[]): BoundedOutput {
  const output = new BoundedOutput();
  for (const piece of pieces) output.add(piece);
  return output;
}

describe("the output of a command", () => {
  it("is kept whole where it is short, without colors and without what was written over", () => {
    assert.equal(outputOf("\u001b[31mred\u001b[0m\n", "10 %\r20 %\n").text, "red\n20 %");
  });

  it("is cut to its beginning and its end, which say the same of what is between", () => {
    const line = (at: number) => `line ${at}`;
    const { text } = outputOf(...Array.from({ length: 100_000 }, (_, at) => `${line(at)}\n`));
    assert(text.startsWith("line 0\nline 1\n"), text.slice(0, 100));
    assert(text.endsWith("line 99998\nline 99999"), text.slice(-100));
    assert.match(text, /\n\[… about \d+ characters left out …\]\n/);
    assert(text.length < 9_200, String(text.length));
    assert(text.split("\n").every((each) => /^line \d+$|left out/.test(each)));
  });

  it("doesn't grow with a flood", () => {
    const output = new BoundedOutput();
    const piece = "x".repeat(65_536);
    for (let at = 0; at < 1_024; at++) output.add(piece);
    assert.equal(output.length, 2 ** 26);
    assert(output.text.length < 9_200);
  });

  it("is named where it is binary", () => {
    assert.match(outputOf("\u007fELF\0\0\0").text, /^\[7 characters of binary output left out\]$/);
    assert.match(outputOf("\ufffd".repeat(50)).text, /binary/);
    assert.equal(outputOf("caf\ufffd au lait, and so on").text, "caf\ufffd au lait, and so on");
  });

  it("has no half characters where it is cut", () => {
    const { text } = outputOf("😀".repeat(50_000));
    assert(!/\p{Cs}/u.test(text));
  });

  it("shows its last lines while it runs", () => {
    assert.equal(outputOf("a\nb\nc\nd\ne\n").tail, "b\nc\nd\ne");
  });
});
