import assert from "node:assert/strict";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";
import { modelLine, modelNotice, readiness } from "../../../../../src/chat/view/model-text.ts";
import type { ServerState } from "../../../../../src/server/server-state.ts";

const NAMED: Pick<ModelStatus, "model"> = {
  model: {
    name: "gpt-oss-20b",
    path: "/m.gguf",
    architecture: "gpt-oss",
    bytes: 1,
    dialect: "harmony",
    chats: true,
  },
};
const FAILED: ModelStatus = { state: "failed", reason: "It is incomplete.", advice: "Download it again." };

describe("notice about the model in the chat", () => {
  const cases: [string, ServerState, ModelStatus | undefined, ReturnType<typeof readiness>, string][] = [
    ["ready", "running", { state: "ready" }, "ready", ""],
    ["busy with a suggestion", "running", { state: "working" }, "ready", ""],
    ["released: a question loads it", "running", { state: "unloaded" }, "ready", ""],
    [
      "loading",
      "running",
      { ...NAMED, state: "loading", progress: 0.625 },
      "wait",
      "gpt-oss-20b is loading (62%).",
    ],
    [
      "loading, nothing yet",
      "running",
      { ...NAMED, state: "loading", progress: 0 },
      "wait",
      "gpt-oss-20b is loading.",
    ],
    [
      "engine starts again",
      "running",
      { state: "loading", isRestarting: true, reason: "It is restarting." },
      "wait",
      "It is restarting.",
    ],
    [
      "downloading",
      "running",
      { state: "downloading", progress: 0.1 },
      "wait",
      "The model is downloading (10%).",
    ],
    ["server starting", "starting", undefined, "wait", "The language server is starting."],
    ["server starts again", "restarting", undefined, "wait", "The language server is starting."],
    ["no status yet", "running", undefined, "wait", "The language server is starting."],
    ["no model", "running", { state: "none" }, "noModel", "No model is selected."],
    ["failed", "running", FAILED, "noModel", "It is incomplete. Download it again."],
    ["server given up", "failed", undefined, "noServer", "The language server isn't running."],
  ];
  for (const [name, server, model, expected, text] of cases)
    it(`tells whether a question can be asked, and why not: ${name}`, () => {
      assert.equal(readiness({ server, model }), expected);
      const notice = modelNotice({ server, model }, false);
      if (text === "") assert.equal(notice, undefined);
      else assert(notice?.text.startsWith(text), notice?.text);
    });

  it("says that a question waits", () => {
    const notice = modelNotice({ server: "running", model: { state: "loading" } }, true);
    assert.match(notice?.text ?? "", /Your question will be asked when a model is ready/);
  });

  const OTHERS = ["loadModel", "selectModel", "setUp"];
  const fixes: [ModelStatus, string[]][] = [
    [{ state: "none" }, ["setUp", "selectModel"]],
    [{ ...FAILED, fix: "downloadModel" }, ["downloadModel", ...OTHERS]],
    [{ ...FAILED, fix: "verifyModel" }, ["verifyModel", ...OTHERS]],
    [{ ...FAILED, fix: "retry" }, OTHERS],
    [{ ...FAILED, fix: "restart" }, ["restart", ...OTHERS]],
    [{ ...FAILED, fix: "openSettings" }, ["openSettings", ...OTHERS]],
    [FAILED, ["selectModel", "loadModel", "setUp"]],
  ];
  for (const [model, actions] of fixes)
    it(`has each button that helps once, the best first: ${actions}, ${model.state}`, () => {
      const notice = modelNotice({ server: "running", model }, false);
      assert.deepEqual(
        notice?.actions.map(({ action }) => action),
        actions,
      );
    });

  it("names model and device, once there is one", () => {
    const device = {
      name: "NVIDIA H100",
      backend: "CUDA",
      vramTotal: 1,
      vramFree: 1,
      gpuLayers: 1,
      layers: 1,
    };
    assert.equal(modelLine({ ...NAMED, state: "ready", device }), "gpt-oss-20b on NVIDIA H100");
    assert.equal(modelLine({ ...NAMED, state: "failed" }), "");
    assert.equal(modelLine(undefined), "");
  });
});
