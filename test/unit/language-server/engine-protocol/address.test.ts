import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
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
    assert.deepEqual(await readdir(folder), ["engine-2.json"], "no file is left beside it");
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
    assert.deepEqual(await readdir(folder), ["engine-2.json"]);
    await writeAddress(folder, await own());
    await removeOwnAddress(folder);
    assert.deepEqual(await readdir(folder), []);
  });

  it("keeps socket paths short enough for the system, however deep the folder", () => {
    if (process.platform === "win32") return;
    assert.ok(newSocketPath(folder).startsWith(folder));
    assert.ok(Buffer.byteLength(newSocketPath(join(folder, "deep".repeat(40)))) <= 104);
  });

  describe("its folder", () => {
    const NAMES = ["OSSICLE_RUNTIME_DIR", "XDG_RUNTIME_DIR", "TMPDIR"] as const;
    const before = NAMES.map((name) => process.env[name]);
    const set = (name: string, value: string | undefined) => {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    };
    afterEach(() => {
      for (const [index, name] of NAMES.entries()) set(name, before[index]);
    });

    it("is closed where others could enter it", async () => {
      set("OSSICLE_RUNTIME_DIR", join(folder, "run"));
      await mkdir(join(folder, "run"));
      await chmod(join(folder, "run"), 0o755);
      await runtimeFolder();
      if (process.platform !== "win32") assert.equal((await stat(join(folder, "run"))).mode & 0o777, 0o700);
    });

    it("is the one that the user has set, or none", async () => {
      set("OSSICLE_RUNTIME_DIR", join(folder, "a-file", "run"));
      set("XDG_RUNTIME_DIR", folder);
      await writeFile(join(folder, "a-file"), "");
      await assert.rejects(runtimeFolder(), { code: /ENOTDIR|ENOENT|EEXIST/ });
    });

    if (process.platform !== "win32") {
      it("is in the system's folder for it", async () => {
        set("OSSICLE_RUNTIME_DIR", undefined);
        set("XDG_RUNTIME_DIR", folder);
        assert.equal(await runtimeFolder(assert.fail), join(folder, "ossicle"));
      });

      const unusable: [string, () => Promise<string> | string][] = [
        ["that can't be created", () => join(folder, "a-file", "4242")],
        ["where a file has the folder's place", () => join(folder, "taken")],
        ["that is no absolute path", () => "run"],
        ["in which nothing can be written", () => "/proc"],
      ];
      for (const [what, system] of unusable)
        it(`is among the temporary files beside a system's folder ${what}, and the log says so`, async () => {
          await writeFile(join(folder, "a-file"), "");
          await mkdir(join(folder, "taken"));
          await writeFile(join(folder, "taken", "ossicle"), "");
          set("OSSICLE_RUNTIME_DIR", undefined);
          set("XDG_RUNTIME_DIR", await system());
          set("TMPDIR", folder);
          const log: string[] = [];
          const found = await runtimeFolder((line) => log.push(line));
          assert.equal(found, join(folder, `ossicle-${process.getuid?.()}`));
          assert.equal((await stat(found)).mode & 0o777, 0o700);
          assert.equal(log.length, 1);
          assert.match(
            log[0] ?? "",
            /^XDG_RUNTIME_DIR \(.+\) can't be used: .+\. The engine's folder is .+\.$/,
          );
        });
    }
  });
});
