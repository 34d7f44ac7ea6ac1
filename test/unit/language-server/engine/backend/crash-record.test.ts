import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CrashRecord, STARTING } from "../../../../../language-server/engine/backend/crash-record.ts";

const TAKEN = { vramNeeded: 10_000, ramNeeded: 1_000 };
const MINUTE_MS = 60_000;

describe("crash record", () => {
  let folder = "";
  let now = 1e12;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-crash-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (ofMemory = false) =>
    new CrashRecord(folder, { diedOfMemory: async () => ofMemory, now: () => now });
  /** A process that dies while it works on a model leaves the record as `begin` wrote it. */
  const die = (device: string, model = "a.gguf") => open().begin(model, device, TAKEN);
  const level = async (device: string, model = "a.gguf") => (await open().standing(model, device)).level;

  it("is careful on a GPU after two crashes, and leaves it alone after one more", async () => {
    await die("Vulkan");
    assert.equal(await level("Vulkan"), "normal", "one may be a kill");
    await die("Vulkan");
    assert.equal(await level("Vulkan"), "careful");
    await die("Vulkan");
    assert.equal(await level("Vulkan"), "never");
    assert.equal(await level("CPU"), "normal");
    assert.equal(await level("Vulkan", "b.gguf"), "normal", "another model has nothing to do with it");
  });

  it("gives a model up after two crashes on the CPU, and a driver after two that happen while it starts", async () => {
    for (const device of ["CPU", `${STARTING}auto`]) {
      await die(device);
      assert.equal(await level(device), "normal");
      await die(device);
      assert.equal(await level(device), "never");
    }
  });

  it("counts a crash in use on a GPU, but not on the CPU", async () => {
    for (const device of ["Vulkan", "CPU"]) {
      for (let crash = 0; crash < 2; crash++) {
        const record = open();
        await record.begin("a.gguf", device, TAKEN);
        await record.inUse("a.gguf", device);
      }
    }
    assert.equal(await level("Vulkan"), "careful");
    assert.equal(await level("CPU"), "normal");
  });

  it("blames the model that was being loaded, not one that was in use beside it", async () => {
    for (let crash = 0; crash < 2; crash++) {
      const record = open();
      await record.begin("a.gguf", "Vulkan", TAKEN);
      await record.inUse("a.gguf", "Vulkan");
      await record.begin("b.gguf", "Vulkan", TAKEN);
    }
    assert.equal(await level("Vulkan", "b.gguf"), "careful");
    assert.equal(await level("Vulkan", "a.gguf"), "normal");
  });

  it("doesn't count crashes together that lie far apart", async () => {
    await die("Vulkan");
    assert.equal(await level("Vulkan"), "normal");
    now += 31 * MINUTE_MS;
    await die("Vulkan");
    assert.equal(await level("Vulkan"), "normal");
  });

  it("remembers after the model ran on another device, until it is cleared", async () => {
    for (let crash = 0; crash < 3; crash++) await die("Vulkan");
    const record = open();
    await record.begin("a.gguf", "CPU", TAKEN);
    await record.end("a.gguf", "CPU");
    now += 24 * 60 * MINUTE_MS;
    assert.equal(await level("Vulkan"), "never");
    await record.clear();
    assert.deepEqual(await readdir(folder), []);
  });

  it("leaves nothing behind after an end without a crash", async () => {
    const record = open();
    await record.begin("a.gguf", "CPU", TAKEN);
    await record.begin("b.gguf", "CPU", TAKEN);
    await record.end("a.gguf", "CPU");
    assert.deepEqual(await readdir(folder), ["crashes.json"]);
    await record.end("b.gguf", "CPU");
    assert.deepEqual(await readdir(folder), []);
  });

  it("allows less memory with each plan that was too large, and no GPU in the end", async () => {
    const record = open();
    let vram = TAKEN.vramNeeded;
    for (let plan = 0; plan < 4; plan++) {
      await record.outOfMemory("a.gguf", "Vulkan", { ...TAKEN, vramNeeded: vram });
      const { limits, level: after } = await open().standing("a.gguf", "Vulkan");
      assert.equal(after, "normal");
      assert.ok(limits.vram !== undefined && limits.vram < vram && limits.vram > 0.6 * TAKEN.vramNeeded);
      vram = limits.vram;
    }
    await record.outOfMemory("a.gguf", "Vulkan", { ...TAKEN, vramNeeded: vram });
    assert.equal((await open().standing("a.gguf", "Vulkan")).limits.vram, 0);
    await record.outOfMemory("a.gguf", "CPU", { vramNeeded: 0, ramNeeded: 1_000 });
    assert.deepEqual((await record.standing("a.gguf", "CPU")).limits, { vram: undefined, ram: 900 });
  });

  it("never allows more again while a shortage counts, whichever plan the next one tells of", async () => {
    const record = open();
    await record.begin("a.gguf", "Vulkan", TAKEN);
    await record.outOfMemory("a.gguf", "Vulkan", { ...TAKEN, vramNeeded: 5_000 });
    const { limits } = await open(true).standing("a.gguf", "Vulkan");
    assert.equal(limits.vram, 4_500);
  });

  it("counts a death against the contexts that the model had last", async () => {
    const record = open();
    await record.begin("a.gguf", "Vulkan", TAKEN);
    await record.rebuildContexts("a.gguf", "Vulkan", { ...TAKEN, vramNeeded: 5_000 });
    const { limits } = await open(true).standing("a.gguf", "Vulkan");
    assert.equal(limits.vram, 4_500);
  });

  it("forgets a shortage after a while: who took the memory may be gone", async () => {
    await open().outOfMemory("a.gguf", "Vulkan", TAKEN);
    now += 31 * MINUTE_MS;
    assert.equal((await open().standing("a.gguf", "Vulkan")).limits.vram, undefined);
  });

  it("takes a death for want of memory for a plan that was too large", async () => {
    await die("CUDA");
    await die("CUDA");
    const { level: after, limits } = await open(true).standing("a.gguf", "CUDA");
    assert.equal(after, "normal");
    assert.ok((limits.vram ?? Infinity) < TAKEN.vramNeeded);
  });
});
