import assert from "node:assert/strict";
import { PrefillPace } from "../../../../../language-server/engine/generation/prefill-pace.ts";

describe("prefill pace", () => {
  it("starts small, and never evaluates more at once than the context's batch", () => {
    assert.equal(new PrefillPace(512).batchTokens, 64);
    assert.equal(new PrefillPace(32).batchTokens, 32);
  });

  it("grows on a fast machine up to whole batches", async () => {
    const pace = new PrefillPace(512);
    for (let batch = 0; batch < 5; batch++) await pace.measure(pace.batchTokens, async () => {});
    assert.equal(pace.batchTokens, 512);
  });
});
