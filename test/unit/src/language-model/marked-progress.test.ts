import assert from "node:assert/strict";
import { ProgressText, withoutProgress } from "../../../../src/language-model/marked-progress.ts";

describe("progress among the thoughts", () => {
  it("is said in few pieces, and is gone when it comes back, also joined with thoughts", () => {
    const progress = new ProgressText();
    const first = `${progress.loads("gpt-oss-20b")}${progress.queued()}`;
    const said = [0, 500, 1_000, 2_000, 2_001, 4_900].map((done) => progress.reads(done, 5_000)).join("");
    const all = `${first}${said}${progress.ends()}I look at it.${progress.ends()}`;
    assert.equal(
      all.replaceAll("\u2063", ""),
      "Loading gpt-oss-20b…\n\nWaiting for another answer…\n\nReading 5,000 tokens: 0% … 20% … 40% … 80%\n\nI look at it.",
    );
    assert.equal(withoutProgress(`${all} Then…${first}`), "I look at it. Then…");
  });

  it("leaves thoughts alone", () => {
    assert.equal(withoutProgress("Reading 5,000 tokens: 0%"), "Reading 5,000 tokens: 0%");
  });
});
