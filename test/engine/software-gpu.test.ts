import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { CrashRecord } from "../../language-server/engine/backend/crash-record.ts";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import type { EngineSettings } from "../../language-server/engine-protocol/protocol.ts";
import type { FitPlan } from "../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { ownAddonFor } from "../own-addon.ts";
import { SOFTWARE_GPU_BYTES, SOFTWARE_GPU_DEVICE, softwareGpuFor } from "../software-gpu.ts";
import { type Answer, ask, EngineBench, text, until } from "./support.ts";

const MIB = 2 ** 20;
const GPU: Pick<EngineSettings, "gpu" | "devices"> = { gpu: "vulkan", devices: [SOFTWARE_GPU_DEVICE] };
/** It is slow, and slower still while it compiles its shaders for the first time. */
const TIMEOUT_MS = 400_000;

describe("engine: on a GPU in software", function () {
  this.timeout(TIMEOUT_MS);
  let bench: EngineBench;
  let client: EngineClient;
  let plans: FitPlan[];
  let losses: number;

  before(function () {
    softwareGpuFor(this);
  });
  beforeEach(async () => {
    bench = await EngineBench.create();
  });
  afterEach(() => bench.end());

  async function load(path: string): Promise<ModelStatus> {
    client = bench.client(path, GPU);
    plans = [];
    losses = 0;
    client.onStatus(({ state, plan, isRestarting }) => {
      if (state === "loading" && plan) plans.push(plan);
      if (isRestarting) losses++;
    });
    const status = await client.load();
    await bench.pid();
    return status;
  }

  /** The model again, after whatever has happened to it. */
  async function settled(): Promise<ModelStatus> {
    await until(
      () => client.status.state === "ready" || client.status.state === "failed",
      "the model to be loaded again",
      TIMEOUT_MS,
    );
    await bench.pid();
    return client.status;
  }

  /** Asks until there is an answer, as a user would. */
  async function insist(
    words: number,
    lane: "completion" | "chat",
  ): Promise<{ answer: Answer; asked: number }> {
    const options = { lane, maxTokens: 3, stop: { texts: [], specials: [] } };
    for (let asked = 1; asked <= 6; asked++) {
      const answer = await ask(client, [text(proseOf(words))], options);
      if (answer.counts.generatedTokens === 3) return { answer, asked };
      assert.equal(answer.stopReason, "engineLost", "a failure that can be tried again");
      assert.equal((await settled()).state, "ready");
    }
    throw new Error("There was no answer.");
  }

  it("holds a small model whole, says so before and after it is loaded, and what would help a model that is too large", async () => {
    const { state, plan, device } = await load(await fixture("tiny"));
    assert.equal(state, "ready");
    assert.deepEqual([plan?.fit, plan?.gpuLayers, plan?.layers, plan?.reduced], ["gpu", 5, 5, undefined]);
    assert.deepEqual(plans.at(-1), plan);
    assert.match(plan?.device?.name ?? "", /llvmpipe/);
    assert.deepEqual(
      [device?.backend, device?.vramTotal, device?.note],
      ["Vulkan", SOFTWARE_GPU_BYTES, undefined],
    );
    const taken = SOFTWARE_GPU_BYTES - (device?.vramFree ?? 0);
    assert.ok(taken > MIB && taken < (plan?.vramNeeded ?? 0), `${taken / MIB} MiB`);
    assert.equal((await ask(client, [text("hi")], { maxTokens: 1 })).stopReason, "length");

    const tooLarge = await client.plan({ path: await fixture("120b") }, new AbortController().signal);
    assert.equal(tooLarge.fit, "tooLarge");
    assert.deepEqual(tooLarge.advice.slice(-2), ["otherModel", "addMemory"]);
    assert.equal(client.status.state, "ready", "it loads nothing");
  });

  /** The engine that starts next knows that no more than so much of the model fits. */
  const limit = (model: string, vram: number) =>
    // The record allows nine tenths of what was too much.
    new CrashRecord(bench.folder).outOfMemory(model, "Vulkan", {
      vramNeeded: Math.ceil(vram / 0.9),
      ramNeeded: 0,
    });

  describe("holds a large model", () => {
    let large: string;
    before(async function () {
      await ownAddonFor(this);
      large = await fixture("large");
    });

    /** Loads it. The plan is held to. */
    async function loadedPlan(): Promise<FitPlan> {
      const { state, plan, device } = await load(large);
      assert.equal(state, "ready");
      assert.ok(plan && device);
      const taken = SOFTWARE_GPU_BYTES - device.vramFree;
      assert.ok(taken > 0.25 * plan.vramNeeded && taken <= plan.vramNeeded, `${taken / MIB} MiB`);
      assert.ok(plan.vramNeeded + plan.vramReserve <= SOFTWARE_GPU_BYTES);
      return plan;
    }

    it("without the experts of some layers, which stay on the CPU", async () => {
      const { fit, gpuLayers, experts } = await loadedPlan();
      assert.deepEqual([fit, gpuLayers, experts?.layers], ["expertsOnCpu", 25, 24]);
      assert.ok(experts && experts.onCpu > 6 && experts.onCpu < 22);
    });

    it("without the experts of all layers, where less fits", async () => {
      await limit(large, 1_180 * MIB);
      const { fit, gpuLayers, experts } = await loadedPlan();
      assert.deepEqual([fit, gpuLayers, experts?.onCpu], ["expertsOnCpu", 25, 24]);
    });

    it("without whole layers, where even less fits,", async () => {
      await limit(large, 600 * MIB);
      const { fit, gpuLayers, experts } = await loadedPlan();
      assert.deepEqual([fit, experts?.onCpu], ["partGpu", 24]);
      assert.ok(gpuLayers > 3 && gpuLayers < 25);
    });
  });

  it("takes less when its memory is gone while it runs, and answers what was asked", async () => {
    const before = (await load(await fixture("tiny"))).plan;
    limitMemory(await bench.pid(), 170 * MIB, await dataBytes(await bench.pid()));
    const { answer } = await insist(3, "chat");
    assert.equal(answer.stopReason, "length");
    const { state, plan, device } = await settled();
    assert.equal(state, "ready");
    assert.equal(plan?.reduced, "outOfMemory");
    assert.ok(plan.vramNeeded < (before?.vramNeeded ?? 0));
    if (plan.fit === "cpu") assert.match(device?.note ?? "", /ran out .*, so the model runs on the CPU/);
    for (const [i, next] of plans.slice(1).entries())
      assert.ok(next.vramNeeded <= (plans[i]?.vramNeeded ?? 0), "never a larger plan again");
  });

  it("goes on with care when its driver crashes with flash attention, and on the CPU when that crashes too", async function () {
    await load(await fixture("tiny"));
    const { asked } = await insist(50, "completion");
    if (losses === 0) return this.skip(); // the driver has been fixed
    assert.ok(losses <= 2 && asked <= 3, `${losses} crashes`);
    const careful = await settled();
    assert.deepEqual([careful.plan?.fit, careful.plan?.reduced], ["gpu", "crash"]);
    assert.match(careful.device?.note ?? "", /without flash attention and in small batches/);

    process.kill(await bench.pid(), "SIGSEGV");
    await until(() => client.status.state !== "ready", "the loss to show");
    const onCpu = await settled();
    assert.deepEqual([onCpu.state, onCpu.plan?.fit, onCpu.plan?.reduced], ["ready", "cpu", "crash"]);
    assert.match(onCpu.device?.note ?? "", /crashed repeatedly with this model on Vulkan/);
    assert.equal((await insist(5, "completion")).asked, 1);
  });
});

/** Bytes of the process' own data, which its GPU's memory is a part of. */
async function dataBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmData:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
}

/** From now on the process gets this much more memory, and no more. */
function limitMemory(pid: number, more: number, taken: number): void {
  execFileSync("prlimit", ["--pid", String(pid), `--data=${taken + more}`]);
}
