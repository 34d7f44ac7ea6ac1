import assert from "node:assert/strict";
import fc from "fast-check";
import {
  normalizeEol,
  trimAnswer,
} from "../../../../../../language-server/features/completion/answer/trim.ts";
import { around, at } from "../typing.ts";

interface Case {
  name: string;
  /** The document; `|` is the cursor. */
  at: string;
  languageId?: string;
  answer: string;
  cut?: boolean;
  /** The document after accepting, or null when nothing is shown. */
  accepted: string | null;
}

const CASES: Case[] = [
  // What follows.
  { name: "keeps what is new", at: "x = |\n", answer: "1;", accepted: "x = 1;\n" },
  { name: "leaves out white space at the end", at: "x = |\n", answer: "1;  \n\n", accepted: "x = 1;\n" },
  {
    name: "leaves out lines that come next",
    at: "a\n|\nc\nd\n",
    answer: "b\nc\nd",
    accepted: "a\nb\nc\nd\n",
  },
  {
    name: "leaves out a line that comes next after blank ones",
    at: "a\n|\n\nreturn x;\n",
    answer: "b\nreturn x;",
    accepted: "a\nb\n\nreturn x;\n",
  },
  {
    name: "keeps a closing line that is its own",
    at: "if (a) {\n|\n}\n",
    answer: "if (b) {\n}",
    accepted: "if (a) {\nif (b) {\n}\n}\n",
  },
  {
    name: "shows nothing when the line comes next",
    at: "a\n|\nreturn x;\n",
    answer: "return x;",
    accepted: null,
  },
  {
    name: "shows nothing when the rest of the line does",
    at: "a\nret|\nreturn x;\n",
    answer: "urn x;",
    accepted: null,
  },
  { name: "shows nothing for nothing", at: "x = |\n", answer: "", accepted: null },
  { name: "shows nothing for white space", at: "x = |\n", answer: " \n\t\n", accepted: null },
  {
    name: "ends where the rest begins, within a bracket that the rest closes",
    at: "} else if | data === null && b) {\n",
    answer: '(typeof data === "number") {',
    accepted: "} else if (typeof data === null && b) {\n",
  },
  {
    name: "goes on where the rest would leave its bracket open",
    at: "foo(|, b);\n",
    answer: "bar(a, b), c",
    accepted: "foo(bar(a, b), c, b);\n",
  },
  {
    name: "leaves out an operator before what closes the expression",
    at: "if (\n  a(b, |\n) {\n",
    answer: "c) &&\n",
    accepted: "if (\n  a(b, c)\n) {\n",
  },
  {
    name: "keeps an operator before the other operand",
    at: "x =\n  a |\n  b;\n",
    answer: "&&",
    accepted: "x =\n  a &&\n  b;\n",
  },
  {
    name: "shows nothing that ends the statement before the rest of it",
    at: "return module.|default : module;\n",
    answer: "version;",
    accepted: null,
  },
  {
    name: "shows nothing that opens a block before the rest of the line",
    at: "export | InitiateResponse;\n",
    answer: "interface A extends B {\n  c: string;\n}",
    accepted: null,
  },
  {
    name: "shows a statement before another one",
    at: "a(); |b();\n",
    answer: "c(); ",
    accepted: "a(); c(); b();\n",
  },
  // The rest of the line: brackets and quotes that the editor closed.
  { name: "types over a bracket", at: "f(|)\n", answer: "a)", accepted: "f(a)\n" },
  { name: "types over a bracket in the middle", at: "f(|)\n", answer: "a);", accepted: "f(a);\n" },
  { name: "types over brackets and a semicolon", at: "f([|]);\n", answer: "a]);", accepted: "f([a]);\n" },
  { name: "types over the first of several brackets", at: "f([|])\n", answer: "a]", accepted: "f([a])\n" },
  { name: "types over a semicolon alone", at: "x =|;\n", answer: " 1;", accepted: "x = 1;\n" },
  { name: "types over a quote", at: 'x = "|"\n', answer: 'abc"', accepted: 'x = "abc"\n' },
  {
    name: "types over a quote and what follows it",
    at: 'f("|")\n',
    answer: 'abc", 1);',
    accepted: 'f("abc", 1);\n',
  },
  { name: "leaves a quote where the string goes on", at: 'f("|")\n', answer: "abc", accepted: 'f("abc")\n' },
  { name: "types over a spaced bracket", at: "x = { | }\n", answer: "a: 1 }", accepted: "x = { a: 1 }\n" },
  { name: "keeps its own brackets", at: "f(|)\n", answer: "g(a)", accepted: "f(g(a))\n" },
  {
    name: "keeps its own brackets, and types over one",
    at: "f(|)\n",
    answer: "g(a))",
    accepted: "f(g(a))\n",
  },
  { name: "keeps a string's quote", at: "f(|)\n", answer: "'a'", accepted: "f('a')\n" },
  {
    name: "types over the end of a block",
    at: "use(() => {|})\n",
    answer: "\n  a();\n}",
    accepted: "use(() => {\n  a();\n})\n",
  },
  {
    name: "types over the end of a block and goes on",
    at: "use(() => {|})\n",
    answer: "\n  a();\n}, [])",
    accepted: "use(() => {\n  a();\n}, [])\n",
  },
  { name: "shows nothing when there is only the bracket", at: "f(a|)\n", answer: ")", accepted: null },
  { name: "shows nothing when there are only the brackets", at: "f(a|);\n", answer: ");", accepted: null },
  // The rest of the line: code.
  { name: "ends where the rest begins", at: "f(|b, c)\n", answer: "a, b, c)", accepted: "f(a, b, c)\n" },
  {
    name: "ends where the rest begins, in the middle",
    at: "f(|) { x }\n",
    answer: "a) { x } // more",
    accepted: "f(a) { x }\n",
  },
  { name: "ends where a piece of the rest begins", at: "a = |+ c\n", answer: "b +", accepted: "a = b + c\n" },
  { name: "doesn't take a letter for the rest", at: "f(|b)\n", answer: "ab", accepted: "f(abb)\n" },
  { name: "keeps the space before a word", at: "f(|b)\n", answer: "a, ", accepted: "f(a, b)\n" },
  { name: "is a piece of a line only", at: "f(|b)\n", answer: "a, \nc", accepted: "f(a, b)\n" },
  { name: "shows nothing when it is the rest", at: "x = |a + b;\n", answer: "a + b;", accepted: null },
  // Cut by the token limit.
  {
    name: "drops the line that was cut",
    at: "|\n",
    answer: "a();\nb();\nc.d",
    cut: true,
    accepted: "a();\nb();\n",
  },
  {
    name: "keeps a single line that was cut",
    at: "x = |\n",
    answer: "some.long",
    cut: true,
    accepted: "x = some.long\n",
  },
  // What isn't code.
  { name: "shows no prose", at: "|\n", answer: "Here is the code:", accepted: null },
  {
    name: "shows prose in prose",
    at: "|\n",
    languageId: "markdown",
    answer: "Here is the code:",
    accepted: "Here is the code:\n",
  },
  { name: "takes code for code", at: "|\n", answer: "hereIs(the, code);", accepted: "hereIs(the, code);\n" },
];

