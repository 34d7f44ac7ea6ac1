import assert from "node:assert/strict";
import type { ModelStatus } from "../../../../language-server/protocol/status.ts";
import { engineWasLost } from "../../../../src/status/engine-loss.ts";

describe("loss of the engine", () => {
  const failed: ModelStatus = { state: "failed", reason: "The engine stopped unexpectedly." };
  const cases: [string, ModelStatus | undefined, ModelStatus | undefined, boolean][] = [
    ["ready, then failed", { state: "ready" }, failed, true],
    ["working, then started again", { state: "working" }, { state: "loading", isRestarting: true }, true],
    ["another model is loaded", { state: "ready" }, { state: "loading" }, false],
    ["working, then given up", { state: "working" }, { ...failed, fix: "restart" }, true],
    ["still failed", failed, failed, false],
    ["a load that fails", { state: "loading" }, failed, false],
    ["a file that is no model", { state: "ready" }, { ...failed, fix: "selectModel" }, false],
    ["released", { state: "ready" }, { state: "unloaded" }, false],
    ["the server ended", { state: "ready" }, undefined, false],
    ["a new server", undefined, failed, false],
  ];
  for (const [name, before, after, lost] of cases)
    it(`is${lost ? "" : " not"}: ${name}`, () => assert.equal(engineWasLost(before, after), lost));
});
