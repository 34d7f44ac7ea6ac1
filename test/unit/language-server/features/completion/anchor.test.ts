import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Anchor,
  nextAnchor,
  prefillOf,
  reanchor,
} from "../../../../../language-server/features/completion/anchor.ts";
import type { Piece } from "../../../../../language-server/features/completion/pieces/piece.ts";
import { at, backspace, editElsewhere, insert, moveTo, sourceLines, type TypedText } from "./typing.ts";

const HEAD = sourceLines(60);
const TAIL = `\n${sourceLines(80)}`;
/** In a new function between two parts of a file. */
const PLACE = at(`${HEAD}function sum(values: number[]) {\n  |\n}\n${TAIL}`);

function first(place: TypedText): Anchor {
  return nextAnchor(undefined, place, () => []).anchor;
}

/** Why the anchor set at one place doesn't hold at the next one. */
function reason(from: TypedText, to: TypedText): string | null {
  return nextAnchor(first(from), to, () => []).reanchored;
}

describe("a new anchor", () => {
  const starts: [name: string, marked: string, prefill: string][] = [
    [
      "begins with the block that the cursor is in",
      "x();\n\nfunction f() {\n  a();\n  |\n}\n",
      "function f() {\n  a();\n  ",
    ],
    [
      "begins with the outermost block that is near",
      "class A {\n  f() {\n    if (x) {\n      |\n    }\n  }\n}\n",
      "class A {\n  f() {\n    if (x) {\n      ",
    ],
    [
      "begins a few lines above where no block does",
      "a\nb\nc\nd\ne\nf\ng\nh\ni\nj|",
      "b\nc\nd\ne\nf\ng\nh\ni\nj",
    ],
    ["begins with no blank line, and with no closing bracket", "}\n\na;\nb|", "a;\nb"],
    ["begins with the line itself where there is nothing above", "|", ""],
    ["begins with an indent alone in an empty file", "  |", "  "],
  ];
  for (const [name, marked, prefill] of starts) {
    it(name, () => {
      const place = at(marked);
      assert.equal(prefillOf(first(place), place), prefill);
    });
  }

  it("has the lines before it and after the cursor, whole ones, within the budget", () => {
    const place = at(`${sourceLines(1_000)}const here = |;\n${sourceLines(1_000)}`);
    const anchor = first(place);
    const { head, suffix } = anchor.shown;
    assert.ok(place.text.startsWith(head, anchor.offset - head.length) && head.endsWith("\n"));
    assert.ok(place.text.includes(`\n${head}`) && place.text.includes(`;${suffix}\n`));
    assert.ok(head.length > 2_000 && head.length <= 4_000);
    assert.ok(suffix.length > 1_000 && suffix.length <= 1_500);
  });

  it("shows the rest of the cursor's line, but not what only closes", () => {
    assert.equal(first(at("a = |b + c;\nd\n")).shown.suffix, "b + c;\nd");
    assert.equal(first(at("f(|);\nd\n")).shown.suffix, "\nd");
  });

  it("shows line feeds only", () => {
    const { shown } = first(at(`${sourceLines(30, "\r\n")}|\r\n${sourceLines(30, "\r\n")}`));
    assert.doesNotMatch(shown.head + shown.suffix, /\r/);
  });

  it("is set within a line that is too long, and cuts no character", () => {
    const place = at(`${"😀".repeat(250_000)}|${"😀".repeat(250_000)}`);
    const anchor = first(place);
    for (const text of [prefillOf(anchor, place), anchor.head, anchor.shown.head, anchor.shown.suffix]) {
      assert.equal(Buffer.from(text).toString(), text);
      assert.ok(text.length < 5_000);
    }
    assert.notEqual(prefillOf(anchor, place), "");
  });

  it("has a fence that the code can't close", () => {
    const marked = "const md = '````';\n|\n";
    assert.equal(first(at(marked)).fence, "`````");
  });
});

