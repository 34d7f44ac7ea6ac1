import assert from "node:assert/strict";
import type { EditResult, UnusableReason } from "../../../../language-server/protocol/edit.ts";
import { NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { editMessage, failedEditAction } from "../../../../src/text/edit-text.ts";

const START = { line: 0, character: 0 };
const unusable = (why: UnusableReason): EditResult => ({
  ...NO_COUNTS,
  newText: "",
  range: { start: START, end: START },
  stopReason: "unusable",
  unusable: why,
  answer: "",
  forwardPasses: 0,
});

describe("an edit that came to nothing", () => {
  it("for want of a model says why there is none, with the button that helps", () => {
    const failed = {
      state: "failed",
      reason: "There is no file a.gguf.",
      advice: "Select another one.",
      fix: "selectModel",
    } as const;
    assert.equal(editMessage(unusable("noModel"), failed), "There is no file a.gguf. Select another one.");
    assert.equal(failedEditAction(unusable("noModel"), failed)?.label, "Select Model File…");
    assert.equal(failedEditAction(unusable("noModel"), { state: "none" })?.command, "ossicle.setUp");
    assert.equal(editMessage(unusable("noModel"), undefined), "No model is ready.");
    assert.equal(failedEditAction(unusable("noModel"), undefined), undefined);
  });

  it("because the model can't be asked offers another model", () => {
    assert.equal(failedEditAction(unusable("noChat"), { state: "ready" })?.command, "ossicle.selectModel");
  });

  it("by an answer that is of no use says what is wrong with it", () => {
    const said = (why: UnusableReason) => editMessage(unusable(why), { state: "ready" });
    assert.equal(said("unbalanced"), "Brackets don't match in the answer. Nothing was changed.");
    assert.equal(said("unfinished"), "The answer never finished, so nothing was changed.");
    assert.match(said("placeholder"), /leaves out code/);
    assert.equal(failedEditAction(unusable("unbalanced"), { state: "ready" }), undefined);
  });
});
