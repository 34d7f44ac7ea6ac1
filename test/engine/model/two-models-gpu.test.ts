/** Two models on a GPU, which is one in software. */
import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { CrashRecord } from "../../../language-server/engine/backend/crash-record.ts";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { SOFTWARE_GPU_DEVICE, softwareGpuFor } from "../../software-gpu.ts";
import { ask, EngineBench, text } from "../support.ts";

describe("engine: two models on a GPU in software", function () {
  // It is slow, and slower still while it compiles its shaders for the first time.
  this.timeout(400_000);
  let bench: EngineBench;
  let client: EngineClient;
  let large: string;
  let small: string;

  before(function () {
    softwareGpuFor(this);
  });
  beforeEach(async () => {
    bench = await EngineBench.create();
    large = await fixture("tiny");
    small = join(bench.folder, "small.gguf");
    await copyFile(large, small);
    client = bench.client(large, { gpu: "vulkan", devices: [SOFTWARE_GPU_DEVICE], completionModel: small });
  });
  afterEach(() => bench.end());

  /** Loads both, and has each of them write. Returns where they are. */
  async function layout(): Promise<unknown[]> {
    await Promise.all([client.load("completion"), client.load("main")]);
    await bench.pid();
    const suggested = await ask(client, [text("const answer = ")], { model: "completion", maxTokens: 2 });
    const answered = await ask(client, [text("Why?")], { lane: "chat", maxTokens: 2 });
    assert.deepEqual([suggested.stopReason, answered.stopReason], ["length", "length"]);
    const { plan, device, completionModel } = client.status;
    return [plan?.fit, device?.backend, completionModel?.plan?.fit, completionModel?.device?.backend];
  }

  it("has both there where there is room", async () => {
    assert.deepEqual(await layout(), ["gpu", "Vulkan", "gpu", "Vulkan"]);
  });

  it("has the model for everything there alone where the other one is too large for the rest", async () => {
    await new CrashRecord(bench.folder).outOfMemory(small, "Vulkan", { vramNeeded: 1, ramNeeded: 0 });
    assert.deepEqual(await layout(), ["gpu", "Vulkan", "cpu", "CPU"]);
  });
});
