import assert from "node:assert/strict";
import fc from "fast-check";
import { certainFirstLine } from "../../../../../../language-server/features/completion/answer/first-line.ts";
import { StopRules } from "../../../../../../language-server/features/completion/answer/stop-rules.ts";
import { tidyAnswer } from "../../../../../../language-server/features/completion/answer/tidy.ts";
import { trimAnswer } from "../../../../../../language-server/features/completion/answer/trim.ts";
import { around } from "../typing.ts";

interface Case {
  name: string;
  /** The document; `|` is the cursor. */
  at: string;
  answer: string;
  first: string | undefined;
  languageId?: string;
  unit?: string;
}

const BODY = "function f() {\n  |\n}\n";
const CASES: Case[] = [
  { name: "a statement in a block", at: BODY, answer: "const a = 1;\nreturn", first: "const a = 1;" },
  { name: "the rest of a statement", at: "const a = |", answer: "1;\nconst", first: "1;" },
  {
    name: "the first statement below a head",
    at: "def f():|\n",
    languageId: "python",
    answer: "\n    a = 1\n    b",
    first: "\n    a = 1",
  },
  { name: "none before its line has ended", at: BODY, answer: "const a = 1;", first: undefined },
  { name: "none that opens a block", at: BODY, answer: "if (a) {\n    b();", first: undefined },
  {
    name: "none that opens a block by its indent",
    at: "def f():\n    |",
    languageId: "python",
    answer: "if a:\n        b()",
    first: undefined,
  },
  { name: "none that opens a call", at: BODY, answer: "call(\n    a,", first: undefined },
  {
    name: "none that closes what was open before",
    at: "f(() => {\n|",
    answer: "});\ng();",
    first: undefined,
  },
  {
    name: "none in a string over several lines",
    at: 'def f():\n    """|',
    languageId: "python",
    answer: "Says.\n\n    More.",
    first: undefined,
  },
  { name: "none that opens a comment", at: BODY, answer: "/*\n   * Says.", first: undefined },
  {
    name: "none that is all but the file's next line",
    at: "|\nconst total = sum;\n",
    answer: "const totals = sum;\nf();",
    first: undefined,
  },
  { name: "none left of other text", at: "f(|);\n", answer: "a,\n  b", first: undefined },
  {
    name: "none whose indent isn't certain",
    at: "if ready:|",
    languageId: "python",
    unit: "  ",
    answer: "\n    go()\n    on()",
    first: undefined,
  },
];

const TEXTS = [
  BODY,
  "|",
  "x = |\ny = 2\n",
  "def f(a):|\n",
  "def f(a):\n    |\n    return b\n",
  "f(a)|\n  .then(b);\n",
  "if (a) {\n  b();\n|\n}\nnext();\n",
  "class A {\n  |\n\n  b() {}\n}\n",
  "- one\n|\n- three\n",
  "<div>\n  |\n</div>\n",
];
const LINES = [
  "",
  "a = 1",
  "const b = a + 1;",
  "return b",
  "if (a) {",
  "}",
  "} else {",
  "def f(a):",
  "f(a, [1, 2]);",
  "call(",
  ")",
  ".then(b)",
  "y = 2",
  "next();",
  "</div>",
  "<p>one</p>",
  "- two",
  "# file: a.py",
  "// says",
  '"""Says."""',
  "/* a",
  "*/",
  "});",
  "b() {}",
  "'it",
];
const LANGUAGES = ["typescript", "python", "html", "markdown", "java"];

/** What is shown of an answer in the end, as it streams in pieces. */
function whole(answer: string, place: ReturnType<typeof placeOf>) {
  const rules = new StopRules(place);
  const firsts = new Set<string>();
  let text = "";
  let stopped = false;
  for (const character of answer) {
    text += character;
    const stop = rules.check(text, false);
    if (stop) text = text.slice(0, stop.end);
    const first = certainFirstLine(tidyAnswer(text, place), place);
    if (first !== undefined) firsts.add(first);
    if (stop) {
      stopped = true;
      break;
    }
  }
  const stop = stopped ? undefined : rules.check(text, true);
  const insertion = trimAnswer(tidyAnswer(stop ? text.slice(0, stop.end) : text, place), {
    ...place,
    cut: false,
  });
  return { shown: insertion?.text, firsts: [...firsts] };
}

function placeOf(marked: string, languageId: string, unit?: string) {
  return { ...around(marked), languageId, eol: "\n", unit };
}

describe("the first line of an answer", () => {
  for (const { name, at, answer, first, languageId = "typescript", unit } of CASES)
    it(`is ${name}`, () => assert.equal(certainFirstLine(answer, placeOf(at, languageId, unit)), first));

  it("is one, and begins what is shown in the end, whatever follows", () => {
    const line = fc
      .tuple(fc.constantFrom("", "  ", "    "), fc.constantFrom(...LINES))
      .map((parts) => parts.join(""));
    const lines = fc.array(line, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.constantFrom(...TEXTS),
        fc.constantFrom(...LANGUAGES),
        lines,
        (text, languageId, answer) => {
          const { shown, firsts } = whole(answer.join("\n"), placeOf(text, languageId));
          assert.ok(firsts.length <= 1, JSON.stringify(firsts));
          for (const first of firsts) assert.ok(shown?.startsWith(first), JSON.stringify([first, shown]));
        },
      ),
      { numRuns: 400 },
    );
  });
});
