/** Our build of node-llama-cpp's addon beside the shipped one: what it adds, and that it says the same. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ownAddonFor } from "../../own-addon.ts";
import { SOFTWARE_GPU_DEVICE, softwareGpuFor } from "../../software-gpu.ts";
import type { AddonAnswer } from "./addon-child.ts";

const CHILD = fileURLToPath(new URL("addon-child.ts", import.meta.url));

async function run(addon: "own" | "shipped", gpu: "cpu" | "vulkan", ...args: string[]): Promise<AddonAnswer> {
  const env = { ...process.env, GGML_VK_VISIBLE_DEVICES: String(SOFTWARE_GPU_DEVICE) };
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, addon, gpu, ...args], { env });
  return JSON.parse(stdout);
}

describe("our addon", () => {
  before(function () {
    return ownAddonFor(this);
  });

  it("can what the shipped one can't", async () => {
    assert.deepEqual((await run("shipped", "cpu")).abilities, { expertsOnCpu: false, abort: false });
    assert.deepEqual((await run("own", "cpu")).abilities, { expertsOnCpu: true, abort: true });
  });

  it("says the same as the shipped one, also with experts on the CPU", async () => {
    const model = await fixture("tiny");
    const { tokens } = await run("shipped", "cpu", model, "0", "draw");
    assert.equal(tokens?.length, 16);
    assert.deepEqual((await run("own", "cpu", model, "0", "draw")).tokens, tokens);
    assert.deepEqual((await run("own", "cpu", model, "1", "draw")).tokens, tokens);
  });

  it("ends a batch under way, and the next evaluation is as if there had been none", async () => {
    const model = await fixture("tiny");
    const { tokens } = await run("own", "cpu", model, "0", "draw");
    assert.deepEqual((await run("own", "cpu", model, "0", "abort")).tokens, tokens);
  });

  describe("on a GPU", () => {
    before(function () {
      softwareGpuFor(this);
    });

    it("leaves experts in main memory", async () => {
      const model = await fixture("tiny");
      const whole = (await run("own", "vulkan", model, "0")).gpuMb ?? assert.fail();
      const less = (await run("own", "vulkan", model, "1")).gpuMb ?? assert.fail();
      const least = (await run("own", "vulkan", model, "99")).gpuMb ?? assert.fail();
      assert.ok(least < less && less < whole, `${least} < ${less} < ${whole} MB`);
    });
  });
});
