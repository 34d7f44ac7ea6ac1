import assert from "node:assert/strict";
import fc from "fast-check";
import { type StreamedToken, THOUGHT_MARKERS } from "../../../../language-server/engine-protocol/protocol.ts";
import { ThoughtParser } from "../../../../language-server/prompt/thought-parser.ts";

const special = (name: string): StreamedToken => ({ id: 0, special: name });
const text = (piece: string): StreamedToken => ({ id: 0, text: piece });

function parse(tokens: readonly StreamedToken[], begun: "start" | "answer" = "start") {
  const parser = new ThoughtParser(begun);
  const said = { reasoning: "", answer: "" };
  for (const event of [...tokens.flatMap((token) => parser.push(token)), ...parser.end()])
    if (event.kind === "reasoning" || event.kind === "answer") said[event.kind] += event.text;
  return said;
}

/** The text in pieces of a few letters, as tokens come. */
const pieces = (whole: string, length: number) =>
  (whole.match(new RegExp(`.{1,${length}}`, "gsu")) ?? []).map(text);

const CASES: { what: string; says: string; reasoning?: string; answer?: string; begun?: "answer" }[] = [
  { what: "an answer without thoughts", says: "Yes.", answer: "Yes." },
  {
    what: "a thought and an answer",
    says: "<think>\nHm.\n</think>\n\nYes.",
    reasoning: "Hm.",
    answer: "Yes.",
  },
  { what: "space before the thought", says: "\n<think>Hm.</think>Yes.", reasoning: "Hm.", answer: "Yes." },
  { what: "an empty thought", says: "<think>\n\n</think>\n\nYes.", answer: "Yes." },
  { what: "a thought without an end", says: "<think>\nHm, </thi", reasoning: "Hm, </thi" },
  { what: "Magistral's marks", says: "[THINK]Hm.[/THINK]Yes.", reasoning: "Hm.", answer: "Yes." },
  {
    what: "another family's closing mark within a thought",
    says: "<think>a [/THINK] b</think>c",
    reasoning: "a [/THINK] b",
    answer: "c",
  },
  { what: "paragraphs of a thought", says: "<think>a\n\nb</think>c", reasoning: "a\n\nb", answer: "c" },
  {
    what: "an answer about such marks",
    says: "Use `<think>` and `</think>`.",
    answer: "Use `<think>` and `</think>`.",
  },
  { what: "what only looks like a mark", says: "<thing>", answer: "<thing>" },
  { what: "the beginning of a mark alone", says: "<thi", answer: "<thi" },
  { what: "indented code that goes on", says: "  return 1;\n", answer: "  return 1;\n", begun: "answer" },
  { what: "nothing", says: "" },
];

describe("an answer with thoughts between marks", () => {
  for (const { what, says, reasoning = "", answer = "", begun } of CASES)
    it(`is read, however it is cut: ${what}`, () => {
      for (const length of [1, 2, 3, 5, 100])
        assert.deepEqual(parse(pieces(says, length), begun), { reasoning, answer }, `pieces of ${length}`);
    });

  it("is read where the marks are tokens", () => {
    const tokens = [
      special("<think>"),
      text("\nHm"),
      text(".\n"),
      special("</think>"),
      text("\n\n"),
      text("Yes."),
    ];
    assert.deepEqual(parse(tokens), { reasoning: "Hm.", answer: "Yes." });
  });

  it("is read where the prompt has opened the thought, and the model does so again", () => {
    const tokens = [special("<think>"), special("<think>"), text("Hm."), special("</think>"), text("Yes.")];
    assert.deepEqual(parse(tokens), { reasoning: "Hm.", answer: "Yes." });
    // The mark that opens is the engine's word, the one that closes is mere text.
    assert.deepEqual(parse([special("<think>"), text("Hm.</th"), text("ink>\nYes.")]), {
      reasoning: "Hm.",
      answer: "Yes.",
    });
  });

  it("may think once more", () => {
    const tokens = [text("Well. "), special("<think>"), text("Hm."), special("</think>"), text("Yes.")];
    assert.deepEqual(parse(tokens), { reasoning: "Hm.", answer: "Well. Yes." });
  });

  it("shows a letter as soon as it can be no mark", () => {
    const parser = new ThoughtParser();
    assert.deepEqual(parser.push(text("<")), []);
    assert.deepEqual(parser.push(text("th")), []);
    assert.equal(parser.push(text("e")).length, 1);
    assert.equal(parser.push(text(" x")).length, 1);
  });

  it("never shows a mark that is a token, loses no other letter, and puts each where it belongs", () => {
    const marks = [
      ...THOUGHT_MARKERS.flatMap(({ open, close }) => [open, close]),
      "<tool_call>",
      "<|im_start|>",
    ];
    const token = fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...marks).map(special) },
      { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom("a", "b", "é", "{", ";") }).map(text) },
    );
    fc.assert(
      fc.property(fc.array(token), (tokens) => {
        const { reasoning, answer } = parse(tokens);
        for (const mark of marks) assert.ok(!reasoning.includes(mark) && !answer.includes(mark));
        const letters = (said: string) => [...said].toSorted().join("");
        const all = tokens.map((each) => each.text ?? "").join("");
        assert.equal(letters(reasoning + answer), letters(all));
      }),
    );
  });

  it("is the same however the text is cut", () => {
    const part = fc.constantFrom(
      "<think>",
      "</think>",
      "<",
      "/",
      "think",
      ">",
      " ",
      "\n",
      "Hm",
      "[THINK]",
      "</",
      "[",
    );
    fc.assert(
      fc.property(
        fc.array(part),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (parts, cuts) => {
          const whole = parts.join("");
          const tokens: StreamedToken[] = [];
          for (let at = 0, i = 0; at < whole.length; i++) {
            const length = cuts[i % cuts.length] ?? 1;
            tokens.push(text(whole.slice(at, at + length)));
            at += length;
          }
          assert.deepEqual(parse(tokens), parse([text(whole)]));
        },
      ),
    );
  });
});
