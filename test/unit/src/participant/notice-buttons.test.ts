import assert from "node:assert/strict";
import { buttonsOf } from "../../../../src/participant/notice-buttons.ts";

describe("the buttons of a notice in VS Code's chat", () => {
  it("run the commands that lead on, and leave out what VS Code has itself", () => {
    const actions = (["retry", "setUp", "loadModel", "showLog", "newThread"] as const).map((action) => ({
      label: action,
      action,
    }));
    assert.deepEqual(
      buttonsOf({ severity: "error", text: "No.", actions }, undefined).map(({ command }) => command),
      ["ossicle.setUp", "ossicle.loadModel", "ossicle.showLog"],
    );
  });

  it("name the model that is meant", () => {
    const actions = [{ label: "Verify Again", action: "verifyModel" as const }];
    assert.deepEqual(buttonsOf({ severity: "error", text: "No.", actions }, "/m.gguf")[0]?.arguments, [
      { target: { path: "/m.gguf" } },
    ]);
  });
});
