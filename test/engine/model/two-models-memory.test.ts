/** Memory that runs out for one of two models: that of the process, which has a limit from some moment on. Linux. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { FitPlan } from "../../../language-server/protocol/models.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ask, EngineBench, text, until } from "../support.ts";

const MIB = 2 ** 20;

describe("engine: memory that runs out for one of two models", function () {
  this.timeout(60_000);
  let bench: EngineBench;
  let client: EngineClient;

  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  beforeEach(async () => {
    bench = await EngineBench.create();
    const large = await fixture("tiny");
    const small = join(bench.folder, "small.gguf");
    await copyFile(large, small);
    client = bench.client(large, { completionModel: small });
  });
  afterEach(() => bench?.end());

  const suggest = () => ask(client, [text("const answer = ")], { model: "completion", maxTokens: 2 });

  it("that grows: it gets less and answers, and the other one writes suggestions all the while", async () => {
    await client.load("main");
    await client.load("completion");
    const pid = await bench.pid();
    const { plan, completionModel } = client.status;
    assert.ok(plan && completionModel?.plan);
    const seen = new Set<string | undefined>();
    client.onStatus((status) => seen.add(status.completionModel?.state));
    // Less than the context of a conversation takes.
    await limitMemory(pid, 24 * MIB);
    let isAnswered = false;
    const suggesting = async () => {
      const reasons = new Set<string>();
      while (!isAnswered) reasons.add((await suggest()).stopReason);
      return [...reasons];
    };
    const answering = ask(client, [text("Why?")], { lane: "chat", maxTokens: 2 }).finally(() => {
      isAnswered = true;
    });
    const [answer, reasons] = await Promise.all([answering, suggesting()]);
    assert.deepEqual([answer.stopReason, reasons, await bench.pid()], ["length", ["length"], pid]);
    const smaller = client.status.plan;
    assert.equal(smaller?.reduced, "outOfMemory");
    assert.ok(chatSize(smaller) < chatSize(plan), `${chatSize(smaller)} tokens after ${chatSize(plan)}`);
    assert.deepEqual(client.status.completionModel?.plan, completionModel.plan);
    assert.ok([...seen].every((state) => state === "ready" || state === "working"));
  });

  it("that is loaded, at which llama.cpp aborts: both come back, that one in less", async () => {
    await client.load("main");
    const pid = await bench.pid();
    const plan = client.status.plan;
    const tried: FitPlan[] = [];
    client.onStatus(({ completionModel }) => {
      if (completionModel?.state === "loading" && completionModel.plan) tried.push(completionModel.plan);
    });
    await limitMemory(pid, 24 * MIB);
    await assert.rejects(client.load("completion"));
    const states = () => [client.status.state, client.status.completionModel?.state].join();
    await until(() => states() === "ready,ready", "both models");
    assert.notEqual(await bench.pid(), pid);
    const smaller = client.status.completionModel?.plan;
    assert.equal(smaller?.reduced, "outOfMemory");
    assert.ok(smaller.ramNeeded < (tried[0]?.ramNeeded ?? 0));
    assert.deepEqual(
      [client.status.plan?.contexts, client.status.plan?.reduced],
      [plan?.contexts, undefined],
    );
    assert.equal((await suggest()).stopReason, "length");
    assert.equal((await ask(client, [text("Why?")], { lane: "chat", maxTokens: 2 })).stopReason, "length");
  });
});

const chatSize = ({ contexts }: FitPlan) => contexts.find(({ lane }) => lane === "chat")?.size ?? 0;

/** From now on the process gets this much more memory, and no more. */
async function limitMemory(pid: number, more: number): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const taken = Number(/^VmData:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
  execFileSync("prlimit", ["--pid", String(pid), `--data=${taken + more}:`]);
}
