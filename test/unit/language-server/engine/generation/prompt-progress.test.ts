import assert from "node:assert/strict";
import { mock } from "node:test";
import { PromptProgress } from "../../../../../language-server/engine/generation/prompt-progress.ts";

describe("prompt progress", () => {
  let clock = 0;
  let reported: number[];
  beforeEach(() => {
    clock = 0;
    reported = [];
    mock.method(performance, "now", () => clock);
  });
  afterEach(() => mock.reset());
  const report = (tokens: number) => reported.push(tokens);

  it("of a long prompt is reported at once, and then a few times a second", () => {
    const progress = new PromptProgress(10_000, 600, report);
    assert.deepEqual(reported, [600]);
    for (let tokens = 700; tokens <= 2_700; tokens += 100) {
      clock += 50;
      progress.reached(tokens);
    }
    assert.deepEqual(reported, [600, 1_100, 1_600, 2_100, 2_600]);
  });

  it("is none where little of the prompt is new", () => {
    const progress = new PromptProgress(10_000, 9_000, report);
    clock = 1_000;
    progress.reached(9_500);
    assert.deepEqual(reported, []);
  });
});
