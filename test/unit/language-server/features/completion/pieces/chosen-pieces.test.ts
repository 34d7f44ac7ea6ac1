import assert from "node:assert/strict";
import fc from "fast-check";
import { chosenPieces } from "../../../../../../language-server/features/completion/pieces/chosen-pieces.ts";
import type { Piece } from "../../../../../../language-server/features/completion/pieces/piece.ts";

const piece = (kind: Piece["kind"], text: string, name = "a.ts"): Piece => ({
  kind,
  uri: `file:///w/${name}`,
  text,
});

describe("the pieces of a prompt", () => {
  it("that were shown before come first, where they were", () => {
    const [one, two, three] = ["one", "two", "three"].map((text) => piece("similar", text, text));
    assert.ok(one && two && three);
    assert.deepEqual(chosenPieces([one, two, three], [three, two]), [three, two, one]);
  });

  it("that are cells of the notebook keep its order, before all others", () => {
    const first = piece("cell", "a = 1");
    const second = piece("cell", "b = a");
    const other = piece("definition", "def f(): ...", "b.py");
    assert.deepEqual(chosenPieces([first, other, second], [other, second]), [first, second, other]);
  });

  it("are each of another place", () => {
    const definition = piece("definition", "class Cart {\n  add(item) {");
    const member = piece("definition", "  add(item) {");
    const window = piece("similar", "\n\nclass Cart {\n  add(item) {\n    this.items.push(item);");
    const elsewhere = piece("similar", "class Cart {", "b.ts");
    assert.deepEqual(chosenPieces([definition, member, window, elsewhere], []), [definition, elsewhere]);
  });

  it("stay within one budget, which no kind takes alone", () => {
    const kind = fc.constantFrom<Piece["kind"]>("similar", "definition", "cell", "edit", "problem");
    const any = fc.tuple(kind, fc.string({ minLength: 1, maxLength: 900 }), fc.nat({ max: 5 }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (all) => {
        const found = all.map(([of, text, file]) => piece(of, text, String(file)));
        const chosen = chosenPieces(found, []);
        const chars = (pieces: readonly Piece[]) => pieces.reduce((sum, { text }) => sum + text.length, 0);
        assert.ok(chars(chosen) <= 2_700);
        assert.ok(chars(chosen.filter((one) => one.kind === "edit")) <= 600);
        assert.equal(new Set(chosen).size, chosen.length);
      }),
    );
  });
});
