import assert from "node:assert/strict";
import fc from "fast-check";
import { type CodeReading, openLongQuote, readCode } from "../../../../language-server/context/lexical.ts";

const PIECES = [
  ..."()[]{}\"'`/\\#*-<>!=;, \n",
  ...[
    "//",
    "/*",
    "*/",
    '"""',
    "'''",
    "<!--",
    "-->",
    "--",
    "--[[",
    "]]",
    "#|",
    "|#",
    "{-",
    "-}",
    "word",
    "return ",
    "a = ",
  ],
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));
const LANGUAGES = [
  "typescript",
  "python",
  "rust",
  "lua",
  "html",
  "shellscript",
  "haskell",
  "sql",
  "plaintext",
  "unheard-of",
];

function read(code: string, languageId: string, from?: number): CodeReading & { brackets: string[] } {
  const brackets: string[] = [];
  const reading = readCode(
    code,
    languageId,
    (bracket, offset) => brackets.push(`${bracket} at ${offset}`),
    from,
  );
  return { ...reading, brackets };
}

describe("reading code", () => {
  it("goes on from where a shorter text was settled, with the same result as from the beginning", () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(...LANGUAGES), (before, more, languageId) => {
        const { settled } = readCode(before, languageId);
        assert.ok(settled <= before.length);
        const whole = read(before + more, languageId);
        const rest = read(before + more, languageId, settled);
        const isBehind = (bracket: string) => Number(bracket.split(" at ")[1]) >= settled;
        assert.deepEqual(rest, { ...whole, brackets: whole.brackets.filter(isBehind) });
      }),
      { numRuns: 2_000 },
    );
  });

  it("settles ordinary code, so that little is left to read", () => {
    const code = "const value = compute(one, [two]);\n".repeat(50);
    assert.ok(code.length - readCode(code, "typescript").settled < 20);
  });

  it("settles nothing that a longer text can change", () => {
    for (const open of ["a = /", 'a = "text', "a /* b ( c", "a = `b ("]) {
      const before = `f(1);\n${open}`;
      assert.ok(readCode(before, "typescript").settled <= before.length - open.length + 4, open);
    }
  });
});

describe("a quick look for long quotes", () => {
  const CASES: [name: string, languageId: string, text: string, open: string | undefined][] = [
    ["finds one without an end", "python", 'x = """a', '"""'],
    ["finds none where each has its end", "python", 'x = """a""" + """b"""', undefined],
    ["takes another mark for text", "python", "x = '''a \"\"\" b", "'''"],
    ["takes no mark that may stand for something else", "typescript", "x = `a", undefined],
  ];
  for (const [name, languageId, text, open] of CASES)
    it(name, () => assert.equal(openLongQuote(text, languageId), open));
});
