import assert from "node:assert/strict";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { linesOf } from "../../../../common/text-lines.ts";
import { hunkAt, hunks, hunksIn } from "../../../../src/code/hunks.ts";
import { type Edit, minimalEdits, rejection, withAccepted } from "../../../../src/review/edits.ts";

function applied(text: string, edits: Edit[]): string {
  const document = TextDocument.create("file:///a", "", 1, text);
  return TextDocument.applyEdits(
    document,
    edits.map(({ start, end, text: newText }) => ({ range: { start, end }, newText })),
  );
}

const line = fc.constantFrom(
  "",
  "}",
  "  }",
  "a",
  "b",
  "\tc",
  "let x = 1;",
  "let x = 2;",
  "🎉",
  "🎊 👩‍👩‍👧",
  "é",
);
/** Two texts with the same line breaks, as one document has them before and after. */
const pair = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"))
  .map(([one, other, eol]) => ({ original: one.join(eol), current: other.join(eol), eol }));

describe("changes under review", () => {
  it("are all rejected, in any order, to the original, byte for byte", () => {
    fc.assert(
      fc.property(pair, fc.infiniteStream(fc.nat()), ({ original, current, eol }, choices) => {
        let text = current;
        for (let left = 100; ; left--) {
          const found = hunks(original, text);
          const choice = choices.next().value ?? 0;
          const hunk = found[choice % found.length];
          if (!hunk) break;
          assert.ok(left > 0, "rejecting doesn't come to an end");
          text = applied(text, [rejection(original, text, hunk, eol)]);
        }
        assert.equal(text, original);
      }),
      { numRuns: 500 },
    );
  });

  it("are all accepted, in any order, and leave the text", () => {
    fc.assert(
      fc.property(pair, fc.infiniteStream(fc.nat()), ({ original, current, eol }, choices) => {
        let before = original;
        for (let left = 100; ; left--) {
          const found = hunks(before, current);
          const choice = choices.next().value ?? 0;
          const hunk = found[choice % found.length];
          if (!hunk) break;
          assert.ok(left > 0, "accepting doesn't come to an end");
          before = withAccepted(before, current, hunk, eol);
        }
        assert.equal(before, current);
      }),
      { numRuns: 500 },
    );
  });

  it("are gone one by one, and the others stay", () => {
    const original = "one\ntwo\nthree\nfour\nfive\n";
    const current = "ONE\ntwo\nthree\nfour\nfive\nsix\n";
    const [first, second, ...more] = hunks(original, current);
    assert.ok(first && second);
    assert.deepEqual(more, []);
    const rejected = applied(current, [rejection(original, current, first, "\n")]);
    assert.equal(rejected, "one\ntwo\nthree\nfour\nfive\nsix\n");
    assert.deepEqual(hunks(original, rejected), [second]);
    const accepted = withAccepted(original, current, second, "\n");
    assert.equal(accepted, "one\ntwo\nthree\nfour\nfive\nsix\n");
  });

  it("follow what the user types into them", () => {
    const original = "a\nb\nc\n";
    const [hunk] = hunks(original, "a\nB and my own\nand one more\nc\n");
    assert.deepEqual(hunk, { original: { start: 1, end: 2 }, current: { start: 1, end: 3 } });
  });

  it("are one where only brackets and blank lines lie between them", () => {
    assert.equal(hunks("a\n}\n\nb\n", "c\n}\n\nd\n").length, 1);
    assert.equal(hunks("a\nword\nb\n", "c\nword\nd\n").length, 2);
  });

  it("are found at their lines, and where lines were removed, beside them", () => {
    const found = hunks("a\nb\nc\nd\ne\nf", "a\nB\nc\nf");
    assert.deepEqual(
      [0, 1, 2, 3].map((at) => {
        const hunk = hunkAt(found, at);
        return hunk && found.indexOf(hunk);
      }),
      [undefined, 0, 1, 1],
    );
  });

  it("are found by the lines that they are in, or that they were taken from", () => {
    // Line b becomes B; line d is gone, between c and e.
    const found = hunks("a\nb\nc\nd\ne\n", "a\nB\nc\ne\n");
    const at = (start: number, end: number) =>
      hunksIn(found, { start, end }).map((hunk) => found.indexOf(hunk));
    assert.deepEqual(
      [at(0, 1), at(1, 2), at(0, 2), at(2, 2), at(2, 3), at(3, 3)],
      [[], [0], [0], [], [1], [1]],
    );
    assert.deepEqual(at(0, 9), [0, 1]);
  });

  it("take no minutes in a large file that is rewritten", () => {
    const text = (name: string) =>
      Array.from({ length: 20_000 }, (_, index) => `${name} ${index}`).join("\n");
    const start = performance.now();
    assert.equal(hunks(`same\n${text("old")}\nend`, `same\n${text("new")}\nend`).length, 1);
    assert.ok(performance.now() - start < 20_000);
  });
});

describe("the edits of a change", () => {
  it("make exactly the new text", () => {
    fc.assert(
      fc.property(pair, ({ original, current, eol }) => {
        assert.equal(applied(original, minimalEdits(original, current, eol)), current);
      }),
      { numRuns: 1_000 },
    );
  });

  it("touch only what differs", () => {
    const before = "const a = 1;\nconst b = 2;\nconst c = 3;\n";
    assert.deepEqual(minimalEdits(before, "const a = 1;\nconst b = 20;\nconst c = 3;\n", "\n"), [
      { start: { line: 1, character: 11 }, end: { line: 1, character: 11 }, text: "0" },
    ]);
    assert.deepEqual(minimalEdits(before, before, "\n"), []);
  });

  it("cut no character in two", () => {
    const [edit] = minimalEdits("// 🎉", "// 🎊", "\n");
    assert.deepEqual(edit, {
      start: { line: 0, character: 3 },
      end: { line: 0, character: 5 },
      text: "🎊",
    });
  });
});

it("lines are counted as in VS Code", () => {
  assert.deepEqual(linesOf("a\r\nb\rc\nd\u2028e\n"), ["a", "b", "c", "d\u2028e", ""]);
});