describe("an anchor", () => {
  const holds: [name: string, from: TypedText, to: TypedText][] = [
    ["typing", PLACE, insert(PLACE, "const total = 0;")],
    ["a line break", PLACE, insert(PLACE, "let a = 0;\n  for")],
    ["backspaces", insert(PLACE, "const total"), backspace(insert(PLACE, "const total"), 11)],
    ["a bracket that the editor closes", PLACE, insert(PLACE, "f(", ")")],
    ["a block that the editor closes on a line of its own", PLACE, insert(PLACE, "if (a) {\n    ", "\n  }")],
    ["a closing bracket that is typed over", insert(PLACE, "f(", ")"), insert(PLACE, "f()")],
    ["a line break before the rest of the line", at("f(|a, b);\n"), at("f(\n  |a, b);\n")],
    [
      "lines that come far above",
      PLACE,
      editElsewhere(PLACE, "export function step0", "import x;\nexport function step0"),
    ],
    ["lines that come far below", PLACE, { ...PLACE, text: `${PLACE.text}last();\n` }],
    ["typing at the end of the file", at("a\nb|"), at("a\nbc\nd|")],
  ];
  for (const [name, from, to] of holds) {
    it(`holds through ${name}`, () => assert.equal(reason(from, to), null));
  }

  const changes: [name: string, why: string, from: TypedText, to: TypedText][] = [
    ["the cursor is above it", "cursorAboveAnchor", PLACE, backspace(PLACE, 60)],
    ["the cursor went down", "suffixChanged", PLACE, moveTo(PLACE, PLACE.cursor + 100)],
    ["the cursor went up a little", "suffixChanged", at("a\nb\nc\nd|\ne\n"), at("a\nb|\nc\nd\ne\n")],
    ["the cursor went left over code", "suffixChanged", at("a\nfoo(bar|)\n"), at("a\nfoo(|bar)\n")],
    ["the text above was changed", "headChanged", PLACE, editElsewhere(PLACE, "value57 =", "value58 =")],
    [
      "the text below was changed",
      "suffixChanged",
      PLACE,
      editElsewhere(PLACE, `}\n${TAIL}`, `}\nnew();\n${TAIL}`),
    ],
    ["a lot was typed since", "prefillTooLong", PLACE, insert(PLACE, sourceLines(60))],
    ["the fence was typed", "fenceInCode", PLACE, insert(PLACE, "const md = '```';")],
    ["text came after the end of the file", "suffixChanged", at("a\nb|"), at("a\nb|\nc\n")],
  ];
  for (const [name, why, from, to] of changes) {
    it(`is set anew when ${name}`, () => assert.equal(reason(from, to), why));
  }

  it("moves into the text that was typed since, and keeps what the cache holds before that", () => {
    const anchor = first(PLACE);
    const later = insert(PLACE, sourceLines(35).replaceAll("\n", "\n  "));
    assert.equal(nextAnchor(anchor, later, () => []).reanchored, null);
    const nearer = reanchor(anchor, later);
    assert.ok(nearer.shown.head.startsWith(anchor.shown.head));
    assert.equal(nearer.shown.suffix, anchor.shown.suffix);
    assert.ok(prefillOf(nearer, later).length <= 600);
  });

  it("looks for pieces at a new place only, and is told which were shown", () => {
    const shown: Piece[] = [{ kind: "similar", uri: "file:///a.ts", text: "a" }];
    const asked: unknown[] = [];
    const find = (previous: readonly unknown[]) => {
      asked.push(previous);
      return shown;
    };
    const { anchor } = nextAnchor(undefined, PLACE, find);
    nextAnchor(anchor, insert(PLACE, "a"), find);
    nextAnchor(anchor, insert(PLACE, sourceLines(60)), find);
    nextAnchor(anchor, moveTo(PLACE, 200), find);
    assert.deepEqual(asked, [[], shown]);
  });

  it("always shows what stands in the document, whatever happens to it", () => {
    type Step = (place: TypedText) => TypedText;
    const clamp = (offset: number, { text }: TypedText) => Math.min(offset, text.length);
    const step: fc.Arbitrary<Step> = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.constantFrom("a", "b(", "\n  ", "}", " ", "😀").map(
          (key): Step =>
            (p) =>
              insert(p, key),
        ),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(1, 7, 80).map(
          (n): Step =>
            (p) =>
              backspace(p, Math.min(n, p.cursor)),
        ),
      },
      {
        weight: 1,
        arbitrary: fc.nat(8_000).map(
          (n): Step =>
            (p) =>
              moveTo(p, clamp(n, p)),
        ),
      },
      {
        weight: 1,
        arbitrary: fc.nat(8_000).map(
          (n): Step =>
            (p) => {
              const offset = clamp(n, p);
              const text = `${p.text.slice(0, offset)}new line\n${p.text.slice(offset)}`;
              return { text, cursor: offset <= p.cursor ? p.cursor + 9 : p.cursor };
            },
        ),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let place = PLACE;
        let anchor: Anchor | undefined;
        for (const next of steps) {
          place = next(place);
          anchor = nextAnchor(anchor, place, () => []).anchor;
          assert.equal(place.text.slice(anchor.offset - anchor.head.length, anchor.offset), anchor.head);
          assert.equal(place.text.slice(anchor.offset, place.cursor), prefillOf(anchor, place));
          assert.ok(place.text.slice(place.cursor).includes(anchor.suffix.lines));
          assert.ok(place.cursor - anchor.offset <= 2_000);
        }
      }),
      { numRuns: 60 },
    );
  });
});
