import assert from "node:assert/strict";
import { PrefillSpeed } from "../../../../../../language-server/features/completion/asking/prefill-speed.ts";
import { NO_COUNTS } from "../../../../../../language-server/protocol/status.ts";

describe("the time for a whole prompt", () => {
  it("is that of the last long prefill, for the last prompt", () => {
    const speed = new PrefillSpeed();
    assert.equal(speed.wholePromptMs, undefined);
    const generated = { ...NO_COUNTS, generatedTokens: 5 };
    speed.note({ ...generated, promptTokens: 1_000, reusedTokens: 500, firstTokenMs: 250 });
    assert.equal(speed.wholePromptMs, 500);
    speed.note({ ...generated, promptTokens: 1_200, reusedTokens: 1_198, firstTokenMs: 40 });
    assert.equal(speed.wholePromptMs, 600);
  });
});
