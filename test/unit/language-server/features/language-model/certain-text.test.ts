import assert from "node:assert/strict";
import type { OfferedTools } from "../../../../../language-server/features/agent/calls/read-call.ts";
import type { SaidPiece } from "../../../../../language-server/features/agent/draw.ts";
import { CertainText } from "../../../../../language-server/features/language-model/certain-text.ts";
import { Random } from "../../../../../tools/random.ts";

const OFFERED: OfferedTools = { native: [], readsOnly: false, tools: [{ name: "read", description: "" }] };

function certain(offered = OFFERED, holdsAll = false) {
  const passed: string[] = [];
  const text = new CertainText({
    pass: (channel, piece) => passed.push(`${channel}: ${piece}`),
    offered,
    holdsAll,
  });
  const say = (piece: string, more: Partial<SaidPiece> = {}) =>
    text.push({ channel: "answer", kind: "answer", text: piece, isAgain: false, ...more });
  return { passed, text, say };
}

describe("what is certain of a text", () => {
  it("is an answer's, as it comes", () => {
    const { passed, say, text } = certain();
    for (const piece of ["So", " it", " is.\n", "Well"]) say(piece);
    assert.deepEqual(passed, ["answer: So", "answer:  it", "answer:  is.\n", "answer: Well"]);
    assert.ok(text.isSaid);
  });

  it("is a thought, once", () => {
    const { passed, say, text } = certain();
    say("Hm.", { channel: "reasoning", kind: "reasoning" });
    text.drop();
    say("Hm.", { channel: "reasoning", kind: "reasoning", isAgain: true });
    assert.deepEqual(passed, ["reasoning: Hm."]);
    assert.ok(!text.isSaid);
  });

  it("is what is said before a call only once the call is", () => {
    const { passed, say, text } = certain();
    say("I look.", { kind: "preamble" });
    assert.deepEqual(passed, []);
    text.drop();
    say("I see.", { kind: "unmarked" });
    text.release();
    assert.deepEqual(passed, ["answer: I see."]);
  });

  it("is nothing that looks like a call, at the beginning or behind an answer", () => {
    const { passed, say, text } = certain();
    for (const piece of ["\n", "{", '"na', 'me": "read"']) say(piece);
    assert.deepEqual([passed, text.held], [[], '\n{"name": "read"']);

    const fenced = certain();
    for (const piece of ["Well.\n", "``", "`json\n", '{"name"', ': "read"', "}\n```"]) fenced.say(piece);
    assert.deepEqual(fenced.passed, ["answer: Well.\n"]);

    const behind = certain();
    for (const piece of ["Well.\n", " <tool", '_call>{"name"', ': "x"}']) behind.say(piece);
    assert.deepEqual([behind.passed, behind.text.held], [["answer: Well.\n"], ' <tool_call>{"name": "x"}']);
  });

  it("is what only began like one", () => {
    const { passed, say } = certain();
    for (const piece of ["``", "`ts\n", "a <b\n", "<", "p>\n"]) say(piece);
    assert.equal(passed.join("").replaceAll("answer: ", ""), "```ts\na <b\n<p>\n");
  });

  it("is everything where there are no tools, and nothing before the end where a call is asked for", () => {
    const { passed, say } = certain({ ...OFFERED, tools: [] });
    say('{"name');
    assert.deepEqual(passed, ['answer: {"name']);
    const held = certain(OFFERED, true);
    held.say("So it is.");
    assert.deepEqual([held.passed, held.text.isSaid], [[], false]);
  });

  it("is in the end what was said, whole and in order, however it comes", () => {
    const random = Random.nth(1);
    const pieces = [
      "<",
      "tool_call>",
      "`",
      "```",
      "json",
      "\n",
      " ",
      "{",
      '"name"',
      ': "read"',
      "to=functions.",
      "Well",
    ];
    for (let run = 0; run < 2_000; run++) {
      const said = random.times(1 + random.below(12), () => random.pick(pieces));
      const { passed, say, text } = certain();
      for (const piece of said) say(piece);
      text.release();
      assert.equal(passed.map((piece) => piece.replace("answer: ", "")).join(""), said.join(""));
    }
  });
});
