import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CrashRecord } from "../../../language-server/engine/crash-record.ts";

describe("crash record", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-crash-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A process that dies while loading leaves the record as `begin` wrote it. */
  const die = (device: string) => new CrashRecord(folder).begin("a.gguf", device);

  it("forbids a device after two crashes on it, for that model alone", async () => {
    await die("Vulkan");
    assert.equal(await new CrashRecord(folder).forbids("a.gguf", "Vulkan"), false, "one may be a kill");
    await die("Vulkan");
    const record = new CrashRecord(folder);
    assert.equal(await record.forbids("a.gguf", "Vulkan"), true);
    assert.equal(await record.forbids("a.gguf", "CPU"), false);
    assert.equal(await record.forbids("b.gguf", "Vulkan"), false);
  });

  it("remembers the crashes after the model loaded on another device, until it is cleared", async () => {
    await die("Vulkan");
    await die("Vulkan");
    const record = new CrashRecord(folder);
    await record.begin("a.gguf", "CPU");
    await record.end("a.gguf");
    assert.equal(await new CrashRecord(folder).forbids("a.gguf", "Vulkan"), true);
    await record.clear();
    assert.equal(await record.forbids("a.gguf", "Vulkan"), false);
  });

  it("leaves nothing behind after a load without a crash", async () => {
    const record = new CrashRecord(folder);
    await record.begin("a.gguf", "CPU");
    await record.end("a.gguf");
    assert.deepEqual(await readdir(folder), []);
  });
});
