import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { processStartTime } from "../../../../common/process-identity.ts";
import {
  addressFile,
  newSocketPath,
  readAddress,
  removeOwnAddress,
  runtimeFolder,
  writeAddress,
} from "../../../../language-server/engine-protocol/address.ts";

describe("engine address", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-address-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const own = async () => ({
    protocol: 1,
    address: "/tmp/x.sock",
    secret: "00",
    pid: process.pid,
    startTime: await processStartTime(process.pid),
    host: hostname(),
  });

  it("is read back while its process lives, and only the user can read it", async () => {
    await writeAddress(folder, await own());
    assert.deepEqual(await readAddress(folder), await own());
    if (process.platform !== "win32") assert.equal((await stat(addressFile(folder))).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ["engine-1.json"], "no file is left beside it");
  });

  const stale = [
    ["its process is gone", { pid: 2 ** 22 + 1 }],
    ["its process id now belongs to another process", { startTime: "1" }],
    ["it comes from another machine", { host: "elsewhere" }],
    ["a value is of the wrong type", { secret: 5 }],
  ] as const;
  for (const [why, change] of stale)
    it(`is ignored when ${why}`, async () => {
      await writeFile(addressFile(folder), JSON.stringify({ ...(await own()), ...change }));
      assert.equal(await readAddress(folder), undefined);
    });

  it("is ignored when it is damaged or missing", async () => {
    assert.equal(await readAddress(folder), undefined);
    await writeFile(addressFile(folder), '{"protocol":');
    assert.equal(await readAddress(folder), undefined);
  });

  it("is removed by its own process alone", async () => {
    await writeFile(
      addressFile(folder),
      JSON.stringify({
        ...(await own()),
        pid: process.ppid,
        startTime: await processStartTime(process.ppid),
      }),
    );
    await removeOwnAddress(folder);
    assert.deepEqual(await readdir(folder), ["engine-1.json"]);
    await writeAddress(folder, await own());
    await removeOwnAddress(folder);
    assert.deepEqual(await readdir(folder), []);
  });

  it("keeps socket paths short enough for the system, however deep the folder", () => {
    if (process.platform === "win32") return;
    assert.ok(newSocketPath(folder).startsWith(folder));
    assert.ok(Buffer.byteLength(newSocketPath(join(folder, "deep".repeat(40)))) <= 104);
  });

  it("closes a folder that others could enter", async () => {
    const before = process.env.OSSICLE_RUNTIME_DIR;
    const { chmod, mkdir } = await import("node:fs/promises");
    process.env.OSSICLE_RUNTIME_DIR = join(folder, "run");
    try {
      await mkdir(join(folder, "run"));
      await chmod(join(folder, "run"), 0o755);
      await runtimeFolder();
      if (process.platform !== "win32") assert.equal((await stat(join(folder, "run"))).mode & 0o777, 0o700);
    } finally {
      if (before === undefined) delete process.env.OSSICLE_RUNTIME_DIR;
      else process.env.OSSICLE_RUNTIME_DIR = before;
    }
  });
});
