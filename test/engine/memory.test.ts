/** What a model took is given back when it is released, however often that happens. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { readGgufFileInfo } from "node-llama-cpp";
import { fixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { ask, EngineBench, text } from "./support.ts";

const LOADS = 10;
/** JavaScript's own heap comes and goes. Where released memory is kept, it is twice as much. */
const MAX_GROWTH_MB = 100;

/** Memory of a process that is in no file, in MB. */
async function ownMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

/** Bytes that a process has asked for by calls, whether they were in a cache or not. What it maps doesn't count. */
async function bytesRead(pid: number): Promise<number> {
  return Number(/rchar: (\d+)/.exec(await readFile(`/proc/${pid}/io`, "utf8"))?.[1]);
}

describe("engine: memory", function () {
  this.timeout(300_000);

  it("is given back over many loads, and no context reads the vocabulary again", async function () {
    if (process.platform !== "linux") return this.skip();
    const bench = await EngineBench.create();
    try {
      const path = await fixture("tiny");
      const { metadataSize } = await readGgufFileInfo(path, { sourceType: "filesystem" });
      const client = await bench.ready(path);
      const pid = await bench.pid();
      const readBefore = await bytesRead(pid);
      for (const lane of ["chat", "edit"] as const) await ask(client, [text("A")], { lane, maxTokens: 1 });
      const read = (await bytesRead(pid)) - readBefore;
      assert.ok(read < metadataSize / 2, `${read} bytes for contexts, of a header of ${metadataSize}`);
      const before = await ownMemory(pid);
      for (let i = 0; i < LOADS; i++) {
        await client.load();
        await ask(client, [text(proseOf(500))], { lane: "chat", maxTokens: 4 });
        await ask(client, [text(proseOf(500))], { lane: "edit", maxTokens: 4 });
        await client.unload();
      }
      const after = await ownMemory(pid);
      assert.ok(after - before < MAX_GROWTH_MB, `${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`);
    } finally {
      await bench.end();
    }
  });
});
