import assert from "node:assert/strict";
import { NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { LastTimings } from "../../../../src/usage/last-timings.ts";

const counts = (totalMs: number) => ({ ...NO_COUNTS, totalMs });

describe("what was measured of the model", () => {
  it("keeps what the last suggestion took when a request led to none", () => {
    const measured = new LastTimings();
    measured.completed({ counts: counts(84) });
    measured.completed({ counts: counts(30), whyNone: "The model has nothing to add here." });
    measured.completed({ whyNone: "Suggestions are snoozed." });
    assert.equal(measured.suggestion?.totalMs, 84);
    assert.equal(measured.last?.whyNone, "Suggestions are snoozed.");
  });

  it("keeps the chat's last answer when an edit or a side request has ended since", () => {
    const measured = new LastTimings();
    measured.answered("answer", counts(900));
    measured.answered("edit", counts(50));
    measured.answered("side", counts(40));
    assert.equal(measured.answer?.totalMs, 900);
  });

  it("is forgotten when another model takes its place, and kept while its memory is released", () => {
    const measured = new LastTimings();
    measured.modelIs("/models/a.gguf");
    measured.completed({ counts: counts(84) });
    measured.answered("answer", counts(900));
    for (const path of ["/models/a.gguf", undefined, "/models/a.gguf"]) measured.modelIs(path);
    assert.equal(measured.suggestion?.totalMs, 84);
    assert.equal(measured.answer?.totalMs, 900);
    measured.modelIs("/models/b.gguf");
    assert.deepEqual(
      [measured.last, measured.suggestion, measured.answer],
      [undefined, undefined, undefined],
    );
  });
});
