import assert from "node:assert/strict";
import { ProgressText, withoutProgress } from "../../../../src/language-model/marked-progress.ts";

describe("progress among the thoughts", () => {
  it("is said in few pieces, and is gone when it comes back, also joined with thoughts", () => {
    const progress = new ProgressText();
    const said = [0, 500, 1_000, 2_000, 2_001, 4_900, 5_000].map((done) => progress.reads(done, 5_000));
    const shown = said.join("").replaceAll("\u2063", "");
    assert.equal(shown, "Reading 5,000 tokens: 0% … 20% … 40% … 80% … 100%\n\n");
    const first = `${progress.loads("gpt-oss-20b")}${progress.queued()}`;
    assert.equal(
      withoutProgress(`${first}${said.join("")}I look at it. ${first}Then…`),
      "I look at it. Then…",
    );
  });

  it("leaves thoughts alone", () => {
    assert.equal(withoutProgress("Reading 5,000 tokens: 0%"), "Reading 5,000 tokens: 0%");
  });
});
