import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { mock } from "node:test";
import * as v from "valibot";
import { fixture } from "../../tools/fixtures/cache.ts";
import { EngineBench, until } from "./support.ts";

describe("engine: with a debugger", () => {
  let bench: EngineBench;
  let tiny: string;
  let port: number;
  before(async () => {
    tiny = await fixture("tiny");
  });
  beforeEach(async () => {
    bench = await EngineBench.create();
    port = await freePort();
    process.env.OSSICLE_ENGINE_INSPECT = String(port);
  });
  afterEach(async () => {
    delete process.env.OSSICLE_ENGINE_INSPECT;
    await bench.end();
  });

  it("waits for one before its first line, for as long as that takes, and then goes on", async () => {
    const loaded = bench.client(tiny).load();
    const address = await debuggerAddress(port);
    // More than any engine gets to start by itself.
    mock.timers.enable({ apis: ["Date"], now: Date.now() + 3_600_000 });
    try {
      await attachAndGoOn(address);
      assert.equal((await loaded).state, "ready");
    } finally {
      mock.timers.reset();
    }
  });

  it("ends when its server does while it waits", async () => {
    const client = bench.client(tiny);
    const loaded = client.load();
    await debuggerAddress(port);
    await client.dispose();
    await loaded;
    await until(async () => !(await debuggerTargets(port)), "the engine to end");
  });

  it("says why there is no engine where the port isn't one", async () => {
    process.env.OSSICLE_ENGINE_INSPECT = "6010,6011";
    const { state, reason } = await bench.client(tiny).load();
    assert.deepEqual(
      [state, reason],
      ["failed", 'OSSICLE_ENGINE_INSPECT is "6010,6011"; it should be a port.'],
    );
  });
});

const targetsSchema = v.array(v.object({ webSocketDebuggerUrl: v.string() }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

/** Where a debugger reaches the engine, once it listens on the port. */
async function debuggerAddress(port: number): Promise<string> {
  let targets: { webSocketDebuggerUrl: string }[] | undefined;
  await until(async () => {
    targets = await debuggerTargets(port);
    return targets !== undefined;
  }, "the engine to listen for a debugger");
  const [target] = targets ?? [];
  assert.ok(target);
  return target.webSocketDebuggerUrl;
}

/** Undefined while nothing listens, or where the engine ended within its answer. */
async function debuggerTargets(port: number): Promise<{ webSocketDebuggerUrl: string }[] | undefined> {
  let targets: unknown;
  try {
    targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  } catch {
    return undefined;
  }
  return v.parse(targetsSchema, targets);
}

/** Does as an editor: attaches, goes on where the program stops before its first line, and leaves. */
async function attachAndGoOn(address: string): Promise<void> {
  const socket = new WebSocket(address);
  await once(socket, "open");
  const stopped = new Promise<void>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      if (JSON.parse(String(data)).method === "Debugger.paused") resolve();
    });
  });
  let id = 0;
  const send = (method: string) => socket.send(JSON.stringify({ id: ++id, method }));
  send("Debugger.enable");
  send("Runtime.runIfWaitingForDebugger");
  await stopped;
  send("Debugger.resume");
  socket.close();
  await once(socket, "close");
}
