import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { statfsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { isProcessAlive, processStartTime } from "../../language-server/engine/process-identity.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { ask, ENGINE_PATH, EngineBench, proseOf, settingsFor, text, until } from "./support.ts";

describe("engine: life", () => {
  let bench: EngineBench;
  let tiny: string;
  before(async () => {
    tiny = await fixture("tiny");
  });
  beforeEach(async () => {
    bench = await EngineBench.create();
  });
  afterEach(() => bench.end());

  it("is one process with one model for clients that start at the same moment, and outlives the first", async () => {
    const clients = Array.from({ length: 4 }, () => bench.client(tiny));
    const states = await Promise.all(clients.map(async (client) => (await client.load()).state));
    assert.deepEqual(states, ["ready", "ready", "ready", "ready"]);
    const pid = await bench.pid();
    const connections = bench.logs.filter((line) => line.startsWith("Connected to the engine"));
    assert.deepEqual([...new Set(connections)], [`Connected to the engine (process ${pid}).`]);
    await clients[0]?.dispose();
    const [, second] = clients;
    assert.ok(second);
    assert.equal((await ask(second, [text("still here")], { maxTokens: 2 })).stopReason, "length");
    assert.equal(await bench.pid(), pid);
  });

  it("ends a while after its last client, and leaves nothing but its log", async () => {
    const client = await bench.ready(tiny);
    const pid = await bench.pid();
    await client.dispose();
    await until(() => !isProcessAlive(pid), "the engine to end");
    assert.deepEqual(await readdir(bench.folder), ["engine-1.log"]);
  });

  it("ends too when its client's process is killed", async () => {
    const child = await startClientProcess(tiny);
    const pid = await bench.pid();
    child.kill("SIGKILL");
    await until(() => !isProcessAlive(pid), "the engine to end");
  });

  it("is started again when it is killed in the middle of an answer, with its model", async () => {
    const client = await bench.ready(tiny);
    const pid = await bench.pid();
    const states: string[] = [];
    client.onStatus(({ state }) => states.push(state));
    const answer = ask(client, [text(proseOf(30))], {
      maxTokens: 4_000,
      stop: { texts: [], specials: [] },
      onText: () => isProcessAlive(pid) && process.kill(pid, "SIGKILL"),
    });
    assert.equal((await answer).stopReason, "engineLost");
    await until(() => client.status.state === "ready", "the model to be loaded again");
    assert.notEqual(await bench.pid(), pid);
    assert.equal((await ask(client, [text("again")], { maxTokens: 2 })).stopReason, "length");
    assert.equal(states.filter((state) => state === "failed").length, 1, "told once");
  });

  it("ignores a stale address", async () => {
    await writeFile(join(bench.folder, "engine-1.json"), addressOf({ pid: 2 ** 22 + 1, startTime: "1" }));
    await bench.ready(tiny);
  });

  it("is not deceived by another process at its address", async () => {
    const path = join(bench.folder, "impostor.sock");
    const server = await listen(path);
    try {
      const startTime = await processStartTime(process.pid);
      await writeFile(
        join(bench.folder, "engine-1.json"),
        addressOf({ address: path, pid: process.pid, startTime }),
      );
      await bench.ready(tiny);
      assert.notEqual(await bench.pid(), process.pid);
    } finally {
      server.close();
    }
  });

  it("asks an engine of another protocol to leave first", async () => {
    const other = join(bench.folder, "engine-other.mjs");
    await copyFile(ENGINE_PATH, other);
    const first = await bench.ready(tiny);
    const pid = await bench.pid();
    // The address file's name is all that tells an engine of another protocol.
    const published = await readFile(join(bench.folder, "engine-1.json"), "utf8");
    await writeFile(join(bench.folder, "engine-2.json"), published);
    await rm(join(bench.folder, "engine-1.json"));
    await first.dispose();
    await bench.ready(tiny);
    await until(() => !isProcessAlive(pid), "the other engine to leave");
    assert.notEqual(await bench.pid(), pid);
  });

  it("says why when its folder can't be used", async () => {
    const file = join(bench.folder, "a-file");
    await writeFile(file, "");
    process.env.OSSICLE_RUNTIME_DIR = join(file, "run");
    const client = bench.client(tiny);
    const status = await client.load();
    assert.equal(status.state, "failed");
    assert.match(status.reason ?? "", /folder can't be used/);
    assert.equal(status.remedy, "restart");
    process.env.OSSICLE_RUNTIME_DIR = bench.folder;
    assert.equal((await client.load()).state, "ready", "a restart works once the folder is there");
  });

  it("says why when there is no space for its socket", async function () {
    const full = await fullFolder(bench.folder);
    if (!full) return this.skip();
    process.env.OSSICLE_RUNTIME_DIR = full.path;
    try {
      const status = await bench.client(tiny).load();
      assert.equal(status.state, "failed");
      assert.match(status.reason ?? "", /no space left/i);
    } finally {
      process.env.OSSICLE_RUNTIME_DIR = bench.folder;
      await full.release();
    }
  });

  it("keeps the loaded model when another one is no good, and says why", async () => {
    const client = await bench.ready(tiny);
    const bad = join(bench.folder, "bad.gguf");
    await writeFile(bad, "not a model");
    const answer = await client.configure(settingsFor(bad), true);
    assert.equal(answer.state, "failed");
    assert.match(answer.reason ?? "", /bad\.gguf is not a GGUF file/);
    await until(() => client.status.state === "ready", "the old model");
    assert.equal(client.status.model?.path, tiny);
    assert.equal((await ask(client, [text("works")], { maxTokens: 1 })).stopReason, "length");
  });

  it("lets the newest explicit choice win over what other clients asked for", async () => {
    const first = await bench.ready(tiny);
    const other = join(bench.folder, "other.gguf");
    await copyFile(tiny, other);
    const second = bench.client(other);
    await second.load();
    assert.equal(second.status.model?.path, tiny, "a client that joins does not reload");
    await second.configure(settingsFor(other), true);
    await until(() => first.status.model?.path === other && first.status.state === "ready", "the new model");
  });

  it("keeps what is in force when it is started again, whichever client comes back first", async () => {
    const first = await bench.ready(tiny);
    const second = await bench.ready(tiny);
    const other = join(bench.folder, "other.gguf");
    await copyFile(tiny, other);
    await second.configure(settingsFor(other), true);
    const bad = await second.configure(settingsFor(join(bench.folder, "missing.gguf")), true);
    assert.equal(bad.state, "failed");
    await until(() => first.status.state === "ready", "the model that is in force");
    process.kill(await bench.pid(), "SIGKILL");
    await until(() => first.status.state === "failed", "the loss to show");
    for (const client of [first, second]) {
      await until(() => client.status.state === "ready", "the model to be loaded again");
      assert.equal(client.status.model?.path, other);
    }
    await bench.pid();
  });

  it("runs on the CPU and says why when the wanted GPU is not there", async () => {
    const elsewhere = process.platform === "darwin" ? "cuda" : "metal";
    const client = bench.client(tiny);
    await client.start();
    await client.configure({ ...settingsFor(tiny), gpu: elsewhere }, true);
    const { state, device } = await client.load();
    assert.deepEqual([state, device?.backend], ["ready", "CPU"]);
    assert.match(device?.note ?? "", /(CUDA|Metal) can't be used .*, so the model runs on the CPU\./);
    await bench.pid();
  });

  it("loads again by itself after its memory was released", async () => {
    const client = await bench.ready(tiny);
    assert.equal((await client.unload()).state, "unloaded");
    assert.equal((await ask(client, [text("x")])).stopReason, "unusable");
    await until(() => client.status.state === "ready", "the model to be loaded again");
  });
});

const addressOf = (change: object) =>
  JSON.stringify({
    protocol: 1,
    address: "/nowhere.sock",
    secret: "00",
    pid: 1,
    startTime: "",
    host: hostname(),
    ...change,
  });

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.end("220 hello\r\n"));
  server.listen(path);
  await once(server, "listening");
  return server;
}

/** A process that loads a model through a client of its own. Answers when it is ready. */
async function startClientProcess(path: string): Promise<ChildProcess> {
  const child = fork(resolve("test/engine/client-process.ts"), [path], { stdio: "inherit" });
  const [state] = await once(child, "message");
  assert.equal(state, "ready");
  return child;
}

/** A folder on a disk of its own with no space left, where this user may mount one. */
async function fullFolder(parent: string): Promise<{ path: string; release(): Promise<void> } | undefined> {
  const path = join(parent, "full");
  await mkdir(path, { mode: 0o700 });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4k,nr_inodes=16,mode=0700", "tmpfs", path], {
      stdio: "ignore",
    });
  } catch {
    return undefined;
  }
  await writeFile(join(path, "filler"), Buffer.alloc(statfsSync(path).bavail * statfsSync(path).bsize));
  return {
    path,
    release: async () => {
      execFileSync("umount", ["-l", path], { stdio: "ignore" });
    },
  };
}
