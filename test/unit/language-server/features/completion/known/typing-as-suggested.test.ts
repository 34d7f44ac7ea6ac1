import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Continuation,
  continuation,
  offer,
} from "../../../../../../language-server/features/completion/known/typing-as-suggested.ts";
import { NOT_ASKED } from "../../../../../../language-server/features/completion/outcome.ts";
import { at, backspace, editElsewhere, insert, moveTo, sourceLines } from "../typing.ts";

const TEXT = "total(values, 1);\n  return";
const START = at(`${sourceLines(20)}  const sum = |;\n${sourceLines(5)}`);

function offered(place = START, text = TEXT) {
  return offer({ text, cut: false, asked: NOT_ASKED }, place);
}

const CASES: [name: string, place: ReturnType<typeof at>, expected: Continuation][] = [
  ["nothing was typed", START, { kind: "along", typed: "" }],
  ["its first characters were typed", insert(START, "tot"), { kind: "along", typed: "tot" }],
  ["all of it was typed", insert(START, TEXT), { kind: "along", typed: TEXT }],
  ["a bracket was closed by the editor", insert(START, "total(", ")"), { kind: "along", typed: "total(" }],
  ["it was typed and taken back", backspace(insert(START, "total"), 5), { kind: "along", typed: "" }],
  ["something else was typed", insert(START, "to_"), { kind: "against" }],
  ["more than all of it was typed", insert(START, `${TEXT}!`), { kind: "against" }],
  ["the place was deleted", backspace(START, 3), { kind: "elsewhere" }],
  ["the cursor went elsewhere", moveTo(START, 40), { kind: "elsewhere" }],
  [
    "the cursor went into the rest of its line",
    moveTo(at(`${START.text}|`), START.cursor + 1),
    { kind: "against" },
  ],
  ["text was inserted above", editElsewhere(START, "step0", "step0000"), { kind: "elsewhere" }],
  ["the text before it was changed", editElsewhere(START, "const sum", "const min"), { kind: "elsewhere" }],
  [
    "text was inserted below",
    editElsewhere(START, ";\nexport", ";\nnew line;\nexport"),
    { kind: "elsewhere" },
  ],
  [
    "the rest of the line was changed",
    { ...START, text: START.text.replace("= ;", "= + 1;") },
    { kind: "elsewhere" },
  ],
];

describe("what was offered, when", () => {
  for (const [name, place, expected] of CASES) {
    it(`${name}, is ${expected.kind}`, () => assert.deepEqual(continuation(offered(), place), expected));
  }

  it("a blank was typed in front of the rest of the line, is elsewhere; a bracket there is along", () => {
    const place = at(`${START.text}const |first = 1;\n`);
    const { cursor } = place;
    assert.deepEqual(continuation(offered(place), moveTo(insert(place, " "), cursor)), { kind: "elsewhere" });
    const inBracket = continuation(offered(place), insert(place, "total(", ")"));
    assert.deepEqual(inBracket, { kind: "along", typed: "total(" });
  });

  it("typed along, goes on where the user is, in a document with CRLF too", () => {
    const answer = fc.array(fc.constantFrom("a", "(", " ", "\n", "\n  ", "😀", "}"), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(answer, fc.nat(12), fc.constantFrom("\n", "\r\n"), (pieces, count, eol) => {
        const place = at(`${sourceLines(5, eol)}  |${eol}${sourceLines(5, eol)}`);
        const typed = pieces.slice(0, count).join("");
        const along = continuation(
          offered(place, pieces.join("")),
          insert(place, typed.replaceAll("\n", eol)),
        );
        assert.deepEqual(along, { kind: "along", typed });
      }),
    );
  });
});
