import assert from "node:assert/strict";
import { parseBench } from "../../../../bench/llama-cpp/llama-bench.ts";

describe("llama-bench's figures", () => {
  it("are read: what was measured, at which length, the median speed", () => {
    const test = { n_prompt: 0, n_gen: 0, n_depth: 0, avg_ts: 7_100, model_type: "gpt-oss 20B" };
    const output = JSON.stringify([
      { ...test, n_prompt: 1_286, samples_ts: [6_863.1, 7_147.5, 7_146.3] },
      { ...test, n_gen: 64, n_depth: 1_286, samples_ts: [119] },
    ]);
    assert.deepEqual(parseBench(output), [
      { kind: "prompt", promptTokens: 1_286, speed: 7_146.3 },
      { kind: "generation", promptTokens: 1_286, speed: 119 },
    ]);
  });

  it("are refused when a test has no samples", () => {
    assert.throws(() => parseBench(JSON.stringify([{ n_prompt: 1, n_gen: 0, n_depth: 0, samples_ts: [] }])));
  });
});
