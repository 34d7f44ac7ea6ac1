/** Tokens that our addon draws by itself, beside those that are drawn one by one on the shipped one. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ownAddonFor } from "../../own-addon.ts";
import { smallModelFor } from "../../small-model.ts";
import type { DrawingAnswer } from "./drawing-child.ts";

const CHILD = fileURLToPath(new URL("drawing-child.ts", import.meta.url));

async function run(addon: "own" | "shipped", model: string, task: "draw" | "ask"): Promise<DrawingAnswer> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, addon, model, task]);
  return JSON.parse(stdout);
}

describe("drawing on our addon", function () {
  this.timeout(120_000);
  before(function () {
    return ownAddonFor(this);
  });

  it("says in streams what is said in passes, and leaves the same in the cache", async () => {
    const model = await fixture("tiny");
    const { passes, streams } = (await run("shipped", model, "draw")).drawn;
    for (const { tokens } of passes) assert.ok(new Set(tokens).size > 10, "the tokens differ");
    assert.deepEqual(streams, passes);
    assert.deepEqual((await run("own", model, "draw")).drawn, { passes, streams: passes, ahead: passes });
  });

  it("knows how sure a real model is as node-llama-cpp does, also of what a grammar leaves it", async function () {
    const model = await smallModelFor(this);
    for (const { drawer, reference } of (await run("own", model, "ask")).confidences)
      assert.ok(drawer > 0 && Math.abs(drawer - reference) < 0.02, `${drawer}, not ${reference}`);
  });
});
