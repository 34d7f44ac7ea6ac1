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

  it("says what the shipped one says, also with experts on the CPU, and can do more", async () => {
    const model = await fixture("tiny");
    const shipped = await run("shipped", "cpu", model, "0", "draw");
    assert.deepEqual(shipped.abilities, { expertsOnCpu: false, abort: false });
    assert.equal(shipped.tokens?.length, 16);
    const own = { abilities: { expertsOnCpu: true, abort: true }, tokens: shipped.tokens };
    assert.deepEqual(await run("own", "cpu", model, "0", "draw"), own);
    assert.deepEqual(await run("own", "cpu", model, "1", "draw"), own);
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
      const whole = (await run("own", "vulkan", model, "0")).gpuBytes ?? assert.fail();
      const less = (await run("own", "vulkan", model, "99")).gpuBytes ?? assert.fail();
      assert.ok(less < whole, `${less} < ${whole} bytes`);
    });
  });
});
