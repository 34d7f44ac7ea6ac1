import assert from "node:assert/strict";
import { patternDeclarations } from "../../../../../common/declarations/patterns.ts";
import { piecesOf } from "../../../../../language-server/context/index/pieces.ts";

describe("pieces", () => {
  const lines = Array.from({ length: 300 }, (_, at) =>
    at % 30 === 29 ? "" : at % 30 === 0 ? "function a() {" : "  b();",
  );

  it("are the whole file, without gaps, none too long", () => {
    const pieces = piecesOf(lines, patternDeclarations(lines, "typescript"));
    assert.equal(pieces[0]?.start, 0);
    assert.equal(pieces.at(-1)?.end, lines.length);
    for (const [at, piece] of pieces.entries()) {
      assert.ok(piece.end - piece.start <= 60);
      if (at > 0) assert.equal(piece.start, pieces[at - 1]?.end);
    }
    assert.deepEqual(piecesOf([], []), []);
  });

  it("begin where something begins", () => {
    for (const { start } of piecesOf(lines, patternDeclarations(lines, "typescript")))
      assert.equal(start % 30, 0);
  });
});