/** The document with the answer accepted, or null. */
function accept(marked: string, answer: string, { languageId = "typescript", cut = false, eol = "\n" } = {}) {
  const insertion = trimAnswer(answer, { ...around(marked), languageId, cut, eol });
  if (!insertion) return null;
  const { text, cursor } = at(marked);
  return text.slice(0, cursor) + insertion.text + text.slice(cursor + insertion.replaced);
}

describe("trimming", () => {
  for (const { name, at: marked, answer, accepted, ...options } of CASES) {
    it(name, () => assert.equal(accept(marked, answer, options), accepted));
  }

  it("writes the document's own line endings", () => {
    assert.equal(accept("|", "a\nb\r\nc", { eol: "\r\n" }), "a\r\nb\r\nc");
    assert.equal(accept("|", "a\r\nb", { eol: "\n" }), "a\nb");
  });

  const piece = fc.constantFrom(
    "foo",
    "(",
    ")",
    "{",
    "}",
    '"',
    ";",
    " ",
    "\n",
    "\n  ",
    "😀",
    "x",
    ", ",
    "[",
    "]",
    "<li>",
    "</li>",
  );
  const code = (maxLength: number) => fc.array(piece, { maxLength }).map((pieces) => pieces.join(""));
  const line = (maxLength: number) => code(maxLength).map((text) => text.replaceAll("\n", ""));

  const said = (text: string) => text.replace(/\s/g, "");

  it("only ever inserts at the cursor and replaces brackets and quotes of its line", () => {
    fc.assert(
      fc.property(line(6), line(6), code(8), code(10), fc.boolean(), (before, rest, after, answer, cut) => {
        const insertion = trimAnswer(answer, {
          before,
          cursorLine: before,
          rest,
          after,
          languageId: "typescript",
          cut,
          eol: "\n",
        });
        if (!insertion) return;
        assert.ok(insertion.replaced <= rest.length);
        assert.match(rest.slice(0, insertion.replaced), /^(?:<\/li>|[\s)\]}>;,"'`])*$/);
        assert.ok(
          said(answer).startsWith(said(insertion.text)),
          "what is inserted is a beginning of the answer",
        );
        assert.notEqual(insertion.text.trim(), "");
        assert.equal(Buffer.from(insertion.text).toString(), insertion.text, "no character is cut");
      }),
      { numRuns: 2_000 },
    );
  });

  it("shows all that it replaces, in order, so that the editor can draw it", () => {
    fc.assert(
      fc.property(
        line(4),
        fc.constantFrom(")", "})", " }", '")', ");", "])", " )", " })", ") }", " </li>", "} </li>"),
        code(10),
        (before, rest, answer) => {
          const insertion = trimAnswer(answer, {
            before,
            cursorLine: before,
            rest,
            after: "",
            languageId: rest.includes("<") ? "html" : "typescript",
            cut: false,
            eol: "\n",
          });
          let from = 0;
          for (const character of rest.slice(0, insertion?.replaced ?? 0)) {
            from = (insertion?.text.indexOf(character, from) ?? -1) + 1;
            assert.ok(from > 0);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("never repeats whole lines that stand after the cursor", () => {
    const own = fc.array(fc.constantFrom("one(1);", "two.three();", "if (four) {", "}"), { maxLength: 4 });
    const next = fc.array(fc.constantFrom("alpha(1);", "beta.gamma();", "return epsilon;"), { minLength: 1 });
    fc.assert(
      fc.property(own, next, (ownLines, nextLines) => {
        const after = nextLines.join("\n");
        const written = ownLines.join("\n");
        const accepted = accept(`|\n${after}\n`, [...ownLines, ...nextLines].join("\n"));
        assert.equal(accepted, written === "" ? null : `${written}\n${after}\n`);
      }),
    );
  });

  it("gives line endings of one kind, however many times", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\r", "\n", "\r\n") }), (text) => {
        const windows = normalizeEol(text, "\r\n");
        assert.equal(normalizeEol(windows, "\r\n"), windows);
        assert.equal(normalizeEol(normalizeEol(windows, "\n"), "\r\n"), windows);
      }),
    );
  });
});
