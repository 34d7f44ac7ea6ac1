import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CursorContext,
  cursorContext,
} from "../../../../../../language-server/features/completion/cursor-context.ts";
import { AnswerTree } from "../../../../../../language-server/features/completion/known/answer-tree.ts";
import { NOT_ASKED } from "../../../../../../language-server/features/completion/outcome.ts";
import { OpenDocument } from "../../../../../../language-server/lsp/files/open-document.ts";
import { at, backspace, editElsewhere, insert, moveTo, sourceLines, type TypedText } from "../typing.ts";

const START = at(`${sourceLines(20)}  const sum = |;\n${sourceLines(5)}`);

function contextAt({ text, cursor }: TypedText, uri = "file:///w/a.ts"): CursorContext {
  const document = new OpenDocument(uri, "typescript", 1, text);
  const context = cursorContext(document, document.positionAt(cursor));
  return "whyNone" in context ? assert.fail(context.whyNone) : context;
}

function answer(text: string, cut = false) {
  return { text, cut, asked: NOT_ASKED };
}

function treeOf(...answers: [text: string, place?: TypedText][]): AnswerTree {
  const tree = new AnswerTree();
  for (const [text, place = START] of answers) tree.add(contextAt(place), answer(text));
  return tree;
}

const found = (tree: AnswerTree, place: TypedText) => tree.find(contextAt(place)).map(({ text }) => text);

describe("an answer is known", () => {
  const tree = treeOf(["total(values, 1)"]);
  const CASES: [name: string, place: TypedText, expected: string[]][] = [
    ["where it was asked for", START, ["total(values, 1)"]],
    ["after some of it was typed", insert(START, "total"), ["(values, 1)"]],
    ["with the bracket that the editor closed", insert(START, "total(", ")"), ["values, 1)"]],
    ["after going back", backspace(insert(START, "total"), 3), ["tal(values, 1)"]],
    ["not after all of it was typed", insert(START, "total(values, 1)"), []],
    ["not after something else was typed", insert(START, "tut"), []],
    ["not before its place", backspace(START, 1), []],
    ["not elsewhere", moveTo(START, 40), []],
    ["not after the text above was changed", editElsewhere(START, "step10", "step99"), []],
    ["not after the text below was changed", editElsewhere(START, "step0", "step00"), []],
  ];
  for (const [name, place, expected] of CASES) it(name, () => assert.deepEqual(found(tree, place), expected));

  it("in its own document only", () => {
    assert.deepEqual(tree.find(contextAt(START, "file:///w/b.ts")), []);
  });

  it("in its own language only", () => {
    assert.deepEqual(tree.find({ ...contextAt(START), languageId: "javascript" }), []);
  });

  it("not beyond what was worth showing at its place", () => {
    const cut = new AnswerTree();
    cut.add(contextAt(START), { ...answer("one(\n    1,\n    tw", true) });
    assert.deepEqual(found(cut, insert(START, "one(")), ["\n    1,\n    tw"]);
    assert.deepEqual(found(cut, insert(START, "one(\n    1,")), []);
  });

  it("also when it is that there is nothing to add, at its very place", () => {
    assert.deepEqual(found(treeOf([""]), START), [""]);
    assert.deepEqual(found(treeOf([""]), insert(START, "t")), []);
  });
});

describe("of several answers", () => {
  it("all that agree with what was typed are known, the latest first", () => {
    const tree = treeOf(["total(1)"], ["tone()"], ["l()", insert(START, "tota")], ["total(1)"]);
    assert.deepEqual(found(tree, START), ["total(1)", "tone()"]);
    assert.deepEqual(found(tree, insert(START, "to")), ["tal(1)", "ne()"]);
    assert.deepEqual(found(tree, insert(START, "tota")), ["l(1)", "l()"]);
  });

  it("the latest stay, however many there are", () => {
    const tree = new AnswerTree();
    for (let index = 0; index < 1_000; index++) tree.add(contextAt(START), answer(`value${index}`));
    const values = found(tree, START);
    assert.ok(values.length <= 50);
    assert.equal(values[0], "value999");
  });
});

describe("whatever was answered wherever, what is known at a place", () => {
  const piece = fc.constantFrom("a", "b", "(", "\n  ", " ");
  const pieces = fc.array(piece, { maxLength: 4 });
  const EMPTY: TypedText = { text: "x = ;\n", cursor: 4 };

  it("goes on from exactly what is typed there, and no answer is missing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(pieces, pieces), { maxLength: 8 }),
        pieces,
        fc.constantFrom("\n", "\r\n"),
        (answered, typed, eol) => {
          const place = (keys: string[]) => {
            const { text, cursor } = insert(EMPTY, keys.join(""));
            const before = text.slice(0, cursor).replaceAll("\n", eol);
            return { text: before + text.slice(cursor).replaceAll("\n", eol), cursor: before.length };
          };
          const tree = treeOf(
            ...answered.map(([at, says]): [string, TypedText] => [`${says.join("")}end`, place(at)]),
          );
          const here = typed.join("");
          const expected = answered
            .map(([at, says]) => [at.join(""), `${at.join("")}${says.join("")}end`] as const)
            .filter(([at, whole]) => here.startsWith(at) && whole.startsWith(here))
            .map(([, whole]) => whole.slice(here.length));
          assert.deepEqual(new Set(found(tree, place(typed))), new Set(expected));
        },
      ),
    );
  });
});
