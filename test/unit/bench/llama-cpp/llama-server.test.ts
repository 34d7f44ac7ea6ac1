import assert from "node:assert/strict";
import { generationSpeed, promptSpeed } from "../../../../bench/gpu/measured.ts";
import { parseEvent, serverArguments } from "../../../../bench/llama-cpp/llama-server.ts";

describe("llama-server", () => {
  const timings = { cache_n: 7, prompt_n: 1_000, prompt_ms: 125, predicted_n: 65, predicted_ms: 256 };
  const line = (event: object) => `data: ${JSON.stringify(event)}`;

  it("streams tokens, and says at the end what they took", () => {
    assert.equal(parseEvent(line({ content: "x", tokens: [1], stop: false })), "token");
    assert.equal(parseEvent(line({ content: "\u2028\u2029", tokens: [1], stop: false })), "token");
    const answer = parseEvent(line({ content: "", stop: true, timings }));
    assert.ok(answer !== "token");
    const measured = { ...answer, wallMs: 400 };
    assert.equal(promptSpeed(measured), 8_000);
    // 64 tokens came after the first one, with which the time begins.
    assert.equal(generationSpeed(measured), 250);
  });

  it("is not believed without timings, and its errors are errors", () => {
    assert.throws(() => parseEvent(line({ content: "", stop: true })), /timings/);
    assert.throws(() => parseEvent('error: {"message":"the context is full"}'), /the context is full/);
  });

  it("is started on the same file with the contexts, threads and batches that Ossicle has", () => {
    const options = { folder: "/bin", modelPath: "/m.gguf", gpuLayers: 0, threads: 1 };
    const context = { size: 4_096, sequences: 2, isFull: true };
    const args = serverArguments({ ...options, context }, 1_234).join(" ");
    for (const part of ["--model /m.gguf", "--host 127.0.0.1 --port 1234", "--ctx-size 8192 --parallel 2"])
      assert.ok(args.includes(part), part);
    for (const part of ["--swa-full", "--threads 1 --threads-batch 1", "--batch-size 512 --ubatch-size 512"])
      assert.ok(args.includes(part), part);
    const sliding = serverArguments({ ...options, threads: 0, context: { ...context, isFull: false } }, 1);
    assert.ok(!sliding.includes("--swa-full") && !sliding.includes("--threads"));
  });
});
