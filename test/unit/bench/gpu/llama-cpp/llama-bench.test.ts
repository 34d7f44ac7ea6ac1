import assert from "node:assert/strict";
import { parseBench } from "../../../../../bench/gpu/llama-cpp/llama-bench.ts";
import { parseTimings } from "../../../../../bench/gpu/llama-cpp/llama-server.ts";
import { generationSpeed, promptSpeed } from "../../../../../bench/gpu/measured.ts";

describe("llama.cpp's own figures", () => {
  it("are read from llama-bench: what was measured, at which length, the median speed", () => {
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

  it("are refused from llama-bench when a test has no samples", () => {
    assert.throws(() => parseBench(JSON.stringify([{ n_prompt: 1, n_gen: 0, n_depth: 0, samples_ts: [] }])));
  });

  it("are read from the server's answer", () => {
    const timings = { cache_n: 7, prompt_n: 1_000, prompt_ms: 125, predicted_n: 65, predicted_ms: 256 };
    const measured = { ...parseTimings(JSON.stringify({ content: "x", timings })), wallMs: 400 };
    assert.equal(promptSpeed(measured), 8_000);
    // 64 tokens came after the first one, with which the time begins.
    assert.equal(generationSpeed(measured), 250);
  });

  it("are refused from an answer without timings", () => {
    assert.throws(() => parseTimings(JSON.stringify({ content: "x" })), /timings/);
  });
});
