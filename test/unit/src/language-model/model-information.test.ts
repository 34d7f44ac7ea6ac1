import assert from "node:assert/strict";
import type { ModelStatus } from "../../../../language-server/protocol/status.ts";
import { offeredModel, withKnownModel } from "../../../../src/language-model/model-information.ts";

const MODEL = {
  name: "gpt-oss-20b",
  path: "/models/gpt-oss-20b-mxfp4.gguf",
  architecture: "gpt-oss",
  bytes: 12e9,
  dialect: "harmony" as const,
  chats: true,
  agent: "yes" as const,
};
const DEVICE = {
  name: "NVIDIA RTX 4080",
  backend: "CUDA",
  vramTotal: 16e9,
  vramFree: 2e9,
  gpuLayers: 24,
  layers: 24,
};
const READY: ModelStatus = { state: "ready", model: MODEL, device: DEVICE, chatContextTokens: 32_768 };
const offered = (change: Partial<ModelStatus["model"]> = {}, status: Partial<ModelStatus> = {}) =>
  offeredModel({ ...READY, ...status, model: { ...MODEL, ...change } }, "medium");

describe("the model in VS Code's picker", () => {
  it("has the names by which VS Code gives it its patch tool and its shorter instructions", () => {
    const names = ({ name, family }: { name: string; family: string }) => [name, family];
    assert.deepEqual(names(offered()), ["gpt-oss-20b", "gptoss-20b"]);
    assert.deepEqual(names(offered({ name: "gpt-oss-120b" })), ["gpt-oss-120b", "gptoss-120b"]);
    assert.deepEqual(names(offered({ name: "my-model" })), ["gpt-oss (my-model)", "gptoss"]);
    const other = { name: "Qwen3-8B", architecture: "qwen3", dialect: "template" as const };
    assert.deepEqual(names(offered(other)), ["Qwen3-8B", "qwen3"]);
  });

  it("isn't taken for a gpt-oss before its header is read, unless its name says so", () => {
    const unread = { architecture: "", bytes: 0 };
    assert.equal(offered({ ...unread, name: "Qwen3-8B" }).name, "Qwen3-8B");
    assert.equal(offered({ ...unread, name: "gpt-oss-20b" }).family, "gptoss-20b");
  });

  it("has the context less the answer's room, from the plan before it is loaded", () => {
    const { maxInputTokens, maxOutputTokens } = offered();
    assert.deepEqual([maxInputTokens, maxOutputTokens], [28_672, 4_096]);
    const plan: ModelStatus["plan"] = {
      fit: "cpu",
      gpuLayers: 0,
      layers: 24,
      contexts: [{ lane: "chat", size: 16_384, sequences: 2 }],
      vramNeeded: 0,
      ramNeeded: 0,
      ramFree: 0,
      vramReserve: 0,
      advice: [],
    };
    const unloaded = offeredModel({ state: "unloaded", model: MODEL, plan }, "medium");
    assert.equal(unloaded.maxInputTokens, 12_288);
  });

  it("stays as it is while an engine starts anew, which doesn't know it yet", () => {
    const unread = { ...MODEL, architecture: "", bytes: 0, agent: undefined };
    for (const model of [undefined, unread]) {
      const known = withKnownModel({ state: "loading", isRestarting: true, model }, READY);
      assert.deepEqual(known, { ...READY, state: "loading", isRestarting: true, plan: undefined });
    }
    const other = { ...unread, path: "/models/other.gguf" };
    assert.deepEqual(withKnownModel({ state: "loading", model: other }, READY).model, other);
    assert.equal(withKnownModel({ state: "none" }, READY).model, undefined);
  });

  it("has tools where it was trained with them, and reasoning effort where it knows it", () => {
    assert.equal(offered().capabilities.toolCalling, true);
    assert.equal(offered({ agent: "tooSmall" }).capabilities.toolCalling, false);
    const other = offered({ dialect: "template", agent: "noTools" });
    assert.equal(other.capabilities.toolCalling, false);
    assert.equal(other.configurationSchema, undefined);
    const { reasoningEffort } = offeredModel(READY, "high").configurationSchema?.properties ?? {};
    assert.equal(reasoningEffort && "default" in reasoningEffort && reasoningEffort.default, "high");
  });

  it("says where it runs, and stays the same while it works", () => {
    assert.equal(offered().detail, "NVIDIA RTX 4080");
    assert.match(offered().tooltip ?? "", /gpt-oss · 12\.0 GB · loaded.*32,768 tokens/s);
    assert.deepEqual(offered({}, { state: "working" }), offered());
  });

  it("warns of a model that can't answer, with what to do", () => {
    assert.equal(offered().warningText, undefined);
    const failed = offered({}, { state: "failed", reason: "The file is cut off.", fix: "selectModel" });
    assert.deepEqual(failed.warningText, [
      'The file is cut off. Run "Ossicle: Select Model File…" in the Command Palette.',
    ]);
    assert.match(offered({ chats: false }).warningText?.join() ?? "", /chat template/);
    const none = offeredModel({ state: "none", reason: "No model is selected." }, "medium");
    assert.equal(none.name, "Ossicle: no model");
    assert.deepEqual(none.warningText, [
      'No model is selected. Run "Ossicle: Set Up…" in the Command Palette.',
    ]);
  });
});
