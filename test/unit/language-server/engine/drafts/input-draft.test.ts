import assert from "node:assert/strict";
import type { Token } from "node-llama-cpp";
import { InputDraft } from "../../../../../language-server/engine/drafts/input-draft.ts";
import { proseOf } from "../../../../../tools/fixtures/prose.ts";

/** Words and signs, each word always the same token. */
function tokensOf(text: string): Token[] {
  return (text.match(/\w+|\s+|[^\w\s]/g) ?? []).map((word) => known(word) as Token);
}
const numbers = new Map<string, number>();
function known(word: string): number {
  const number = numbers.get(word) ?? numbers.size;
  numbers.set(word, number);
  return number;
}

const PASS_MS = 10;
const CODE = Array.from(
  { length: 30 },
  (_, line) => `  const value${line} = read${line}(name${line}, { depth: ${line} });\n`,
).join("");

/** Passes and time for a token, when the model says this and each drafted token costs so many passes. */
function saying(answer: string, { prompt, cost }: { prompt: string; cost: number }) {
  const draft = new InputDraft(tokensOf(prompt));
  const tokens = tokensOf(answer);
  let passes = 0;
  for (let at = 0; at < tokens.length; ) {
    const drafted = draft.next(false);
    let accepted = 0;
    while (drafted[accepted] !== undefined && drafted[accepted] === tokens[at + accepted]) accepted++;
    const time = 1 + cost * drafted.length;
    draft.push(tokens.slice(at, at + accepted + 1), { drafted: drafted.length, ms: PASS_MS * time });
    at += accepted + 1;
    passes += time;
  }
  return { passesOfToken: draft.passes / tokens.length, timeOfToken: passes / tokens.length };
}

describe("drafts of an answer", () => {
  const question = `${CODE}\nRename value7, please.`;

  it("save most passes of a block that is said again with changes, and of nothing before and after it", () => {
    const block = CODE.replaceAll("value7", "answer").replace("depth: 20", "depth: 200");
    const prose = proseOf(60, 3);
    const { passesOfToken } = saying(block, { prompt: question, cost: 0.3 });
    assert.ok(passesOfToken < 0.15, `${passesOfToken}`);
    const whole = saying(`${prose}\n\n${block}\n${prose}`, { prompt: question, cost: 0.3 });
    assert.ok(whole.timeOfToken < 0.7, `${whole.timeOfToken}`);
  });

  it("save passes of what the answer itself has said before", () => {
    const { passesOfToken } = saying(`${CODE}And once more:\n${CODE}`, { prompt: "Show it.", cost: 0.3 });
    assert.ok(passesOfToken < 0.6, `${passesOfToken}`);
  });

  for (const cost of [0.1, 0.3, 0.6, 1])
    it(`slow no other answer down by more than 3 %, where a drafted token costs ${cost} passes`, () => {
      for (const seed of [1, 2, 3]) {
        const { timeOfToken } = saying(proseOf(400, seed), { prompt: question + proseOf(2_000, 9), cost });
        assert.ok(timeOfToken < 1.03, `${timeOfToken}`);
      }
    });
});
