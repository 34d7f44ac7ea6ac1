import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statfsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { isProcessAlive, processStartTime } from "../../common/process-identity.ts";
import { addressFile } from "../../language-server/engine-protocol/address.ts";
import { ENGINE_PROTOCOL } from "../../language-server/engine-protocol/protocol.ts";
import { whenModelIsReady } from "../../language-server/features/model-ready.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { ask, ENGINE_PATH, EngineBench, settingsFor, text, until } from "./support.ts";

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

  it("ends a while after its last client, and leaves nothing but its log, its compiled code and what it knows of files", async () => {
    const client = await bench.ready(tiny);
    const pid = await bench.pid();
    await client.dispose();
    await until(() => !isProcessAlive(pid), "the engine to end");
    assert.deepEqual((await readdir(bench.folder)).sort(), ["compiled", "engine-2.log", "known-models.json"]);
  });

  it("reads a header once, for the engines after it too, until the file is written", async () => {
    const { signal } = new AbortController();
    const path = join(bench.folder, "model.gguf");
    const content = await readFile(tiny);
    await writeFile(path, content);
    const written = new Date("2026-01-01");
    await utimes(path, written, written);
    const before = await bench.ready(path);
    const { name } = await before.inspect(path, signal);
    assert.equal(name, "gpt-oss tiny (random weights)");
    const pid = await bench.pid();
    await before.dispose();
    await until(() => !isProcessAlive(pid), "the engine to end");
    // Another file that looks the same from outside: whoever reads it tells.
    content.write("gpt-oss TINY", content.indexOf(name));
    await writeFile(path, content);
    await utimes(path, written, written);
    const client = await bench.ready(path);
    assert.equal((await client.inspect(path, signal)).name, name);
    await utimes(path, written, new Date("2026-01-02"));
    assert.equal((await client.inspect(path, signal)).name, "gpt-oss TINY (random weights)");
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
    const statuses: ModelStatus[] = [];
    client.onStatus((status) => statuses.push(status));
    const answer = ask(client, [text(proseOf(30))], {
      maxTokens: 4_000,
      stop: { texts: [], specials: [] },
      onText: () => isProcessAlive(pid) && process.kill(pid, "SIGKILL"),
    });
    assert.equal((await answer).stopReason, "engineLost");
    await until(() => client.status.state === "ready", "the model to be loaded again");
    assert.notEqual(await bench.pid(), pid);
    assert.equal((await ask(client, [text("again")], { maxTokens: 2 })).stopReason, "length");
    assert.equal(statuses.filter(({ isRestarting }) => isRestarting).length, 1, "told once");
    assert(!statuses.some(({ state }) => state === "failed"), "it doesn't look as if it had failed for good");
  });

  it("ignores a stale address", async () => {
    await writeFile(join(bench.folder, "engine-2.json"), addressOf({ pid: 2 ** 22 + 1, startTime: "1" }));
    await bench.ready(tiny);
  });

  it("is not deceived by another process at its address", async () => {
    const path = join(bench.folder, "impostor.sock");
    const server = await listen(path);
    try {
      const startTime = await processStartTime(process.pid);
      await writeFile(
        join(bench.folder, "engine-2.json"),
        addressOf({ address: path, pid: process.pid, startTime }),
      );
      await bench.ready(tiny);
      assert.notEqual(await bench.pid(), process.pid);
    } finally {
      server.close();
    }
  });

  it("asks an engine of another protocol to leave first", async () => {
    // Beside the bundle, whose other files it needs.
    const other = join(dirname(ENGINE_PATH), "engine-of-another-protocol.mjs");
    await bundleEngine(other, ENGINE_PROTOCOL + 1);
    try {
      const engine = spawn(process.execPath, [other], { stdio: "ignore" });
      const address = addressFile(bench.folder, ENGINE_PROTOCOL + 1);
      await until(() => existsSync(address), "the other engine to listen");
      await bench.ready(tiny);
      await until(() => engine.exitCode !== null, "the other engine to leave");
      assert.equal(engine.exitCode, 0);
    } finally {
      await rm(other);
    }
  });

  it("says why when its folder can't be used", async () => {
    const file = join(bench.folder, "a-file");
    await writeFile(file, "");
    process.env.OSSICLE_RUNTIME_DIR = join(file, "run");
    const client = bench.client(tiny);
    const status = await client.load();
    assert.equal(status.state, "failed");
    assert.match(status.reason ?? "", /folder can't be used/);
    assert.ok(status.reason?.includes(join(file, "run")), status.reason);
    assert.equal(status.fix, "restart");
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
      assert.ok(status.reason?.includes(full.path), status.reason);
      assert.equal(status.advice, `Free up some space in ${full.path}, then restart.`);
    } finally {
      process.env.OSSICLE_RUNTIME_DIR = bench.folder;
      await full.release();
    }
  });

  it("tries a model again when its file comes, or is replaced, and when something is asked", async () => {
    const path = join(bench.folder, "model.gguf");
    const client = bench.client(path);
    assert.equal((await client.load()).state, "failed");
    await bench.pid();
    await writeFile(path, "GGUF, but no more");
    const half = (status: ModelStatus) => status.state === "failed" && !/no file/.test(status.reason ?? "");
    await until(() => half(client.status), "the half file to be tried");
    await copyFile(tiny, path);
    await until(() => client.status.state === "ready", "the whole file to be loaded");

    await client.unload();
    await rm(path);
    assert.equal((await client.load()).state, "failed");
    await copyFile(tiny, path);
    assert(await whenModelIsReady(client, new AbortController().signal));
  });

  it("loads with the settings that come while it loads for the first time", async () => {
    const client = bench.client(tiny);
    await client.start();
    await bench.pid();
    const [loaded, configured] = await Promise.all([
      client.load(),
      client.configure({ ...settingsFor(tiny), chatContextSize: 4_096 }, true),
    ]);
    assert.deepEqual([loaded.state, configured.state], ["ready", "ready"]);
    assert.equal(client.status.chatContextTokens, 4_096);
  });

  it("tells the plan while it loads, and holds to it", async () => {
    const client = bench.client(tiny);
    const plans: ModelStatus["plan"][] = [];
    client.onStatus(({ state, plan }) => {
      if (state === "loading") plans.push(plan);
    });
    const { plan, contexts, device } = await client.load();
    await bench.pid();
    assert.deepEqual(plans.at(-1), plan);
    assert.deepEqual([plan?.fit, plan?.gpuLayers, plan?.layers], ["cpu", 0, 5]);
    assert.equal(device?.gpuLayers, 0);
    assert.deepEqual(contexts, [plan?.contexts.find(({ lane }) => lane === "completion")]);
    await ask(client, [text("hello")], { lane: "chat", maxTokens: 1 });
    const chat = client.status.contexts?.find(({ lane }) => lane === "chat");
    assert.deepEqual(
      chat,
      plan?.contexts.find(({ lane }) => lane === "chat"),
    );
  });

  it("is started again with the GPUs that are chosen, for all clients, without a word of a crash", async () => {
    const first = await bench.ready(tiny);
    const second = await bench.ready(tiny);
    const pid = await bench.pid();
    const states: string[] = [];
    for (const client of [first, second]) client.onStatus(({ state }) => states.push(state));
    const chosen = { ...settingsFor(tiny), devices: [1] };
    await second.configure(chosen, true).catch(() => undefined);
    await until(() => !isProcessAlive(pid), "the engine to end");
    for (const client of [first, second])
      await until(() => client.status.state === "ready", "the model to be loaded again");
    assert.notEqual(await bench.pid(), pid);
    assert.ok(!states.includes("failed"), states.join());
    assert.ok(bench.logs.every((line) => !line.includes("unexpectedly")));
    assert.deepEqual(first.settings.devices, [1], "in force for the other client too");
    if (process.platform === "linux") {
      const environment = await readFile(`/proc/${await bench.pid()}/environ`, "latin1");
      assert.match(environment, /CUDA_VISIBLE_DEVICES=1\0/);
      assert.match(environment, /GGML_VK_VISIBLE_DEVICES=1\0/);
    }
  });

  it("leaves the environment's choice of GPUs alone where the setting makes none", async function () {
    if (process.platform !== "linux") return this.skip();
    process.env.CUDA_VISIBLE_DEVICES = "7";
    try {
      await bench.ready(tiny);
      const environment = await readFile(`/proc/${await bench.pid()}/environ`, "latin1");
      assert.match(environment, /CUDA_VISIBLE_DEVICES=7\0/);
      assert.doesNotMatch(environment, /GGML_VK_VISIBLE_DEVICES/);
    } finally {
      delete process.env.CUDA_VISIBLE_DEVICES;
    }
  });

  it("releases the memory when nothing was asked for a while, and loads again when something is", async () => {
    const client = await bench.ready(tiny);
    await client.configure({ ...settingsFor(tiny), idleUnloadMinutes: 0.002 }, true);
    await until(() => client.status.state === "unloaded", "the memory to be released");
    const states: string[] = [];
    client.onStatus(({ state }) => states.push(state));
    assert.equal((await ask(client, [text("x")])).stopReason, "unusable");
    // It is soon released once more.
    await until(() => states.includes("ready"), "the model to be loaded again");
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

  it("uses the next client's choice where the one before has failed", async () => {
    const first = bench.client(join(bench.folder, "missing.gguf"));
    assert.equal((await first.load()).state, "failed");
    const second = await bench.ready(tiny);
    assert.equal(second.status.model?.path, tiny);
    await until(() => first.status.state === "ready", "the first client to see the new model");
    assert.equal(first.settings.model.path, tiny, "an engine that is started again gets it");
  });

  it("forgets a failed choice where the next client has none, and loads nothing by itself", async () => {
    await bench.client(join(bench.folder, "missing.gguf")).load();
    const second = bench.client("");
    await second.start();
    assert.equal(second.status.state, "none");
    const third = bench.client(tiny);
    await third.start();
    assert.deepEqual([third.status.state, third.status.model?.path], ["unloaded", tiny]);
  });

  it("is started again where the next client's choice, after one that failed, has other GPUs", async () => {
    const first = bench.client(join(bench.folder, "missing.gguf"));
    await first.load();
    const pid = await bench.pid();
    const second = bench.client(tiny, { devices: [1] });
    await second.load().catch(() => undefined);
    for (const client of [first, second])
      await until(() => client.status.state === "ready", "the model of the second client");
    assert.notEqual(await bench.pid(), pid);
    assert.deepEqual(second.settings, { ...settingsFor(tiny), devices: [1] });
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
    await until(() => first.status.state !== "ready", "the loss to show");
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
    protocol: ENGINE_PROTOCOL,
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

/** Bundles the engine as `esbuild.mjs` does, with this protocol. */
async function bundleEngine(outfile: string, protocol: number): Promise<void> {
  await build({
    entryPoints: ["language-server/engine/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["node-llama-cpp"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
    plugins: [
      {
        name: "another-protocol",
        setup: ({ onLoad }) =>
          onLoad({ filter: /engine-protocol[/\\]protocol\.ts$/ }, async ({ path }) => ({
            contents: (await readFile(path, "utf8")).replace(
              `ENGINE_PROTOCOL = ${ENGINE_PROTOCOL};`,
              `ENGINE_PROTOCOL = ${protocol};`,
            ),
            loader: "ts",
          })),
      },
    ],
  });
}
