import assert from "node:assert/strict";
import { promptText } from "../../../../bench/against/llama-server-side.ts";

describe("a prompt for llama-server", () => {
  it("is the engine's as one text: special tokens written out, checkpoints left out", () => {
    const prompt = [{ special: "<|start|>" }, { text: "user" }, { checkpoint: true as const }, { text: "!" }];
    assert.equal(promptText(prompt), "<|start|>user!");
  });

  it("has nothing that only other models have", () => {
    assert.throws(() => promptText([{ infill: "prefix" }]), /infill/);
  });
});
