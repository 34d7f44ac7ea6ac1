import assert from "node:assert/strict";
import { when } from "../../../../../src/chat/view/when.ts";
import { NOW } from "../threads/threads.ts";

describe("time of a thread", () => {
  it("is told as people say it", () => {
    assert.match(when(NOW, NOW), /^today, /);
    assert.match(when(NOW - 24 * 60 * 60_000, NOW), /^yesterday, /);
    assert.match(when(new Date(2025, 11, 24, 18).getTime(), NOW), /2025/);
  });
});
