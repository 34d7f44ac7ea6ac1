import assert from "node:assert/strict";
import fc from "fast-check";
import { firstVisible, isTooLong } from "../../../../../language-server/features/chat/window.ts";

/** Turns of a question and an answer each. */
const turnsOf = (messages: readonly number[]) => messages.map((_, index) => index).filter((i) => i % 2 === 0);

describe("the part of a conversation that the model sees", () => {
  const contextTokens = 1_000;
  const head = 50;
  // 700 tokens are left for the messages: a quarter is kept for the answer.
  const visible = (messages: number[], first = 0) =>
    firstVisible({ contextTokens, head, messages }, turnsOf(messages), first);

  it("is all of it while that fits", () => {
    assert.equal(visible([100, 250, 100, 250]), 0);
  });

  it("loses the oldest turns when it no longer fits, until half of the room is free", () => {
    assert.equal(visible([101, 250, 100, 150, 100]), 2);
    assert.equal(visible([100, 250, 100, 250, 100]), 4);
  });

  it("keeps the last turn, however long it is", () => {
    assert.equal(visible([10, 10, 900]), 2);
    assert.equal(visible([900]), 0);
  });

  it("brings back nothing that was left out, and stays as it is until the room is full again", () => {
    assert.equal(visible([100, 250, 100, 150, 101, 100, 100], 2), 2);
    assert.equal(visible([10, 10, 10, 10], 2), 2);
  });

  it("is too long when no room is left for an answer", () => {
    const isLong = (size: number) => isTooLong({ contextTokens, head, messages: [size] }, 0);
    assert.equal(isLong(700), false);
    assert.equal(isLong(701), true);
    assert.equal(isTooLong({ contextTokens: 32_768, head, messages: [32_000] }, 0), false);
  });

  it("always begins with a question, and fits unless one turn alone doesn't", () => {
    const size = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 30 }), (messages) => {
        const first = visible(messages);
        assert.equal(first % 2, 0);
        const taken = messages.slice(first).reduce((sum, one) => sum + one, 0);
        assert.ok(taken <= 700 || first >= messages.length - 2);
      }),
    );
  });
});
