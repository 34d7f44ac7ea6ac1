import assert from "node:assert/strict";
import fc from "fast-check";
import { pieceEnd } from "../../../../../media/chat/markdown/code-pieces.ts";

function piecesOf(code: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let end = pieceEnd(code, start); end !== undefined; end = pieceEnd(code, start)) {
    pieces.push(code.slice(start, end));
    start = end;
  }
  return [...pieces, code.slice(start)];
}

describe("pieces of code", () => {
  const code = fc.array(fc.constantFrom("", "function f() {", "  body();", "}"), { maxLength: 2_000 });

  it("are all of it, whole lines each, and never too long", () => {
    fc.assert(
      fc.property(code, (lines) => {
        const pieces = piecesOf(lines.join("\n"));
        assert.equal(pieces.join(""), lines.join("\n"));
        for (const piece of pieces.slice(0, -1)) assert.ok(piece.endsWith("\n"));
        for (const piece of pieces) assert.ok(piece.split("\n").length <= 202);
      }),
    );
  });

  it("begin where a declaration does, when one is near", () => {
    const declaration = `function f() {\n${"  body();\n".repeat(30)}}\n\n`;
    for (const piece of piecesOf(declaration.repeat(20))) assert.match(piece, /^function/);
  });

  it("leave code that is short, or one line, whole", () => {
    assert.deepEqual(piecesOf("a\n\nb\n"), ["a\n\nb\n"]);
    assert.equal(piecesOf("x".repeat(1_000_000)).length, 1);
  });
});
