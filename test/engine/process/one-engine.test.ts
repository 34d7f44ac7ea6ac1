import assert from "node:assert/strict";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isProcessAlive } from "../../../common/process-identity.ts";
import { lockPath, notesFolder } from "../../../language-server/engine/download/places.ts";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import { connectEngine } from "../../../language-server/engine-client/launcher.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ModelHost, noise } from "../../model-host.ts";
import { ask, ENGINE_PATH, EngineBench, text, until } from "../support.ts";

const HOUR_MS = 3_600_000;

describe("engine: one for all", () => {
  let bench: EngineBench;
  let tiny: string;
  /** Those that were stopped: an engine that stays so never ends. */
  let stopped: number[];
  before(async () => {
    tiny = await fixture("tiny");
  });
  beforeEach(async () => {
    bench = await EngineBench.create();
    stopped = [];
  });
  afterEach(async () => {
    for (const pid of stopped) if (isProcessAlive(pid)) process.kill(pid, "SIGCONT");
    await bench.end();
  });

  function stop(pid: number): void {
    stopped.push(pid);
    process.kill(pid, "SIGSTOP");
  }

  const answers = async (client: EngineClient) =>
    (await ask(client, [text("hello")], { maxTokens: 2 })).stopReason === "length";

  const isBusy = (client: EngineClient) => () =>
    client.status.state === "loading" && /busy/.test(client.status.reason ?? "");

  if (process.platform !== "win32") {
    it("is waited for while it doesn't answer, with the reason, and gets no twin", async () => {
      const first = await bench.ready(tiny);
      const pid = await bench.pid();
      stop(pid);
      const second = bench.client(tiny);
      const loaded = second.load();
      await until(isBusy(second), "the reason");
      process.kill(pid, "SIGCONT");
      assert.equal((await loaded).state, "ready");
      assert.equal(await bench.pid(), pid);
      assert(await answers(first));
      assert(await answers(second));
    });

    it("is ended and replaced when it never answers", async () => {
      await bench.ready(tiny);
      const pid = await bench.pid();
      stop(pid);
      const log: string[] = [];
      let busy = 0;
      const socket = await connectEngine({
        enginePath: ENGINE_PATH,
        devices: [],
        signal: new AbortController().signal,
        log: (line) => log.push(line),
        onBusy: () => busy++,
        hungAfterMs: 3_000,
      });
      socket.destroy();
      assert(!isProcessAlive(pid));
      assert.notEqual(await bench.pid(), pid);
      assert(busy > 0);
      assert.match(log.join("\n"), new RegExp(`process ${pid}\\) has been silent for too long`));
    });

    it("ends soon after a first client that has gone at once", async () => {
      const socket = await connectEngine({
        enginePath: ENGINE_PATH,
        devices: [],
        signal: new AbortController().signal,
        log: () => undefined,
        onBusy: () => undefined,
      });
      socket.destroy();
      const pid = await bench.pid();
      // The time that an engine waits for its first client.
      await until(() => !isProcessAlive(pid), "its end");
    });

    it("stays the first of two: the later one gives way, with its clients", async () => {
      const first = await bench.ready(tiny);
      const earlier = await bench.pid();
      stop(earlier);
      await rm(join(bench.folder, "engine-2.json"));
      const second = await bench.ready(tiny);
      const later = await bench.pid();
      assert.notEqual(later, earlier);
      process.kill(earlier, "SIGCONT");
      await until(() => !isProcessAlive(later), "the later one to end");
      await until(() => second.status.state === "ready", "its client to find the first");
      assert.equal(await bench.pid(), earlier);
      assert(await answers(first));
      assert(await answers(second));
      assert(!bench.logs.some((line) => /unexpectedly/.test(line)), bench.logs.join("\n"));
    });

    it("gives way where new clients can't reach it", async () => {
      const first = await bench.ready(tiny);
      const earlier = await bench.pid();
      for (const name of await readdir(bench.folder))
        if (name.endsWith(".sock")) await rm(join(bench.folder, name));
      const second = await bench.ready(tiny);
      const later = await bench.pid();
      assert.notEqual(later, earlier);
      await until(() => !isProcessAlive(earlier), "the one out of reach to end");
      await until(() => first.status.state === "ready", "its client to find the other");
      assert(await answers(first));
      assert(await answers(second));
      assert.equal(await bench.pid(), later);
    });

    it("removes the sockets of engines that were killed, and no other", async () => {
      await bench.ready(tiny);
      process.kill(await bench.pid(), "SIGKILL");
      await writeFile(join(bench.folder, "mine.sock"), "");
      const sockets = async () => (await readdir(bench.folder)).filter((name) => name.endsWith(".sock"));
      const killed = await sockets();
      await bench.ready(tiny);
      const now = await sockets();
      assert.equal(now.length, 2, now.join());
      assert(now.includes("mine.sock"));
      assert.equal(now.filter((name) => killed.includes(name)).length, 1);
    });
  }

  it("is found again when its address is removed", async () => {
    await bench.ready(tiny);
    const pid = await bench.pid();
    await rm(join(bench.folder, "engine-2.json"));
    await until(async () => (await readdir(bench.folder)).includes("engine-2.json"), "the address");
    assert.equal(await bench.pid(), pid);
    assert(await answers(await bench.ready(tiny)));
    assert.equal(await bench.pid(), pid);
  });

  describe("beside a lock that a dead process or a power cut has left", () => {
    const left: [string, Buffer, number][] = [
      ["empty", Buffer.alloc(0), HOUR_MS],
      ["of zeros", Buffer.alloc(120), HOUR_MS],
      ["half written", Buffer.from('{"token":"0123456789abcdef","pid":'), HOUR_MS],
      ["empty, and from the future", Buffer.alloc(0), -HOUR_MS],
      ["empty, and created just now", Buffer.alloc(0), 0],
    ];
    const leave = async (path: string, content: Buffer, ageMs: number) => {
      await writeFile(path, content);
      const then = new Date(Date.now() - ageMs);
      await utimes(path, then, then);
    };

    for (const [what, content, ageMs] of left)
      it(`starts, and downloads: ${what}`, async () => {
        await using host = await ModelHost.start();
        const folder = join(bench.folder, "models");
        await mkdir(notesFolder(folder), { recursive: true });
        await leave(join(bench.folder, "engine-2.lock"), content, ageMs);
        await leave(lockPath(folder, "model"), content, ageMs);
        const client = bench.client("");
        const file = host.put("model.gguf", noise(10_000, "a model"));
        const states: string[] = [];
        client.onDownloads(({ downloads }) => states.push(...downloads.map(({ state }) => state)));
        await client.startDownload({ id: "model", name: "a model", folder, files: [file], proxy: "" }, false);
        await until(() => ["done", "failed"].includes(states.at(-1) ?? ""), "the download to end");
        assert.equal(states.at(-1), "done");
        await bench.pid();
      });
  });
});
